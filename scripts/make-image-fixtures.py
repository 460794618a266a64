#!/usr/bin/env python3
"""Writes test/fixtures/images: small pictures of every kind, and golden.json with the sha256 of their pixels.

Needs Debian 12's python3-pil (9.4), python3-numpy (1.24) and libjpeg-turbo-progs (cjpeg). Run from the root of the
repository; it writes the same bytes again:
    /usr/bin/python3 scripts/make-image-fixtures.py

The hashes are of Pillow's pixels, (height, width, channels), turned as EXIF says. Every PNG is also compared with the
samples it was made of. Where Pillow does not give those, "pillow" says what it gives instead, and the hash is of the
samples by the rule of the PNG specification.
"""

import hashlib
import io
import json
import pathlib
import struct
import subprocess
import zlib

import numpy
from PIL import Image, ImageOps

FOLDER = pathlib.Path(__file__).parent.parent / "test/fixtures/images"
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
golden = []


class Lehmer:
    """Park and Miller's generator: numbers that any language can make again."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = self.state * 48271 % 2147483647
        return self.state % n


def samples_of(width, height, count, depth, seed):
    """A picture of slopes, edges and noise, (height, width, count), of 0 to 2^depth - 1."""
    random = Lehmer(seed)
    most = 2**depth - 1
    out = numpy.zeros((height, width, count), numpy.int64)
    for y in range(height):
        for x in range(width):
            for c in range(count):
                value = (x * (c + 1) * most // max(1, width) + y * most // max(1, height)) // 2
                if (x // 3 + y // 4 + c) % 3 == 0:
                    value = most - value
                out[y, x, c] = min(most, max(0, value + random.below(most // 8 + 2) - most // 16))
    return out


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def filter_row(kind, row, above, step):
    out = bytearray()
    for i, value in enumerate(row):
        a = row[i - step] if i >= step else 0
        b = above[i]
        c = above[i - step] if i >= step else 0
        out.append((value - [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]) & 255)
    return bytes([kind]) + bytes(out)


def pack(samples, depth):
    """(rows, columns, count) as rows of bytes."""
    rows = []
    for row in samples.reshape(samples.shape[0], -1):
        if depth == 16:
            rows.append(b"".join(struct.pack(">H", int(v)) for v in row))
        else:
            bits = "".join(format(int(v), f"0{depth}b") for v in row)
            bits += "0" * (-len(bits) % 8)
            rows.append(bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)))
    return rows


def png(samples, colour, depth, interlace=0, filters=None, extra=b"", pieces=1):
    height, width, count = samples.shape
    step = max(1, count * depth // 8)
    raw = b""
    for x0, y0, dx, dy in ADAM7 if interlace else [(0, 0, 1, 1)]:
        part = samples[y0::dy, x0::dx]
        if part.size == 0:
            continue
        above = None
        for y, row in enumerate(pack(part, depth)):
            kind = y % 5 if filters is None else filters
            raw += filter_row(kind, row, above or bytes(len(row)), step)
            above = row
    packed = zlib.compress(raw, 9)
    size = -(-len(packed) // pieces)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    data = b"".join(chunk(b"IDAT", packed[i : i + size]) for i in range(0, len(packed), size))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + data + chunk(b"IEND", b"")


def eight_bits(samples, depth):
    """The PNG specification's rescaling (third edition, 13.12): to the nearest."""
    most = 2**depth - 1
    return ((samples * 510 + most) // (2 * most)).astype(numpy.uint8)


def keep(name, data, expected, pillow=None):
    """Writes a file and its line in golden.json. `pillow`: what Pillow gives instead, if it does not give this."""
    (FOLDER / name).write_bytes(data)
    height, width, channels = expected.shape
    entry = {"name": name, "width": width, "height": height, "channels": channels}
    entry["sha256"] = hashlib.sha256(expected.tobytes()).hexdigest()
    if pillow:
        entry["pillow"] = pillow
    golden.append(entry)


def pillow_pixels(data, channels):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    image.load()
    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[channels]
    if mode == "LA" and image.mode != "LA":
        # Pillow 9.4 turns a see-through grey into alpha by way of RGBA alone.
        return numpy.asarray(image.convert("RGBA"))[:, :, [0, 3]]
    return numpy.asarray(image.convert(mode)).reshape(image.height, image.width, channels)


def keep_png(name, data, expected, differs=None):
    got = pillow_pixels(data, expected.shape[2])
    assert (got == expected).all() == (differs is None), (name, numpy.argwhere(got != expected)[:4])
    keep(name, data, numpy.ascontiguousarray(expected), differs)


HIGH_BYTES = "takes the high byte of a sample of 16 bits"
CLIPS = "clips a grey of 16 bits to 255"

# Every colour type and depth, plain and interlaced, all five filters.
for colour, depth in [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16)]:
    for interlace in (0, 1):
        samples = samples_of(13, 11, SAMPLES[colour], depth, 100 * colour + depth)
        extra = b""
        expected = eight_bits(samples, depth)
        if colour == 3:
            random = Lehmer(depth)
            palette = numpy.array([[random.below(256) for _ in range(3)] for _ in range(2**depth)], numpy.uint8)
            extra = chunk(b"PLTE", palette.tobytes())
            expected = palette[samples[:, :, 0]]
        name = {0: "grey", 2: "rgb", 3: "palette", 4: "grey-alpha", 6: "rgba"}[colour]
        differs = None if depth < 16 else CLIPS if colour == 0 else HIGH_BYTES
        data = png(samples, colour, depth, interlace, extra=extra)
        keep_png(f"{name}-{depth}{'-interlaced' if interlace else ''}.png", data, expected, differs)
        if depth == 16 and colour == 0 and not interlace:
            assert (numpy.asarray(Image.open(io.BytesIO(data))) == samples[:, :, 0]).all()
        elif depth == 16 and not interlace:
            assert (pillow_pixels(data, SAMPLES[colour]) == samples >> 8).all()

