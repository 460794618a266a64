import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrateDistances } from "../../src/evaluate/calibrate.ts";
import { loadModel, saveModel } from "../../src/formats/model.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/formats/safetensors.ts";
import { verdictOf } from "../../src/metrics/calibration.ts";
import { isotonicBlocks } from "../../src/metrics/isotonic.ts";
import { sortDistances } from "../../src/metrics/sorted-distances.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { fixture, pairsWithTies, shuffled } from "../metrics/support.ts";
import { lehmer } from "../support/lehmer.ts";

/** `same` and `different` pairs at each distance. */
function pairsAt(table: readonly (readonly [distance: number, same: number, different: number])[]) {
  const rows = table.flatMap(([distance, same, different]) => [
    ...Array(same).fill([distance, 1]),
    ...Array(different).fill([distance, 0]),
  ]);
  return { distances: Float64Array.from(rows, ([d]) => d), same: Uint8Array.from(rows, ([, s]) => s) };
}

describe.each(fixture.pairs)("isotonicBlocks against scikit-learn, $name", ({ distances, same, isotonic }) => {
  it("gives every pair the same share", () => {
    const blocks = isotonicBlocks(sortDistances(Float64Array.from(distances), Uint8Array.from(same)));
    for (const [i, distance] of distances.entries()) {
      const block = blocks.find(({ from, to }) => distance >= from && distance <= to);
      expect(block && block.same / (block.same + block.different)).toBeCloseTo(isotonic[i], 12);
    }
  });
});

describe("calibrateDistances", () => {
  // Shares of same pairs: 1 at 1, 199/200 at 2, 1/2 at 3, 1/200 at 4, 0 at 5.
  const table = [
    [1, 300, 0],
    [2, 199, 1],
    [3, 50, 50],
    [4, 1, 199],
    [5, 0, 300],
  ] as const;

  it("says from where to where a verdict is sure, and the odds in each zone", () => {
    const { distances, same } = pairsAt(table);
    const got = calibrateDistances(distances, same);
    expect(got).toEqual({
      threshold: 3,
      equalErrorRate: expect.closeTo(26 / 550, 12),
      confidence: 0.99,
      sameBelow: 2,
      differentAbove: 4,
      // Of 550 different pairs 51 are at most 3 apart, and 1 at most 2; fewer than ten speak for 0.01.
      falseAccept: [
        { rate: 0.1, distance: 3 },
        { rate: 0.05, distance: 2 },
        { rate: 0.02, distance: 2 },
      ],
      odds: {
        same: { same: 499, different: 1 },
        unsure: { same: 50, different: 50 },
        different: { same: 1, different: 499 },
      },
    });
    expect([0, 2, 2.01, 3, 3.99, 4, 9].map((d) => verdictOf(d, got))).toEqual([
      "same",
      "same",
      "unsure",
      "unsure",
      "unsure",
      "different",
      "different",
    ]);
    expect(calibrateDistances(distances, same, 0.999)).toMatchObject({ sameBelow: 1, differentAbove: 5 });
  });

  it("is not sure by easier pairs: a coin flip after a thousand clear ones is unsure", () => {
    const { distances, same } = pairsAt([
      [1, 1000, 0],
      [2, 4, 4],
      [3, 0, 1000],
    ]);
    expect(calibrateDistances(distances, same)).toMatchObject({ sameBelow: 1, differentAbove: 3 });
  });

  it("forgives one pair that lies: a different pair at distance 0 does not end the sure zone", () => {
    const { distances, same } = pairsAt([
      [0, 0, 1],
      [1, 999, 0],
      [3, 0, 1000],
    ]);
    expect(calibrateDistances(distances, same)).toMatchObject({ sameBelow: 1, odds: { same: { different: 1 } } });
  });

  it("is sure of nothing where the distances tell nothing", () => {
    const { distances, same } = pairsAt([[0, 500, 500]]);
    const got = calibrateDistances(distances, same);
    expect(got).toMatchObject({
      sameBelow: null,
      differentAbove: null,
      odds: { unsure: { same: 500, different: 500 } },
    });
    expect([0, 1, 1e9].map((d) => verdictOf(d, got))).toEqual(["unsure", "unsure", "unsure"]);
  });

  it("puts the threshold between the sure zones, and does not depend on the order of the pairs", () => {
    fc.assert(
      fc.property(pairsWithTies, fc.double({ min: 0.51, max: 1, noNaN: true }), (pairs, confidence) => {
        const got = calibrateDistances(pairs.distances, pairs.same, confidence);
        expect(got.sameBelow ?? 0).toBeLessThanOrEqual(got.threshold);
        expect(got.differentAbove ?? Infinity).toBeGreaterThan(got.threshold);
        const counted = Object.values(got.odds).reduce((sum, { same, different }) => sum + same + different, 0);
        expect(counted).toBe(pairs.distances.length);
        const order = shuffled(pairs.distances.length, 7);
        const moved = [order.map((i) => pairs.distances[i]), order.map((i) => pairs.same[i])];
        expect(calibrateDistances(Float64Array.from(moved[0]), Uint8Array.from(moved[1]), confidence)).toEqual(got);
      }),
    );
  });

  it("keeps its promise on other pairs of the same kind", () => {
    const draw = (seed: number, count: number) => {
      const next = lehmer(seed);
      const same = Uint8Array.from({ length: count }, (_, i) => i % 2);
      return { same, distances: Float64Array.from(same, (s) => next() + next() + next() + (s === 1 ? 0 : 1.4)) };
    };
    const known = draw(1, 20_000);
    const got = calibrateDistances(known.distances, known.same);
    const other = draw(2, 20_000);
    const wrong = { same: 0, different: 0, unsure: 0 };
    const said = { same: 0, different: 0, unsure: 0 };
    for (const [i, distance] of other.distances.entries()) {
      const verdict = verdictOf(distance, got);
      said[verdict]++;
      if (verdict !== (other.same[i] === 1 ? "same" : "different")) wrong[verdict]++;
    }
    for (const verdict of ["same", "different"] as const) {
      expect(said[verdict]).toBeGreaterThan(2000);
      expect(wrong[verdict] / said[verdict]).toBeLessThan(0.01);
    }
    expect(wrong.unsure / said.unsure).toBe(1);
  });

  it("refuses a confidence that is no better than a coin", () => {
    const { distances, same } = pairsAt(table);
    for (const bad of [0.5, 1.01, Number.NaN]) {
      expect(() => calibrateDistances(distances, same, bad)).toThrow(/^confidence: .* above 0.5 and at most 1, got/);
    }
  });
});

