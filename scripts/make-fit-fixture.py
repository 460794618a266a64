#!/usr/bin/env python3
"""Writes test/fixtures/fit/expected.json: greys and laid pictures as Pillow has them, and scaled ones in fractions.

Needs Debian's python3-pil (9.4). Run from the root of the repository; it writes the same bytes again:
    /usr/bin/python3 scripts/make-fit-fixture.py
"""
import hashlib
import json
import math
import pathlib
from fractions import Fraction

from PIL import Image

PATH = pathlib.Path(__file__).parent.parent / "test/fixtures/fit/expected.json"
state = 1


def below(n):
    global state
    state = state * 48271 % 2147483647
    return state % n


def sha256(data):
    return hashlib.sha256(bytes(data)).hexdigest()


def half_up(x):
    return math.floor(x + Fraction(1, 2))


def weights(size, new_size):
    """Of each new pixel its old ones: the area under it, or the two nearest middles."""
    scale = Fraction(size, new_size)
    for i in range(new_size):
        if new_size <= size:
            begin, end = i * scale, (i + 1) * scale
            yield [(x, min(end, x + 1) - max(begin, x)) for x in range(math.floor(begin), math.ceil(end))], scale
        else:
            place = min(max((i + Fraction(1, 2)) * scale - Fraction(1, 2), 0), size - 1)
            x = math.floor(place)
            yield [(x, 1 - (place - x)), (min(x + 1, size - 1), place - x)], Fraction(1)


def resize(pixels, height, width, new_height, new_width, channels):
    out = []
    for rows, down in weights(height, new_height):
        for columns, across in weights(width, new_width):
            for c in range(channels):
                total = sum(v * w * pixels[(y * width + x) * channels + c] for y, v in rows for x, w in columns)
                out.append(half_up(total / (down * across)))
    return out


# Every 5th level of each channel, in the order red, green, blue.
cube = bytes(v for r in range(0, 256, 5) for g in range(0, 256, 5) for b in range(0, 256, 5) for v in (r, g, b))
greys = Image.frombytes("RGB", (len(cube) // 3, 1), cube).convert("L").tobytes()
# Every level with every alpha, the level first.
pairs = Image.frombytes("LA", (256, 256), bytes(v for level in range(256) for a in range(256) for v in (level, a)))
laid = {}
for name, level in [("black", 0), ("white", 255)]:
    under = Image.new("L", (256, 256), level)
    under.paste(pairs.getchannel("L"), mask=pairs.getchannel("A"))
    laid[name] = sha256(under.tobytes())
scaled = []
for height, width, new_height, new_width, channels in [
    (7, 5, 3, 2, 1),
    (3, 4, 7, 9, 1),
    (5, 5, 5, 5, 3),
    (6, 3, 2, 8, 3),
    (1, 1, 3, 4, 3),
    (9, 1, 4, 2, 1),
    (8, 8, 28, 28, 1),
    (31, 17, 12, 40, 3),
]:
    pixels = [below(256) for _ in range(height * width * channels)]
    result = resize(pixels, height, width, new_height, new_width, channels)
    scaled.append({"size": [height, width], "newSize": [new_height, new_width], "channels": channels, "pixels": pixels, "scaled": result})

PATH.write_text(json.dumps({"greys": sha256(greys), "laid": laid, "scaled": scaled}) + "\n")
