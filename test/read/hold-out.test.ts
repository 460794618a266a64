import { describe, expect, it } from "vitest";
import { createDataset } from "../../src/data/dataset.ts";
import { holdOut } from "../../src/read/hold-out.ts";

/** Images of one pixel, their number. */
const numbered = (labels: number[]) => createDataset(Uint8Array.from(labels.keys()), labels, 1, 1);
const numbers = (dataset: { images: Uint8Array } | undefined) => [...(dataset?.images ?? [])];

describe("holdOut", () => {
  it("holds out a tenth of each class, two at least, spread over its images, and loses none", () => {
    const labels = Array.from({ length: 84 }, (_, i) => (i < 80 ? i % 2 : 9));
    const { train, heldOut, whole } = holdOut(numbered(labels));
    expect(numbers(heldOut)).toEqual([10, 11, 30, 31, 50, 51, 70, 71, 81, 83]);
    expect([...numbers(train), ...numbers(heldOut)].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
    expect([...train.labels]).toEqual(numbers(train).map((n) => labels[n]));
    expect(whole).toBe(0);
  });

  it("takes none of a class that would keep fewer than two, and says how many these are", () => {
    const { train, heldOut, whole } = holdOut(numbered([1, 1, 1, 1, 7, 7, 7, 2, 2, 2, 2, 8]));
    expect(numbers(heldOut)).toEqual([1, 3, 8, 10]);
    expect(numbers(train)).toEqual([0, 2, 4, 5, 6, 7, 9, 11]);
    expect(whole).toBe(2);
  });

  it("takes two images each of 400 classes of five", () => {
    const labels = Array.from({ length: 2000 }, (_, i) => i % 400);
    const { train, heldOut } = holdOut(createDataset(new Uint8Array(2000), labels, 1, 1));
    expect([train.count, heldOut?.count]).toEqual([1200, 800]);
    expect(new Set(heldOut?.labels).size).toBe(400);
  });

  it("holds out nothing where there is nothing to spare, or none is to be", () => {
    const few = numbered([1, 1, 1, 7, 7, 7]);
    expect(holdOut(few)).toEqual({ train: few, heldOut: undefined, whole: 2 });
    const many = numbered(Array.from({ length: 40 }, (_, i) => i % 2));
    expect(holdOut(many, 0)).toEqual({ train: many, heldOut: undefined, whole: 0 });
    expect(holdOut(many, 0.5).heldOut?.count).toBe(20);
    for (const share of [-0.1, 0.6, Number.NaN]) expect(() => holdOut(many, share)).toThrow(RangeError);
  });
});
