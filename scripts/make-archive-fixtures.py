#!/usr/bin/env python3
"""Writes test/fixtures/archives: .npy, .npz and .zip files as numpy and Python write them, and expected.json.

Needs Debian's python3-numpy (1.24). Run from the root of the repository; it writes the same bytes again:
    /usr/bin/python3 scripts/make-archive-fixtures.py
"""
import json
import pathlib
import zipfile

import numpy as np

FOLDER = pathlib.Path(__file__).parent.parent / "test/fixtures/archives"
expected = {}


def keep(name, array, version=None):
    with open(FOLDER / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version=version, allow_pickle=False)
    expected[f"{name}.npy"] = {"shape": list(array.shape), "data": array.ravel("C").tolist()}


base = np.arange(24).reshape(2, 3, 4)
for dtype in ["|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<u8", "<i8", "<f4", "<f8", ">u2", ">i4", ">i8", ">f4", ">f8"]:
    name = dtype.replace("<", "little-").replace(">", "big-").replace("|", "")
    array = base.astype(dtype)
    if array.dtype.kind != "u":
        array = (array * -3 + 1).astype(dtype)
    if array.dtype.kind == "f":
        array = (array / 7).astype(dtype)
    keep(f"{name}", array)
keep("bool", base % 3 == 0)
keep("fortran-3d", np.asfortranarray(base.astype("<i2")))
keep("fortran-2d-u1", np.asfortranarray(base.reshape(4, 6).astype("u1")))
keep("fortran-strings", np.asfortranarray(np.array([["a", "b"], ["c", "d"], ["e", "f"]])))
keep("version-2", base.astype("<f4"), (2, 0))
keep("version-3", base.astype("<f4"), (3, 0))
keep("scalar", np.array(5, "<i4"))
keep("empty", np.zeros((0, 28, 28), "u1"))
keep("largest-exact", np.array([2**53 - 1, -(2**53 - 1)], "<i8"))
keep("unicode", np.array(["axe", "Öl", "日本", "a\0b", "", "😀"]))
keep("unicode-big", np.array(["axe", "日本"]).astype(">U5"))
with open(FOLDER / "bytes.npy", "wb") as file:
    np.save(file, np.array([b"axe", b"", "Öl".encode(), b"brain"]))
expected["bytes.npy"] = {"shape": [4], "data": ["axe", "", "Öl", "brain"]}
# Read back, not written: the largest and smallest numbers of each float.
floats = np.array([np.finfo("f4").max, np.finfo("f4").tiny, -0.0, 1e-45, 0.1], "<f4")
keep("float-edges", floats)

x = np.arange(2 * 8 * 8).reshape(2, 8, 8)
np.savez(FOLDER / "digits.npz", data=x.reshape(2, 64).astype("<f8"), images=x.astype("<f8"), target=np.array([3, 7]))
np.savez_compressed(
    FOLDER / "keras.npz",
    x_train=x.astype("u1"),
    y_train=np.array([1, 2], "u1"),
    x_test=x[:1].astype("u1"),
    y_test=np.array([2], "u1"),
)

STAMP = (2026, 1, 1, 0, 0, 0)


def info(name, **rest):
    entry = zipfile.ZipInfo(name, STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    for key, value in rest.items():
        setattr(entry, key, value)
    return entry


with zipfile.ZipFile(FOLDER / "folder.zip", "w") as archive:
    archive.writestr(info("cat/"), b"")
    archive.writestr(info("cat/1.txt"), b"one " * 500)
    archive.writestr(info("cat/2.txt", compress_type=zipfile.ZIP_STORED), b"two")
    archive.writestr(info("größe/日本.txt"), b"three")
    archive.writestr(info("empty"), b"")
    archive.comment = b"a comment"
    # Sizes in the local header only behind the data would need a pipe; sizes of 64 bits this asks for.
    with archive.open(info("large.txt"), "w", force_zip64=True) as file:
        file.write(b"four" * 100)

(FOLDER / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
print(f"{len(expected)} arrays")