# 16 bits whose low byte is the high one again: here every rule agrees.
samples = samples_of(9, 7, 4, 8, 7) * 257
keep_png("rgba-16-doubled.png", png(samples, 6, 16), (samples >> 8).astype(numpy.uint8))
keep_png("grey-alpha-16-doubled.png", png(samples[:, :, :2], 4, 16), (samples[:, :, :2] >> 8).astype(numpy.uint8))

# One see-through colour, or a palette with alpha.
for depth in (1, 2, 4, 8, 16):
    samples = samples_of(13, 11, 1, depth, depth + 1)
    key = int(samples[5, 6, 0])
    alpha = numpy.where(samples == key, 0, 255).astype(numpy.uint8)
    expected = numpy.concatenate([eight_bits(samples, depth), alpha], 2)
    differs = {8: None, 16: CLIPS}.get(depth, "compares the see-through grey before it is scaled")
    keep_png(f"grey-{depth}-see-through.png", png(samples, 0, depth, extra=chunk(b"tRNS", struct.pack(">H", key))), expected, differs)
for depth in (8, 16):
    samples = samples_of(13, 11, 3, depth, depth + 2)
    key = samples[4, 4]
    samples[5, 2] = key
    # A neighbour in 16 bits, the same in 8: it stays.
    if depth == 16:
        samples[5, 3] = key ^ 1
    alpha = numpy.where((samples == key).all(2, keepdims=True), 0, 255).astype(numpy.uint8)
    expected = numpy.concatenate([eight_bits(samples, depth), alpha], 2)
    extra = chunk(b"tRNS", struct.pack(">HHH", *[int(v) for v in key]))
    keep_png(f"rgb-{depth}-see-through.png", png(samples, 2, depth, extra=extra), expected, HIGH_BYTES if depth == 16 else None)
for depth in (1, 4, 8):
    samples = samples_of(13, 11, 1, depth, depth + 3)
    random = Lehmer(depth + 9)
    palette = numpy.array([[random.below(256) for _ in range(4)] for _ in range(2**depth)], numpy.uint8)
    given = 2**depth * 3 // 4
    palette[given:, 3] = 255
    extra = chunk(b"PLTE", palette[:, :3].tobytes()) + chunk(b"tRNS", palette[:given, 3].tobytes())
    keep_png(f"palette-{depth}-alpha.png", png(samples, 3, depth, extra=extra), palette[samples[:, :, 0]])

# Small and odd sizes, pieces, each filter alone, and what is passed over.
for width, height in [(1, 1), (2, 3), (5, 1), (1, 9), (8, 8), (33, 2)]:
    samples = samples_of(width, height, 3, 8, width * 50 + height)
    keep_png(f"size-{width}x{height}-interlaced.png", png(samples, 2, 8, 1), eight_bits(samples, 8))
for kind in range(5):
    samples = samples_of(12, 6, 4, 8, kind + 20)
    keep_png(f"filter-{kind}.png", png(samples, 6, 8, filters=kind, pieces=kind + 1), eight_bits(samples, 8))