describe("the calibration in a model file", async () => {
  const network = await createNetwork({ seed: 3 });
  const { distances, same } = pairsAt([
    [0.1, 300, 2],
    [0.7, 1, 300],
  ]);
  network.calibration = calibrateDistances(distances, same);

  it("is read back as it was, with the threshold that was set after it", async () => {
    const again = await loadModel(saveModel(network));
    expect(again.calibration).toEqual(network.calibration);
    expect(again.threshold).toBe(network.calibration?.threshold);
    again.threshold = 0.2;
    const strict = await loadModel(saveModel(again));
    expect([strict.threshold, strict.calibration]).toEqual([0.2, network.calibration]);
  });

  it("may be missing, as in files written before there was one", async () => {
    const { tensors, metadata } = decodeSafetensors(saveModel(network), "model");
    const { calibration: _, ...old } = metadata;
    const again = await loadModel(encodeSafetensors(tensors, old));
    expect(again.calibration).toBeUndefined();
    expect(again.threshold).toBe(network.threshold);
  });

  it.each([
    ["no JSON", "{"],
    ["nothing", "null"],
    ["a missing threshold", JSON.stringify({ ...network.calibration, threshold: undefined })],
    ["a band that is upside down", JSON.stringify({ ...network.calibration, sameBelow: 0.7, differentAbove: 0.1 })],
    ["a rate above 1", JSON.stringify({ ...network.calibration, equalErrorRate: 2 })],
    ["text for a number", JSON.stringify({ ...network.calibration, sameBelow: "0.1" })],
    ["no list of rates", JSON.stringify({ ...network.calibration, falseAccept: 1 })],
    ["nothing for a rate", JSON.stringify({ ...network.calibration, falseAccept: [null] })],
    ["a distance below 0", JSON.stringify({ ...network.calibration, falseAccept: [{ rate: 0.1, distance: -1 }] })],
    ["no odds", JSON.stringify({ ...network.calibration, odds: { same: {} } })],
  ])("is refused with %s", async (_, calibration) => {
    const { tensors, metadata } = decodeSafetensors(saveModel(network), "model");
    await expect(loadModel(encodeSafetensors(tensors, { ...metadata, calibration }), "m.safetensors")).rejects.toThrow(
      /^m\.safetensors: expected the calibration in its metadata as /,
    );
  });
});
