"""Writes test/fixtures/pytorch/batch-losses.json: contrastive and triplet losses of a batch in PyTorch, float64, by autograd.

Contrastive: Hadsell, Chopra and LeCun 2006, over all pairs. Triplet: Schroff, Kalenichenko and Philbin 2015 with d in place
of d^2, over all triplets, and over the hardest of each image (Hermans, Beyer and Leibe 2017); means over those that cost
anything. Run: /usr/bin/python3 scripts/make-batch-loss-fixture.py  (needs PyTorch)
"""
import json

import torch


def contrastive(d, labels, margin):
    n = len(labels)
    same = [d[i, j] ** 2 for i in range(n) for j in range(i) if labels[i] == labels[j]]
    other = [(margin - d[i, j]) ** 2 for i in range(n) for j in range(i) if labels[i] != labels[j] and d[i, j] < margin]
    return sum(same) / len(same) + sum(other) / len(other)


def triplets(labels, d, hard):
    n = len(labels)
    for a in range(n):
        same = [i for i in range(n) if i != a and labels[i] == labels[a]]
        other = [i for i in range(n) if labels[i] != labels[a]]
        if hard:
            yield a, max(same, key=lambda i: d[a, i]), min(other, key=lambda i: d[a, i])
        else:
            yield from ((a, p, q) for p in same for q in other)


def triplet(d, labels, margin, hard):
    costs = [d[a, p] - d[a, q] + margin for a, p, q in triplets(labels, d.detach(), hard)]
    costs = [cost for cost in costs if cost > 0]
    return sum(costs) / len(costs)


torch.manual_seed(11)
cases = []
for n, D, classes in [(6, 2, 2), (15, 5, 4), (21, 9, 5)]:
    labels = [i % classes for i in range(n)]
    # Single precision, so that the test starts from the same numbers.
    x = torch.randn(n, D).float().double()
    losses = {
        "contrastive, all": lambda d: contrastive(d, labels, 2.0),
        "triplet, all": lambda d: triplet(d, labels, 0.7, False),
        "triplet, batch-hard": lambda d: triplet(d, labels, 0.7, True),
    }
    results = {}
    for name, loss in losses.items():
        e = x.clone().requires_grad_(True)
        # Not by cdist, whose gradient at a distance of 0 is another matter.
        d = ((e[:, None] - e[None]) ** 2).sum(2).clamp_min(1e-300).sqrt()
        value = loss(d)
        value.backward()
        results[name] = {"value": value.item(), "gradient": e.grad.flatten().tolist()}
    cases.append({"n": n, "D": D, "labels": labels, "embeddings": x.flatten().tolist(), "losses": results})

with open("test/fixtures/pytorch/batch-losses.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
