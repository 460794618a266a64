import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaUnderCurve, equalErrorRate, falseRejectAtFalseAccept, rocCurve } from "../../src/metrics/roc.ts";
import { lehmer } from "../support/lehmer.ts";
import { fixture, type Pairs, pairsWithTies, shuffled } from "./support.ts";

const curve = ({ distances, same }: Pairs) => rocCurve(distances, same);
const pairs = (near: number[], far: number[]): Pairs => ({
  distances: Float64Array.of(...near, ...far),
  same: Uint8Array.from([...near.map(() => 1), ...far.map(() => 0)]),
});
const close = (got: Float64Array, want: number[]) => {
  expect(got).toHaveLength(want.length);
  for (let i = 0; i < want.length; i++) expect(got[i]).toBeCloseTo(want[i], 12);
};

describe.each(fixture.pairs)("against scikit-learn: $name", (wanted) => {
  const roc = rocCurve(Float64Array.from(wanted.distances), Uint8Array.from(wanted.same));

  it("has the same curve", () => {
    close(roc.falseAccept, wanted.falseAccept);
    close(roc.truePositive, wanted.truePositive);
    expect([...roc.thresholds]).toEqual([-Infinity, ...wanted.thresholds]);
  });

  it("has the same area", () => expect(areaUnderCurve(roc)).toBeCloseTo(wanted.auc, 12));
});

describe("rocCurve", () => {
  it("has one point where same and different pairs tie", () => {
    const roc = curve(pairs([0.5, 1], [1, 1, 2, 3]));
    expect([...roc.thresholds]).toEqual([-Infinity, 0.5, 1, 2, 3]);
    expect([...roc.truePositive]).toEqual([0, 0.5, 1, 1, 1]);
    expect([...roc.falseAccept]).toEqual([0, 0, 0.5, 0.75, 1]);
    // Of 8 couples the same pair is nearer in 6 and ties in 2.
    expect(areaUnderCurve(roc)).toBe(7 / 8);
  });

  it("takes float32 distances", () => {
    const roc = rocCurve(Float32Array.of(0.1, 0.1, 0.7), Uint8Array.of(1, 0, 0));
    expect([...roc.thresholds]).toEqual([-Infinity, Math.fround(0.1), Math.fround(0.7)]);
  });

  it("does not depend on the order of the pairs, to the bit", () => {
    fc.assert(
      fc.property(pairsWithTies, fc.integer({ min: 1, max: 1e6 }), (p, seed) => {
        const order = shuffled(p.same.length, seed);
        const moved = {
          distances: p.distances.map((_, i) => p.distances[order[i]]),
          same: p.same.map((_, i) => p.same[order[i]]),
        };
        expect(curve(moved)).toEqual(curve(p));
      }),
    );
  });

  it("leaves its input alone", () => {
    const p = pairs([3, 1], [2, 0]);
    curve(p);
    expect([...p.distances]).toEqual([3, 1, 2, 0]);
  });

  it("measures 200,000 pairs", () => {
    const next = lehmer(3);
    const same = Uint8Array.from({ length: 200_000 }, (_, i) => i % 2);
    const roc = rocCurve(Float64Array.from(same, next), same);
    expect(areaUnderCurve(roc)).toBeCloseTo(0.5, 2);
    expect(equalErrorRate(roc)).toBeCloseTo(0.5, 2);
    expect(falseRejectAtFalseAccept(roc, 0.01)).toBeCloseTo(0.99, 2);
  });
});

describe("areaUnderCurve", () => {
  it("counts couples as Mann and Whitney do", () => {
    fc.assert(
      fc.property(pairsWithTies, (p) => {
        const near = p.distances.filter((_, i) => p.same[i] === 1);
        const far = p.distances.filter((_, i) => p.same[i] === 0);
        let wins = 0;
        for (const n of near) for (const f of far) wins += n < f ? 1 : n === f ? 0.5 : 0;
        expect(areaUnderCurve(curve(p))).toBe(wins / (near.length * far.length));
      }),
    );
  });

  it("looks only at the order of the distances", () => {
    fc.assert(
      fc.property(pairsWithTies, (p) => {
        const bent = { distances: p.distances.map((d) => d * d * d + 1), same: p.same };
        expect(areaUnderCurve(curve(bent))).toBe(areaUnderCurve(curve(p)));
        expect(equalErrorRate(curve(bent))).toBe(equalErrorRate(curve(p)));
      }),
    );
  });

  it("turns around when same and different change places", () => {
    fc.assert(
      fc.property(pairsWithTies, (p) => {
        const upsideDown = { distances: p.distances, same: p.same.map((s) => 1 - s) };
        expect(areaUnderCurve(curve(upsideDown))).toBeCloseTo(1 - areaUnderCurve(curve(p)), 12);
      }),
    );
  });

  it("is exactly 1 for perfect distances, 0 for inverted ones and a half for collapsed ones", () => {
    const low = Array.from({ length: 7 }, (_, i) => i / 10);
    const high = Array.from({ length: 13 }, (_, i) => 1 + i / 10);
    expect(areaUnderCurve(curve(pairs(low, high)))).toBe(1);
    expect(areaUnderCurve(curve(pairs(high, low)))).toBe(0);
    expect(areaUnderCurve(curve(pairs([0, 0, 0], [0, 0])))).toBe(0.5);
  });
});

