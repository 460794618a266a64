#!/usr/bin/env python3
"""Writes test/fixtures/digits/digits.csv.gz: scikit-learn's digits as its users save them, 1,797 images of 8x8, 0 to 16,
with the label in the last column (Alpaydin and Kaynak 1998, Optical Recognition of Handwritten Digits, CC BY 4.0).

Needs Debian's python3-sklearn (1.2). Run from the root of the repository; it writes the same bytes again:
    /usr/bin/python3 scripts/make-digits-csv.py
"""
import gzip
import pathlib

from sklearn.datasets import load_digits

PATH = pathlib.Path(__file__).parent.parent / "test/fixtures/digits/digits.csv.gz"

digits = load_digits()
lines = [[*digits.feature_names, "target"]]
lines += [[*image.astype(int), label] for image, label in zip(digits.data, digits.target)]
text = "".join(",".join(map(str, line)) + "\n" for line in lines)
PATH.parent.mkdir(exist_ok=True)
PATH.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
