"""The same network, step and embedding in PyTorch; answers as protocol.ts does."""
import json
import sys
import time

import torch
import torch.nn.functional as F

files = json.loads(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
named = json.load(open(files["weights"]))
w = {name: torch.tensor(t["data"]).reshape(t["shape"]).requires_grad_() for name, t in named.items()}
pixels = torch.frombuffer(bytearray(open(files["images"], "rb").read()), dtype=torch.uint8)
images = (pixels.float() / 255).reshape(64, 1, 28, 28)
same = torch.tensor(json.load(open(files["same"])), dtype=torch.float32)
optimizer = torch.optim.Adam(list(w.values()), lr=0.001)


def forward(x):
    x = F.max_pool2d(F.relu(F.conv2d(x, w["conv1.weight"], w["conv1.bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, w["conv2.weight"], w["conv2.bias"])), 3)
    x = F.relu(F.linear(x.flatten(1), w["lin1.weight"], w["lin1.bias"]))
    x = F.relu(F.linear(x, w["lin2.weight"], w["lin2.bias"]))
    return F.linear(x, w["lin3.weight"], w["lin3.bias"])


def embed(batch):
    with torch.no_grad():
        return forward(images[:batch])


def step():
    optimizer.zero_grad(set_to_none=True)
    e = forward(images)
    d = F.pairwise_distance(e[:32], e[32:])
    gap = F.relu(2 - d)
    loss = (same * d * d).sum() / same.sum() + ((1 - same) * gap * gap).sum() / (1 - same).sum()
    loss.backward()
    optimizer.step()
    return loss.item()


def clock(call, seconds):
    times = []
    end = time.perf_counter() + seconds
    while True:
        begin = time.perf_counter()
        call()
        now = time.perf_counter()
        times.append(now - begin)
        if now >= end:
            break
    return sorted(times)[len(times) // 2] * 1e6


# Which of its two libraries is faster for convolutions this small differs by machine: the better is used.
if len(sys.argv) > 3:
    torch.backends.mkldnn.enabled = sys.argv[3] == "mkldnn"
print(json.dumps({"ready": True, "embed": True, "step": True}), flush=True)
for line in sys.stdin:
    question = json.loads(line)
    if question["ask"] == "embeddings":
        print(json.dumps({"embeddings": embed(question["batch"]).flatten().tolist()}), flush=True)
    elif question["ask"] == "loss":
        print(json.dumps({"loss": step()}), flush=True)
    else:
        call = step if question["ask"] == "step" else (lambda: embed(question["batch"]))
        print(json.dumps({"us": clock(call, question["milliseconds"] / 1000)}), flush=True)
