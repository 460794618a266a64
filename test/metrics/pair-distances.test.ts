import { describe, expect, it } from "vitest";
import { pairDistances } from "../../src/metrics/pair-distances.ts";

const list = (left: number[], right: number[]) => ({
  left: Uint32Array.from(left),
  right: Uint32Array.from(right),
  length: left.length,
});

describe("pairDistances", () => {
  it("is Euclidean, pair by pair, in the order of the pairs", () => {
    const embeddings = Float32Array.of(0, 0, 3, 4, 3, 0, -5, -12);
    expect([...pairDistances(embeddings, 2, list([0, 2, 1, 0, 1], [1, 1, 0, 3, 1]))]).toEqual([5, 4, 5, 13, 0]);
  });

  it("handles one dimension and no pairs", () => {
    expect([...pairDistances(Float32Array.of(1, -2), 1, list([0], [1]))]).toEqual([3]);
    expect(pairDistances(Float32Array.of(1, -2), 1, list([], []))).toHaveLength(0);
    expect(pairDistances(new Float32Array(0), 3, list([], []))).toHaveLength(0);
  });

  it("keeps the largest float32 numbers finite", () => {
    const big = 3.4e38;
    expect(pairDistances(Float32Array.of(big, -big), 1, list([0], [1]))[0]).toBeCloseTo(6.8e38, -33);
  });

  it("names the pair whose image is missing", () => {
    expect(() => pairDistances(new Float32Array(6), 2, list([0, 1, 3], [1, 2, 0]))).toThrow(
      new RangeError("Pair 2: expected images below 3, got 3 and 0."),
    );
    expect(() => pairDistances(new Float32Array(6), 2, list([0], [4294967295]))).toThrow(/^Pair 0: /);
  });

  it("refuses embeddings that are not rows of finite numbers, and lists that are too short", () => {
    const pairs = list([0], [1]);
    expect(() => pairDistances(new Float32Array(7), 2, pairs)).toThrow(/rows of 2 numbers, got 7/);
    for (const dimension of [0, -1, 1.5, Number.NaN]) {
      expect(() => pairDistances(new Float32Array(6), dimension, pairs)).toThrow(/^dimension: .* got /);
    }
    expect(() => pairDistances(Float32Array.of(0, 1, 2, Number.NaN), 2, pairs)).toThrow(/got NaN in row 1/);
    expect(() => pairDistances(Float32Array.of(Infinity, 1, 2, 3), 2, pairs)).toThrow(/got Infinity in row 0/);
    expect(() => pairDistances(new Float32Array(6), 2, { ...pairs, length: 2 })).toThrow(
      /Expected 2 pairs, got 1 left/,
    );
  });
});
