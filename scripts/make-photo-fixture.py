#!/usr/bin/env python3
"""Writes test/fixtures/photo/expected.json: pictures changed by Pillow, and by NumPy and SciPy
where Pillow has no such change or rounds on the way.

Needs Debian's python3-pil (9.4), python3-numpy (1.24) and python3-scipy (1.10). Run from the root of
the repository; it writes the same bytes again:
    /usr/bin/python3 scripts/make-photo-fixture.py
"""
import base64
import io
import json
import pathlib

import numpy as np
from PIL import Image, ImageFilter
from scipy import fft

PATH = pathlib.Path(__file__).parent.parent / "test/fixtures/photo/expected.json"
ROWS, COLUMNS, PAD = 19, 26, 40
random = np.random.RandomState(7)


def picture(channels):
    """Waves, an edge and some noise."""
    y, x = np.mgrid[0:ROWS, 0:COLUMNS]
    planes = [
        120 + 60 * np.sin(x / 3 + c) + 50 * np.cos(y / 4 - c) + 40 * (x > 15 + c) + random.randint(-9, 10, x.shape)
        for c in range(channels)
    ]
    return np.clip(np.stack(planes, 2), 0, 255).astype(np.uint8)


def pillow(array):
    return Image.fromarray(array[:, :, 0] if array.shape[2] == 1 else array)


def array(image):
    return np.asarray(image).reshape(image.height, image.width, -1)


def padded(image):
    return np.pad(image, ((PAD, PAD), (PAD, PAD), (0, 0)), mode="edge")


def warp(image, y0, x0, yi, xi, yj, xj):
    """Pillow counts from pixels' corners; ours from their middles."""
    a, b, d, e = xj, xi, yj, yi
    c, f = x0 + PAD + 0.5 - (a + b) / 2, y0 + PAD + 0.5 - (d + e) / 2
    # In floats, since of bytes Pillow cuts fractions off.
    planes = [Image.fromarray(plane) for plane in np.moveaxis(padded(image).astype(np.float32), 2, 0)]
    warped = [plane.transform((COLUMNS, ROWS), Image.AFFINE, (a, b, c, d, e, f), Image.BILINEAR) for plane in planes]
    return np.floor(np.stack([np.asarray(plane) for plane in warped], 2) + 0.5)


def binomial(image):
    """The mean of 3x3 pixels with the weights 1, 2, 4."""
    kernel = ImageFilter.Kernel((3, 3), [1, 2, 1, 2, 4, 2, 1, 2, 1], 16)
    return array(pillow(padded(image)).filter(kernel))[PAD:-PAD, PAD:-PAD]


def blur_axis(image, axis, passes, weight):
    lines = np.moveaxis(image.astype(np.int64), axis, 0)
    for reach in [2**p for p in range(passes)]:
        wide = np.pad(lines, ((reach, reach), (0, 0), (0, 0)), mode="edge")
        lines = (weight * (wide[: -2 * reach] + wide[2 * reach :]) + (256 - 2 * weight) * lines + 128) // 256
    return np.moveaxis(lines, 0, axis)


