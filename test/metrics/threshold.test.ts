import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accuracyAt, chooseThreshold } from "../../src/metrics/threshold.ts";
import { pairsWithTies, shuffled } from "./support.ts";

const choose = (near: number[], far: number[]) =>
  chooseThreshold(Float64Array.of(...near, ...far), Uint8Array.from([...near.map(() => 1), ...far.map(() => 0)]));

describe("chooseThreshold", () => {
  it.each([
    ["halfway between the two kinds", [0.5, 1], [2, 3], 1.5, 1],
    ["the widest of two equally good gaps", [1, 4], [2, 8], 6, 3 / 4],
    ["the lowest of two equally wide gaps", [1, 3], [2, 4], 1.5, 3 / 4],
    ["over a tie that changes nothing: [1, 4) is as good throughout", [1, 2], [2, 4, 5], 2.5, 4 / 5],
    ["from 0 when accepting nothing is best", [4], [2, 3], 1, 2 / 3],
    ["the largest distance when accepting everything is best", [1, 3, 4], [2], 4, 3 / 4],
    ["0 for collapsed embeddings", [0, 0], [0], 0, 2 / 3],
    ["from 0 when same pairs are alike", [0, 0], [2], 1, 1],
  ])("%s", (_, near, far, threshold, accuracy) => {
    expect(choose(near, far)).toEqual({ threshold, accuracy });
  });

  it("stays below the next distance when no number lies between", () => {
    const next = 1 + Number.EPSILON;
    expect(choose([1], [next])).toEqual({ threshold: 1, accuracy: 1 });
    expect(choose([next], [next + Number.EPSILON]).threshold).toBe(next);
  });

  it("is as good as every other threshold, and reports its true accuracy", () => {
    fc.assert(
      fc.property(pairsWithTies, ({ distances, same }) => {
        const { threshold, accuracy } = chooseThreshold(distances, same);
        expect(threshold).toBeGreaterThanOrEqual(0);
        expect(accuracyAt(distances, same, threshold).accuracy).toBe(accuracy);
        // Distances are eighths, so sixteenths try each distance and the middle of each gap.
        for (let other = 0; other <= 3.125; other += 1 / 16) {
          expect(accuracyAt(distances, same, other).accuracy).toBeLessThanOrEqual(accuracy);
        }
      }),
    );
  });

  it("takes the middle of the widest best interval", () => {
    fc.assert(
      fc.property(pairsWithTies, ({ distances, same }) => {
        const { threshold, accuracy } = chooseThreshold(distances, same);
        const top = Math.max(...distances);
        let widest = 0;
        let middle = -1;
        for (let from = 0; from <= top; from += 1 / 8) {
          let to = from;
          while (to < top && accuracyAt(distances, same, to).accuracy === accuracy) to += 1 / 8;
          if (to - from > widest) {
            widest = to - from;
            middle = (from + to) / 2;
          }
        }
        expect(threshold).toBe(middle === -1 ? top : middle);
      }),
    );
  });

  it("does not depend on the order of the pairs, and scales with the distances", () => {
    fc.assert(
      fc.property(pairsWithTies, fc.integer({ min: 1, max: 1e6 }), ({ distances, same }, seed) => {
        const chosen = chooseThreshold(distances, same);
        const order = shuffled(same.length, seed);
        const moved = Uint8Array.from(order, (i) => same[i]);
        expect(
          chooseThreshold(
            Float64Array.from(order, (i) => distances[i]),
            moved,
          ),
        ).toEqual(chosen);
        expect(
          chooseThreshold(
            Float32Array.from(distances, (d) => d * 4),
            same,
          ).threshold,
        ).toBe(chosen.threshold * 4);
      }),
    );
  });

  it("refuses pairs it cannot judge", () => {
    expect(() => choose([], [1])).toThrow(/no same pair/);
    expect(() => choose([1], [])).toThrow(/no different pair/);
    expect(() => choose([1, Number.NaN], [2])).toThrow(/^distances\[1\]: .* got NaN/);
    expect(() => chooseThreshold(new Float64Array(3), new Uint8Array(2))).toThrow(RangeError);
  });
});

describe("accuracyAt", () => {
  const distances = Float64Array.of(1, 2, 3, 2, 4);
  const same = Uint8Array.of(1, 1, 1, 0, 0);

  it.each([
    [0, 2 / 5, 0, 1],
    [1.5, 3 / 5, 0, 2 / 3],
    // A pair exactly at the threshold is called the same.
    [2, 3 / 5, 1 / 2, 1 / 3],
    [3, 4 / 5, 1 / 2, 0],
    [Infinity, 3 / 5, 1, 0],
  ])("at %f", (threshold, accuracy, falseAccept, falseReject) => {
    expect(accuracyAt(distances, same, threshold)).toEqual({ accuracy, falseAccept, falseReject });
  });

  it("refuses a threshold that was never chosen, and bad pairs", () => {
    expect(() => accuracyAt(distances, same, Number.NaN)).toThrow(/^threshold: expected a distance, got NaN/);
    expect(() => accuracyAt(Float64Array.of(1, Number.NaN), Uint8Array.of(1, 0), 1)).toThrow(/^distances\[1\]/);
    expect(() => accuracyAt(new Float64Array(0), new Uint8Array(0), 1)).toThrow(/no same pair among 0/);
  });
});
