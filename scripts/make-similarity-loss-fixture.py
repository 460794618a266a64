"""Writes test/fixtures/pytorch/similarity-losses.json: the papers' losses written out in PyTorch, float64, by autograd.

Each case: n embeddings of D numbers before they are divided by their length, their labels, and for each loss its value
and its gradient by those embeddings. Run: python3 scripts/make-similarity-loss-fixture.py  (needs PyTorch)
"""
import json

import torch


def multi_similarity(z, labels, alpha, beta, base, margin):
    """Wang et al. 2019: pair mining by equations 11 and 12, weighting by equation 15."""
    s = z @ z.T
    n = len(labels)
    terms = []
    for i in range(n):
        same = [j for j in range(n) if j != i and labels[j] == labels[i]]
        other = [j for j in range(n) if labels[j] != labels[i]]
        kept_other = [j for j in other if same and s[i, j] > min(s[i, k] for k in same) - margin]
        kept_same = [j for j in same if other and s[i, j] < max(s[i, k] for k in other) + margin]
        one = torch.ones((), dtype=torch.float64)
        terms.append(torch.log(sum((torch.exp(-alpha * (s[i, j] - base)) for j in kept_same), one)) / alpha)
        terms.append(torch.log(sum((torch.exp(beta * (s[i, j] - base)) for j in kept_other), one)) / beta)
    return sum(terms) / n


def supervised_contrastive(z, labels, temperature):
    """Khosla et al. 2020, equation 2, averaged over the images that have another of their class."""
    s = z @ z.T / temperature
    n = len(labels)
    terms = []
    for i in range(n):
        rest = [j for j in range(n) if j != i]
        same = [j for j in rest if labels[j] == labels[i]]
        if same:
            denominator = torch.logsumexp(torch.stack([s[i, j] for j in rest]), 0)
            terms.append(-sum(s[i, j] - denominator for j in same) / len(same))
    return sum(terms) / len(terms)


torch.manual_seed(7)
cases = []
for n, D, classes, spread in [(5, 3, 2, 0.5), (18, 7, 5, 0.8), (12, 4, 11, 0.6), (23, 10, 4, 0.9)]:
    labels = [int(label) for label in torch.randperm(n) % classes]
    centres = torch.randn(classes, D, dtype=torch.float64)
    # Single precision, so that the test starts from the same numbers.
    start = (centres[labels] + spread * torch.randn(n, D, dtype=torch.float64)).float().double()
    losses = {
        "multi-similarity": lambda z: multi_similarity(z, labels, 2, 40, 0.5, 0.1),
        "multi-similarity, other numbers": lambda z: multi_similarity(z, labels, 3, 10, 0.2, 0.4),
        "supervised-contrastive": lambda z: supervised_contrastive(z, labels, 0.1),
        "supervised-contrastive, other temperature": lambda z: supervised_contrastive(z, labels, 0.5),
    }
    results = {}
    for name, loss in losses.items():
        x = start.clone().requires_grad_(True)
        z = x / x.norm(dim=1, keepdim=True)
        z.retain_grad()
        # A batch of which no pair counts still has a gradient: zeros.
        value = loss(z) + 0 * z.sum()
        value.backward()
        results[name] = {
            "value": value.item(),
            "gradientOfUnit": z.grad.flatten().tolist(),
            "gradient": x.grad.flatten().tolist(),
        }
    cases.append({"n": n, "D": D, "labels": labels, "embeddings": start.flatten().tolist(), "losses": results})

with open("test/fixtures/pytorch/similarity-losses.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