def noise(image, factor, seed):
    with np.errstate(over="ignore"):
        index = np.arange(1, image.size + 1, dtype=np.uint32)
        z = np.uint32(seed) + np.uint32(0x9E3779B9) * index
        z = (z ^ (z >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        z = (z ^ (z >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        z = z ^ (z >> np.uint32(16))
    total = z.view(np.uint8).reshape(-1, 4).sum(1).astype(np.int64)
    return np.clip(image.reshape(-1) + (((total - 510) * factor + 32768) >> 16), 0, 255)


def saved(image, quality):
    file = io.BytesIO()
    pillow(image).save(file, "JPEG", quality=quality, **({} if image.shape[2] == 1 else {"subsampling": 0}))
    return Image.open(file)


JFIF = [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]]


def jpeg(image, quality):
    """What is in the file, by SciPy's cosine transform in 64-bit floats, with the file's own steps."""
    tables = [np.array(table, float).reshape(8, 8) for table in saved(image, quality).quantization.values()]
    grey = image.shape[2] == 1
    planes = image.astype(float) if grey else np.floor(image @ np.array(JFIF).T + [0.5, 128.5, 128.5])
    wide = np.pad(planes, ((0, -ROWS % 8), (0, -COLUMNS % 8), (0, 0)), mode="edge")
    for c in range(wide.shape[2]):
        table = tables[min(c, len(tables) - 1)]
        for y in range(0, wide.shape[0], 8):
            for x in range(0, wide.shape[1], 8):
                steps = fft.dctn(wide[y : y + 8, x : x + 8, c] - 128, norm="ortho") / table
                # Halves are rounded up, whatever the last bit of a float.
                steps = np.sign(steps) * np.floor(np.abs(steps) + 0.5 + 1e-9)
                wide[y : y + 8, x : x + 8, c] = np.floor(fft.idctn(steps * table, norm="ortho") + 0.5) + 128
    result = np.clip(wide[:ROWS, :COLUMNS], 0, 255)
    return result if grey else np.clip(np.floor((result - [0, 128, 128]) @ np.linalg.inv(JFIF).T + 0.5), 0, 255)


def encode(image):
    return base64.b64encode(np.ascontiguousarray(image).astype(np.uint8).tobytes()).decode()


def levels(image, brightness, contrast, saturation, gains):
    if image.shape[2] == 1:
        return np.clip(np.floor(contrast * (image - 127.5) + 127.5 + 255 * brightness + 0.5), 0, 255)
    luma = np.array([0.299, 0.587, 0.114])
    m = contrast * np.array(gains)[:, None] * ((1 - saturation) * luma + saturation * np.eye(3))
    add = 127.5 * (1 - contrast) + 255 * brightness
    return array(pillow(image).convert("RGB", np.c_[m, np.full(3, add)].reshape(-1).tolist()))


WARPS = [
    [0, 0, 1, 0, 0, 1],
    [2, -3, 1, 0, 0, 1],
    [-2.25, 1.5, 0.9, 0.25, -0.25, 1.1],
    [3.4, -4.7, 1.3, -0.2, 0.4, 0.8],
]
LEVELS = [
    [0, 1, 1, [1, 1, 1]],
    [0.2, 0.5, 1, [1, 1, 1]],
    [-0.3, 1.7, 0.25, [1.25, 0.75, 1]],
    [0.1, 1.9, 1.8, [0.6, 1, 1.6]],
]
BLURS = [[1, 64, 1, 64], [1, 20, 2, 31], [3, 50, 1, 0]]
NOISES = [[0, 1], [2000, 12345], [40000, 4000000000]]

result = []
for channels in (1, 3):
    image = picture(channels)
    changes = []
    changes += [{"change": "warp", "numbers": n, "pixels": encode(warp(image, *n))} for n in WARPS]
    changes += [{"change": "levels", "numbers": n, "pixels": encode(levels(image, *n))} for n in LEVELS]
    changes += [{"change": "binomial", "numbers": [1, 64, 1, 64], "pixels": encode(binomial(image))}]
    for n in BLURS:
        blurred = blur_axis(blur_axis(image, 0, n[0], n[1]), 1, n[2], n[3])
        changes.append({"change": "blur", "numbers": n, "pixels": encode(blurred)})
    changes += [{"change": "noise", "numbers": n, "pixels": encode(noise(image, *n))} for n in NOISES]
    for q in (1, 10, 35, 50, 75, 95, 100):
        changes.append({"change": "jpeg", "numbers": [q], "pixels": encode(jpeg(image, q))})
        changes.append({"change": "libjpeg", "numbers": [q], "pixels": encode(array(saved(image, q)))})
    result.append({"rows": ROWS, "columns": COLUMNS, "channels": channels, "pixels": encode(image), "changes": changes})

PATH.parent.mkdir(exist_ok=True)
PATH.write_text(json.dumps(result, indent=1) + "\n")
