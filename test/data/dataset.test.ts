import { describe, expect, it } from "vitest";
import { createDataset, selectImages, takeFraction } from "../../src/data/dataset.ts";

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
    expect(() => createDataset("ab" as never, bytes(1), 1, 2)).toThrow(TypeError);
    expect(() => createDataset(bytes(2), bytes(1), 1, 2, { chanels: 3 } as never)).toThrow(
      'createDataset: there is no "chanels"; did you mean channels?',
    );
  });
});

describe("createDataset takes what people have", () => {
  it("labels as bytes, 16 bits, integers or strings, with names for the classes", () => {
    const pixels = new Uint8Array(3);
    for (const kind of [Uint8Array, Uint16Array, Int32Array, Float32Array, Float64Array, Array]) {
      const labels = kind.of(2, 0, 2);
      const { labels: numbers, classNames } = createDataset(pixels, labels, 1, 1);
      expect([...numbers]).toEqual([2, 0, 2]);
      expect(classNames).toEqual(["0", "1", "2"]);
    }
    const named = createDataset(pixels, ["b", "a", "b"], 1, 1);
    expect([[...named.labels], named.classNames]).toEqual([
      [1, 0, 1],
      ["a", "b"],
    ]);
    const given = createDataset(pixels, ["b", "a", "b"], 1, 1, { classNames: ["a", "0", "b"] });
    expect([...given.labels]).toEqual([2, 0, 2]);
    expect(createDataset(pixels, [65_535, 0, 1], 1, 1).classNames).toHaveLength(65_536);
  });

  it("pixels of a canvas, and numbers from 0 to 1, rounded to bytes", () => {
    expect([...createDataset(Uint8ClampedArray.of(7, 255), [0], 1, 2).images]).toEqual([7, 255]);
    expect([...createDataset([7, 255], [0], 1, 2).images]).toEqual([7, 255]);
    expect([...createDataset(Float32Array.of(0, 0.5, 1, 0.1), [0], 2, 2).images]).toEqual([0, 128, 255, 26]);
  });

  it("colours", () => {
    const colours = createDataset(new Uint8Array(12).fill(9), [0, 1], 1, 2, { channels: 3 });
    expect([colours.count, colours.channels]).toEqual([2, 3]);
    expect(selectImages(colours, [1])).toMatchObject({ count: 1, channels: 3, images: new Uint8Array(6).fill(9) });
    expect(takeFraction(colours, 0.5)).toMatchObject({ count: 1, channels: 3, classNames: ["0", "1"] });
  });

  it.each<[string, () => unknown, typeof RangeError | typeof TypeError, string]>([
    ["a label of 65,536", () => createDataset(new Uint8Array(1), [65_536], 1, 1), RangeError, "0 to 65535, got 65536"],
    [
      "half a label",
      () => createDataset(new Uint8Array(1), [0.5], 1, 1),
      RangeError,
      "expected label 0 to be an integer",
    ],
    ["a mix", () => createDataset(new Uint8Array(2), [1, "b"] as never, 1, 1), TypeError, "label 1 to be an integer"],
    [
      "another mix",
      () => createDataset(new Uint8Array(2), ["b", 1] as never, 1, 1),
      TypeError,
      "label 1 to be a class",
    ],
    ["no label", () => createDataset(new Uint8Array(2), [0, null] as never, 1, 1), TypeError, "got null"],
    ["a list of images", () => createDataset([[1]] as never, [0], 1, 1), TypeError, "pixel 0 to be an integer from 0"],
    ["a pixel over 255", () => createDataset([0, 256], [0], 1, 2), RangeError, "expected pixel 1 to be an integer"],
    ["a fraction of a byte", () => createDataset([0.5], [0], 1, 1), RangeError, "from 0 to 255, got 0.5"],
    [
      "a label without a name",
      () => createDataset(new Uint8Array(1), [2], 1, 1, { classNames: ["a", "b"] }),
      RangeError,
      "from 0 to 1, got 2",
    ],
    [
      "a name that is none of the classes'",
      () => createDataset(new Uint8Array(1), ["c"], 1, 1, { classNames: ["a", "b"] }),
      RangeError,
      'label 0 to be a class name, a string, got "c"',
    ],
    [
      "a pixel over 1",
      () => createDataset(Float32Array.of(1.5), [0], 1, 1),
      RangeError,
      "expected pixel 0 to be a number from 0 to 1, as in every Float32Array, got 1.5",
    ],
    ["a pixel that is no number", () => createDataset(Float32Array.of(Number.NaN), [0], 1, 1), RangeError, "got NaN"],
    [
      "two channels",
      () => createDataset(new Uint8Array(2), [0], 1, 1, { channels: 2 as never }),
      RangeError,
      "1 channel (grey) or 3",
    ],
    [
      "no list",
      () => createDataset(new Uint8Array(1), { 0: 1 } as never, 1, 1),
      TypeError,
      "expected labels as a list",
    ],
    [
      "names that are none",
      () => createDataset(new Uint8Array(1), [0], 1, 1, { classNames: [1] as never }),
      TypeError,
      "list of strings",
    ],
  ])("refuses %s", (_, make, kind, message) => {
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
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
