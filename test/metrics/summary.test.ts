import { describe, expect, it } from "vitest";
import { evaluatePairs } from "../../src/metrics/summary.ts";

describe("evaluatePairs", () => {
  it("gathers every figure of a list of pairs", () => {
    // Same pairs at 1, 2, 3, 6; different pairs at 4, 5, 7, 8: of 16 couples only (6, 4) and (6, 5) are upside down.
    const distances = Float64Array.of(4, 1, 5, 2, 7, 3, 8, 6);
    const same = Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1);
    expect(evaluatePairs(distances, same, 4.5)).toEqual({
      accuracy: 6 / 8,
      auc: 14 / 16,
      equalErrorRate: 1 / 4,
      // To accept no different pair a threshold must stay below 4, which leaves the same pair at 6 out.
      falseRejectAtOnePercent: 1 / 4,
      falseRejectAtOnePerMille: 1 / 4,
      threshold: 4.5,
      falseAccept: 1 / 4,
      falseReject: 1 / 4,
      meanSameDistance: 3,
      meanDifferentDistance: 6,
    });
  });

  it("is all ones and zeros for perfect distances, in plain JSON", () => {
    const quality = evaluatePairs(Float32Array.of(0, 2, 0.5, 3), Uint8Array.of(1, 0, 1, 0), 1);
    expect(quality).toMatchObject({ accuracy: 1, auc: 1, equalErrorRate: 0, falseAccept: 0, falseReject: 0 });
    expect(JSON.parse(JSON.stringify(quality))).toEqual(quality);
  });

  it("refuses what it cannot measure, in one line", () => {
    const both = Uint8Array.of(1, 0);
    expect(() => evaluatePairs(Float64Array.of(0, Number.NaN), both, 1)).toThrow(/^distances\[1\]: .* got NaN\.$/);
    expect(() => evaluatePairs(Float64Array.of(0, 1), both, Number.NaN)).toThrow(/^threshold: /);
    expect(() => evaluatePairs(Float64Array.of(0, 1), Uint8Array.of(0, 0), 1)).toThrow(/no same pair/);
    expect(() => evaluatePairs(new Float64Array(0), new Uint8Array(0), 1)).toThrow(RangeError);
  });
});
