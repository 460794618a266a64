"""The same network, step and embedding in PyTorch; answers as protocol.ts does.

python3 pytorch.py FILES THREADS [native] [channels-last] [float64]
"""
import json
import sys
import time

import torch
import torch.nn.functional as F

files = json.loads(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
# Which of its two libraries is faster for small convolutions, and which layout, differs by network and machine.
if "native" in sys.argv:
    torch.backends.mkldnn.enabled = False
layout = torch.channels_last if "channels-last" in sys.argv else torch.contiguous_format

dtype = torch.float64 if "float64" in sys.argv else torch.float32

described = json.load(open(files["architecture"]))
size = described["input"]
named = json.load(open(files["weights"]))
w = {name: torch.tensor(t["data"], dtype=dtype).reshape(t["shape"]) for name, t in named.items()}
w = {name: (t.to(memory_format=layout) if t.dim() == 4 else t).requires_grad_() for name, t in w.items()}
pixels = torch.frombuffer(bytearray(open(files["images"], "rb").read()), dtype=torch.uint8)
images = (pixels.to(dtype) / 255).reshape(64, size["height"], size["width"], size["channels"])
images = images.permute(0, 3, 1, 2).contiguous(memory_format=layout)
same = torch.tensor(json.load(open(files["same"])), dtype=dtype)
optimizer = torch.optim.Adam(list(w.values()), lr=0.001)


def forward(x):
    convolutions = dense = 0
    for layer in described["layers"]:
        if layer["type"] == "conv":
            convolutions += 1
            name = f"conv{convolutions}"
            x = F.max_pool2d(F.relu(F.conv2d(x, w[name + ".weight"], w[name + ".bias"])), layer["pool"])
        else:
            dense += 1
            name = f"lin{dense}"
            x = F.linear(x.flatten(1), w[name + ".weight"], w[name + ".bias"])
            if layer.get("relu"):
                x = F.relu(x)
    return x


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