describe("equalErrorRate", () => {
  it.each([
    ["a point with both rates equal", [1, 2, 3, 6], [4, 5, 7, 8], 0.25],
    ["perfect", [1, 2], [3, 4], 0],
    ["inverted", [3, 4], [1, 2], 1],
    ["all tied: the middle of the diagonal", [1, 1], [1, 1], 0.5],
    // Rejects 1/2 at every threshold from 1 to 3, where the accepted share steps from 1/3 to 2/3.
    ["crossing on a step of the different pairs", [1, 4], [0, 2, 3], 0.5],
    // Accepts 1/4 at thresholds from 1 to 3, where the rejected share steps from 2/3 to 0.
    ["crossing on a step of the same pairs", [0, 2, 3], [1, 4, 5, 6], 0.25],
    // From (0, reject 1/2) to (1/2, reject 0) in one step of ties: they meet at 1/4.
    ["crossing inside a tie", [1, 2], [2, 3], 0.25],
    // From (0, reject 3/4) straight to (1/2, reject 0): 3/4 - 3t/4 = t/2 at t = 3/5.
    ["crossing inside an uneven tie", [1, 2, 2, 2], [2, 3], 0.3],
  ])("%s", (_, near, far, wanted) => {
    expect(equalErrorRate(curve(pairs(near, far)))).toBeCloseTo(wanted, 14);
  });

  it("lies between the two rates of neighbouring thresholds", () => {
    fc.assert(
      fc.property(pairsWithTies, (p) => {
        const { falseAccept, truePositive } = curve(p);
        const rate = equalErrorRate(curve(p));
        const worst = falseAccept.map((f, i) => Math.max(f, 1 - truePositive[i]));
        const best = falseAccept.map((f, i) => Math.min(f, 1 - truePositive[i]));
        expect(rate).toBeLessThanOrEqual(Math.min(...worst) + 1e-12);
        expect(rate).toBeGreaterThanOrEqual(Math.max(...best) - 1e-12);
      }),
    );
  });
});

describe("falseRejectAtFalseAccept", () => {
  const roc = curve(pairs([1, 2, 3, 6], [4, 5, 7, 8]));

  it.each([
    [0, 0.25],
    [0.24, 0.25],
    [0.25, 0.25],
    [0.5, 0],
    [1, 0],
  ])("at a rate of %f", (rate, wanted) => expect(falseRejectAtFalseAccept(roc, rate)).toBe(wanted));

  it("rejects everything when the nearest pair is a different one", () => {
    expect(falseRejectAtFalseAccept(curve(pairs([2, 3], [1, 4])), 0.001)).toBe(1);
  });

  it("refuses what is not a share", () => {
    for (const rate of [-0.1, 1.1, Number.NaN]) {
      expect(() => falseRejectAtFalseAccept(roc, rate)).toThrow(`rate: expected a number from 0 to 1, got ${rate}.`);
    }
  });
});

describe("bad pairs", () => {
  it.each([
    ["distances[1]: expected a finite distance of at least 0, got NaN.", [0, Number.NaN, 1], [1, 0, 1]],
    ["distances[2]: expected a finite distance of at least 0, got Infinity.", [0, 1, Infinity], [1, 0, 1]],
    ["distances[0]: expected a finite distance of at least 0, got -0.5.", [-0.5, 1], [1, 0]],
    ["same[1]: expected 1 (same) or 0 (different), got 2.", [0, 1], [1, 2]],
    ["Expected one entry in same for each of 2 distances, got 3.", [0, 1], [1, 0, 1]],
    ["Expected pairs of both kinds, got no same pair among 2.", [0, 1], [0, 0]],
    ["Expected pairs of both kinds, got no different pair among 2.", [0, 1], [1, 1]],
    ["Expected pairs of both kinds, got no same pair among 0.", [], []],
  ])("%s", (message, distances, same) => {
    expect(() => rocCurve(Float64Array.from(distances), Uint8Array.from(same))).toThrow(new RangeError(message));
  });
});
