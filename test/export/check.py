#!/usr/bin/env python3
"""Checks exported folders as a Python user has them: python3 test/export/check.py FOLDER...

Each folder is one that `export --to hub` makes, with images.bin in it, bytes of the network's images. The ONNX file is
checked by the onnx package, and the lines of Python in docs/using-a-model.md are run in the folder, which take the images
through model.py in PyTorch; the embeddings are written to torch.bin. With pairs.bin (left, right, same) the pairs are
judged too.
Needs Debian's python3-onnx and python3-torch, and no safetensors package: that format is read here.
"""
import json
import os
import pathlib
import re
import struct
import sys
import types

import numpy as np
import onnx
import onnx.checker
import onnx.numpy_helper
import onnx.shape_inference
import torch


def load_file(path):
    data = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        array = np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
        tensors[name] = torch.from_numpy(array.copy())
    return tensors


def python_of(path):
    return re.findall(r"```python\n(.*?)```", pathlib.Path(path).read_text(), re.DOTALL)


(LINES,) = python_of(pathlib.Path(__file__).parents[2] / "docs/using-a-model.md")
reader = types.ModuleType("safetensors.torch")
reader.load_file = load_file
sys.modules["safetensors"] = types.ModuleType("safetensors")
sys.modules["safetensors.torch"] = reader
torch.set_num_threads(1)
sys.path.insert(0, "")
sys.dont_write_bytecode = True

for folder in map(pathlib.Path, sys.argv[1:]):
    model = onnx.load(str(folder / "onnx/model.onnx"))
    onnx.checker.check_model(model, full_check=True)
    onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    names = [tensor.name for tensor in model.graph.initializer]
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert {"architecture", "threshold", "fingerprint", "recipe"} <= metadata.keys(), metadata.keys()
    state = load_file(folder / "model.safetensors")
    assert set(state) <= set(names), names
    for tensor in model.graph.initializer:
        if tensor.name in state:
            assert np.array_equal(onnx.numpy_helper.to_array(tensor), state[tensor.name].numpy()), tensor.name
    config = json.loads((folder / "config.json").read_text())
    sides = config["architecture"]["input"]
    images = np.fromfile(folder / "images.bin", np.uint8).reshape(-1, sides["height"], sides["width"], sides["channels"])
    os.chdir(folder)
    sys.modules.pop("model", None)
    scope = {"images": torch.from_numpy(images)}
    with torch.no_grad():
        exec(LINES, scope)
        # The model card's lines too.
        exec(python_of(folder / "README.md")[0], {})
    embeddings = scope["embeddings"]
    assert embeddings.shape == (len(images), config["embedding_dimension"])
    embeddings.numpy().astype("<f4").tofile(folder / "torch.bin")
    print(f"{folder.name}: onnx {onnx.__version__} accepts it, PyTorch {torch.__version__} runs model.py")
    if (folder / "pairs.bin").exists():
        left, right, same = torch.from_numpy(np.fromfile(folder / "pairs.bin", "<i4").reshape(3, -1)).long()
        distances = (embeddings[left] - embeddings[right]).square().sum(1).sqrt()
        accuracy = ((distances <= config["threshold"]) == same.bool()).double().mean().item()
        (folder / "accuracy.json").write_text(json.dumps(accuracy))
