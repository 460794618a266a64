import { describe, expect, it } from "vitest";
import { createDataset, selectImages, takeFraction } from "../../src/data/dataset.ts";
import { holdOutTenth } from "../../src/read/hold-out.ts";

/** Images of 1x2 pixels, the first of which is the image's number. */
function numbered(labels: number[]) {
  const images = Uint8Array.from(labels.flatMap((label, i) => [i, label]));
  return createDataset(images, Uint8Array.from(labels), 1, 2);
}
const numbers = (dataset: { images: Uint8Array }) => [...dataset.images].filter((_, i) => i % 2 === 0);

describe("createDataset", () => {
  it("refuses sizes that do not fit, and other arrays", () => {
    const bytes = (length: number) => new Uint8Array(length);
    expect(() => createDataset(bytes(11), bytes(3), 2, 2)).toThrow("Expected 3 images of 2x2, 12 bytes, got 11 bytes.");
    expect(() => createDataset(bytes(0), bytes(0), 2, 2)).toThrow(RangeError);
    expect(() => createDataset(bytes(0), bytes(3), 0, 2)).toThrow(RangeError);
    expect(() => createDataset(bytes(6), bytes(3), Number.NaN, 2)).toThrow(RangeError);
    expect(() => createDataset([1, 2] as unknown as Uint8Array, bytes(1), 1, 2)).toThrow(TypeError);
  });
});

describe("takeFraction", () => {
  it.each([
    [1, 7],
    [0.5, 3],
    [0.1, 1],
    [Number.MIN_VALUE, 1],
  ])("takes the first part: %d of 7 is %i", (fraction, count) => {
    const part = takeFraction(numbered([5, 5, 5, 1, 1, 1, 2]), fraction);
    expect(numbers(part)).toEqual([0, 1, 2, 3, 4, 5, 6].slice(0, count));
    expect([...part.labels]).toEqual([5, 5, 5, 1, 1, 1, 2].slice(0, count));
  });

  it.each([0, -0.5, 1.01, Number.NaN])("refuses %d", (fraction) => {
    expect(() => takeFraction(numbered([1, 2]), fraction)).toThrow(RangeError);
  });
});

describe("selectImages", () => {
  it("copies the images asked for, and refuses others", () => {
    const part = selectImages(numbered([5, 6, 7]), [2, 0]);
    expect([...part.images]).toEqual([2, 7, 0, 5]);
    expect([...part.labels]).toEqual([7, 5]);
    expect(() => selectImages(numbered([5, 6, 7]), [3])).toThrow(RangeError);
    expect(() => selectImages(numbered([5, 6, 7]), [-1])).toThrow(RangeError);
  });
});

describe("holdOutTenth", () => {
  it("holds out the last tenth of each class, two at least, and loses none", () => {
    const labels = Array.from({ length: 84 }, (_, i) => (i < 80 ? i % 2 : 9));
    const { train, heldOut } = holdOutTenth(numbered(labels));
    expect(numbers(heldOut)).toEqual([72, 73, 74, 75, 76, 77, 78, 79, 82, 83]);
    expect([...numbers(train), ...numbers(heldOut)].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
    expect([...train.labels]).toEqual(numbers(train).map((n) => labels[n]));
  });

  it("names a class that is too small to split", () => {
    expect(() => holdOutTenth(numbered([1, 1, 1, 1, 7, 7, 7]))).toThrow(/^Class 7 has 3 images; /);
    expect(() => holdOutTenth(numbered([1, 1, 1, 1, 7]))).toThrow(/^Class 7 has 1 image; /);
  });
});