samples = samples_of(9, 6, 3, 8, 99)
extra = chunk(b"gAMA", struct.pack(">I", 220000)) + chunk(b"sBIT", b"\5\6\5") + chunk(b"tEXt", b"Comment\0none")
keep_png("gamma-ignored.png", png(samples, 2, 8, extra=extra), eight_bits(samples, 8))
buffer = io.BytesIO()
Image.fromarray(eight_bits(samples_of(40, 30, 3, 8, 5), 8)).save(buffer, "png", optimize=True)
keep_png("written-by-pillow.png", buffer.getvalue(), eight_bits(samples_of(40, 30, 3, 8, 5), 8))


def keep_jpeg(name, data, channels=3):
    keep(name, data, numpy.ascontiguousarray(pillow_pixels(data, channels)))


def jpeg(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, "jpeg", **options)
    return buffer.getvalue()


def photo(width, height, count, seed):
    pixels = eight_bits(samples_of(width, height, count, 8, seed), 8)
    return Image.fromarray(pixels if count > 1 else pixels[:, :, 0])


for progressive in (False, True):
    tail = "-progressive" if progressive else ""
    keep_jpeg(f"grey{tail}.jpg", jpeg(photo(29, 23, 1, 1), quality=80, progressive=progressive), 1)
    for subsampling, name in enumerate(["444", "422", "420"]):
        picture = photo(37, 27, 3, subsampling + 2)
        keep_jpeg(f"{name}{tail}.jpg", jpeg(picture, quality=85, subsampling=subsampling, progressive=progressive))
keep_jpeg("420-quality-30.jpg", jpeg(photo(48, 48, 3, 11), quality=30, subsampling=2))
keep_jpeg("444-quality-100.jpg", jpeg(photo(16, 16, 3, 12), quality=100, subsampling=0, optimize=True))
keep_jpeg("420-1x1.jpg", jpeg(photo(1, 1, 3, 13), subsampling=2))
keep_jpeg("420-17x1.jpg", jpeg(photo(17, 1, 3, 14), subsampling=2))

# EXIF orientation 1 to 8, in both byte orders, and values that mean nothing.
for orientation in [*range(10)]:
    order = "<" if orientation % 2 else ">"
    tiff = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    # A second entry before it: the first is not always the one that is sought.
    tiff += struct.pack(order + "H", 2) + struct.pack(order + "HHII", 0x010F, 2, 3, 0x00414200)
    tiff += struct.pack(order + "HHIHHI", 0x0112, 3, 1, orientation, 0, 0)
    keep_jpeg(f"orientation-{orientation}.jpg", jpeg(photo(22, 13, 3, 15), subsampling=2, exif=b"Exif\0\0" + tiff))


def cjpeg(image, *options):
    buffer = io.BytesIO()
    image.save(buffer, "ppm")
    return subprocess.run(["cjpeg", *options], input=buffer.getvalue(), stdout=subprocess.PIPE, check=True).stdout


# What Pillow cannot write.
for name, sample in [("411", "4x1"), ("410", "4x2")]:
    keep_jpeg(f"{name}.jpg", cjpeg(photo(37, 27, 3, 16), "-sample", sample, "-quality", "85"))
keep_jpeg("420-restarts.jpg", cjpeg(photo(50, 40, 3, 17), "-restart", "2B", "-quality", "85"))
keep_jpeg("stored-as-rgb.jpg", cjpeg(photo(20, 18, 3, 18), "-rgb", "-quality", "90"))
keep_jpeg("420-progressive-restarts.jpg", cjpeg(photo(50, 40, 3, 19), "-progressive", "-restart", "1B"))

# Not in golden.json: the decoder's pixels are within 2 of Pillow's, and CMYK it does not read.
tall = cjpeg(photo(37, 27, 3, 16), "-sample", "1x2", "-quality", "85")
(FOLDER / "440.jpg").write_bytes(tall)
Image.open(io.BytesIO(tall)).save(FOLDER / "440-by-pillow.png")
cmyk = Image.frombytes("CMYK", (19, 15), eight_bits(samples_of(19, 15, 4, 8, 20), 8).tobytes())
(FOLDER / "cmyk.jpg").write_bytes(jpeg(cmyk, quality=90))
(FOLDER / "arithmetic.jpg").write_bytes(cjpeg(photo(20, 18, 3, 21), "-arithmetic"))

lines = ",\n".join("  " + json.dumps(entry) for entry in golden)
(FOLDER / "golden.json").write_text(f"[\n{lines}\n]\n")
print(f"{len(golden)} pictures")
