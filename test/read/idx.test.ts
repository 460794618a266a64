import { describe, expect, it } from "vitest";
import { UnreadableFileError } from "../../src/errors.ts";
import { parseIdxImages, parseIdxLabels } from "../../src/read/idx.ts";

const idx = (words: number[], bytes: number[] = []) => {
  const result = new Uint8Array(words.length * 4 + bytes.length);
  const view = new DataView(result.buffer);
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word);
  result.set(bytes, words.length * 4);
  return result;
};

describe("parseIdxImages", () => {
  it("reads count, rows and columns in this order, also inside a larger buffer", () => {
    const file = idx([0x803, 2, 1, 3], [1, 2, 3, 4, 5, 6]);
    const larger = new Uint8Array(file.length + 9);
    larger.set(file, 5);
    const { images, ...sizes } = parseIdxImages(larger.subarray(5, 5 + file.length), "a");
    expect(sizes).toEqual({ count: 2, height: 1, width: 3 });
    expect([...images]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ["no bytes", new Uint8Array(), "x: expected an IDX header of 16 bytes, got 0 bytes."],
    ["labels", idx([0x801, 8, 0, 0]), "x: expected the magic number 0x00000803 at byte 0, got 0x00000801."],
    ["floats", idx([0xd03, 1, 1, 1], [0]), "x: expected the magic number 0x00000803 at byte 0, got 0x00000d03."],
    ["a byte too few", idx([0x803, 2, 1, 2], [1, 2, 3]), "x: expected 20 bytes for 2 images of 1x2, got 19."],
    ["a byte too many", idx([0x803, 1, 1, 2], [1, 2, 3]), "x: expected 18 bytes for 1 images of 1x2, got 19."],
    ["no image", idx([0x803, 0, 28, 28]), "x: expected at least one image (byte 4), got none."],
    ["no height", idx([0x803, 1, 0, 28]), "got 0x28."],
    ["huge claims", idx([0x803, 0xffffffff, 1024, 1024]), "for 4294967295 images of 1024x1024, got 16."],
    ["huge sides", idx([0x803, 1, 0xffffffff, 0xffffffff]), "got 4294967295x4294967295."],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => parseIdxImages(bytes, "x")).toThrow(UnreadableFileError);
    expect(() => parseIdxImages(bytes, "x")).toThrow(message);
  });
});

describe("parseIdxLabels", () => {
  it("reads labels up to the last class", () => {
    expect([...parseIdxLabels(idx([0x801, 3], [0, 9, 5]), "x")]).toEqual([0, 9, 5]);
    expect([...parseIdxLabels(idx([0x801, 1], [255]), "x", 256)]).toEqual([255]);
  });

  it.each([
    ["a label out of range", idx([0x801, 3], [0, 10, 5]), "x: label 1 (byte 9): expected 0 to 9, got 10."],
    ["images", idx([0x803, 3], [0, 1, 5]), "expected the magic number 0x00000801"],
    ["too few", idx([0x801, 3], [0, 1]), "x: expected 11 bytes for 3 labels, got 10."],
    ["too many", idx([0x801, 1], [0, 1]), "x: expected 9 bytes for 1 labels, got 10."],
    ["none", idx([0x801, 0]), "at least one label"],
    ["half a header", idx([0x801]), "x: expected an IDX header of 8 bytes, got 4 bytes."],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => parseIdxLabels(bytes, "x")).toThrow(UnreadableFileError);
    expect(() => parseIdxLabels(bytes, "x")).toThrow(message);
  });
});
