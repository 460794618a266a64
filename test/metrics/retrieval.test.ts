import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selectSmallest } from "../../src/metrics/quickselect.ts";
import { retrievalQuality } from "../../src/metrics/retrieval.ts";
import { clusters, fixture, reorder, shuffled } from "./support.ts";

const line = (embeddings: number[], labels: number[]) =>
  retrievalQuality({ embeddings: Float32Array.from(embeddings), labels: Uint8Array.from(labels), dimension: 1 });

describe.each(fixture.neighbours)("against scikit-learn's neighbours, $dimension dimensions", (wanted) => {
  it("measures the same", () => {
    const got = retrievalQuality({
      embeddings: Float32Array.from(wanted.gallery),
      labels: Uint8Array.from(wanted.galleryLabels),
      dimension: wanted.dimension,
    });
    expect(got.queries).toBe(wanted.retrieval.queries);
    expect(got.precisionAt1).toBeCloseTo(wanted.retrieval.precisionAt1, 12);
    expect(got.rPrecision).toBeCloseTo(wanted.retrieval.rPrecision, 12);
    expect(got.meanAveragePrecisionAtR).toBeCloseTo(wanted.retrieval.meanAveragePrecisionAtR, 12);
  });
});

describe("retrievalQuality", () => {
  it("agrees with a table made by hand", () => {
    // Class 1 at 0, 1, 5 (R = 2) and class 2 at 1.5, 7 (R = 1):
    // 0: finds 1, 1.5    -> hit, miss : R-precision 1/2, MAP@R (1/1) / 2 = 1/2
    // 1: finds 1.5, 0    -> miss, hit : R-precision 1/2, MAP@R (1/2) / 2 = 1/4
    // 5: finds 7, 1.5    -> miss, miss: 0, 0
    // 1.5: finds 1       -> miss      : 0, 0
    // 7: finds 5         -> miss      : 0, 0
    expect(line([0, 1.5, 1, 7, 5], [1, 2, 1, 2, 1])).toEqual({
      precisionAt1: 1 / 5,
      rPrecision: 1 / 5,
      meanAveragePrecisionAtR: 3 / 4 / 5,
      queries: 5,
    });
  });

  // One query with R = 10: with hits at ranks 1 and 10, (1/1 + 2/10) / 10 = 0.12. It is at the origin and each of the
  // other ten of its class on an axis of its own, with ten decoys beyond it that keep it from finding anything itself.
  const decoys = (count: number, at: number) => Array<number>(count).fill(at);
  const away = { at: 100, decoys: decoys(10, 101) };
  const near = { at: 1, decoys: decoys(10, 1.5) };
  it.each([
    ["only the 1st is right", [near], 0.1, 0.1],
    [
      "the 1st and 10th",
      [
        { at: 1, decoys: [...decoys(8, 1.2), 1.9, 1.9] },
        { at: 1.5, decoys: decoys(10, 1.9) },
      ],
      0.2,
      0.12,
    ],
    ["the 1st and 2nd", [near, { ...near, at: 1.1 }], 0.2, 0.2],
    ["all ten", Array(10).fill(near), 1, 1],
  ])("weighs early hits more: %s", (_, found, rPrecision, meanAveragePrecisionAtR) => {
    const members = Array.from({ length: 10 }, (_, axis) => found[axis] ?? away);
    const onAxis = (axis: number, at: number) => Array.from({ length: 10 }, (_, d) => (d === axis ? at : 0));
    const rows = [onAxis(0, 0)];
    for (const [axis, member] of members.entries()) rows.push(onAxis(axis, member.at));
    for (const [axis, member] of members.entries()) rows.push(...member.decoys.map((at: number) => onAxis(axis, at)));
    const got = retrievalQuality({
      embeddings: Float32Array.from(rows.flat()),
      labels: Uint8Array.from(rows, (_, i) => (i < 11 ? 0 : i)),
      dimension: 10,
    });
    // Ten of the eleven queries find nothing.
    expect(got.queries).toBe(11);
    expect(got.precisionAt1 * 11).toBeCloseTo(1, 12);
    expect(got.rPrecision * 11).toBeCloseTo(rPrecision, 12);
    expect(got.meanAveragePrecisionAtR * 11).toBeCloseTo(meanAveragePrecisionAtR, 12);
  });

  it("does not ask for images that are alone in their class, but finds them", () => {
    expect(line([0, 1, 2, 9], [1, 7, 1, 8])).toEqual({
      precisionAt1: 0,
      rPrecision: 0,
      meanAveragePrecisionAtR: 0,
      queries: 2,
    });
  });

  it("lets another class come first in a tie, so collapsed embeddings score 0 and perfect ones 1", () => {
    const collapsed = { embeddings: new Float32Array(60), labels: Uint8Array.from({ length: 20 }, (_, i) => i & 1) };
    expect(retrievalQuality({ ...collapsed, dimension: 3 })).toMatchObject({ precisionAt1: 0, rPrecision: 0 });
    const one = { ...collapsed, labels: new Uint8Array(20), dimension: 3 };
    expect(retrievalQuality(one)).toMatchObject({ precisionAt1: 1, rPrecision: 1, meanAveragePrecisionAtR: 1 });
    const perfect = { precisionAt1: 1, rPrecision: 1, meanAveragePrecisionAtR: 1, queries: 200 };
    expect(retrievalQuality(clusters(200, 5, 10, 20, 4))).toEqual(perfect);
  });

  it("is near chance for random embeddings", () => {
    const { precisionAt1, rPrecision } = retrievalQuality(clusters(1500, 4, 5, 0, 9));
    expect(precisionAt1).toBeCloseTo(0.2, 1);
    expect(rPrecision).toBeCloseTo(0.2, 1);
  });

  it("does not depend on the order of the images, ties or not", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 })),
          {
            minLength: 4,
            maxLength: 30,
          },
        ),
        fc.integer({ min: 1, max: 1e6 }),
        (rows, seed) => {
          const set = {
            embeddings: Float32Array.from(rows.flatMap(([x, y, _]) => [x, y])),
            labels: Uint8Array.from(rows, ([, , label]) => label),
            dimension: 2,
          };
          const got = retrievalQuality(set);
          const moved = retrievalQuality(reorder(set, shuffled(rows.length, seed)));
          expect(moved.queries).toBe(got.queries);
          expect(moved.precisionAt1).toBe(got.precisionAt1);
          expect(moved.rPrecision).toBeCloseTo(got.rPrecision, 12);
          expect(moved.meanAveragePrecisionAtR).toBeCloseTo(got.meanAveragePrecisionAtR, 12);
          expect(got.meanAveragePrecisionAtR).toBeLessThanOrEqual(got.rPrecision);
        },
      ),
    );
  });

  it("counts images too far apart for f32 as equally far", () => {
    // Every squared distance but 0 overflows: twins still find each other, and a tie at infinity goes to the others.
    expect(line([3e38, 3e38, -3e38, 0, -3e38], [1, 1, 2, 3, 2])).toEqual({
      precisionAt1: 1,
      rPrecision: 1,
      meanAveragePrecisionAtR: 1,
      queries: 4,
    });
    expect(line([3e38, -3e38, 0], [1, 1, 2])).toMatchObject({ precisionAt1: 0, queries: 2 });
  });

  it("refuses sets it cannot ask", () => {
    expect(() => line([], [])).toThrow(/^embeddings: .* got none/);
    expect(() => line([1, 2], [1])).toThrow(/2 embeddings, got 1/);
    expect(() => line([1, Number.NaN], [1, 1])).toThrow(/got NaN in row 1/);
    expect(() => line([1, 2], [1, 2])).toThrow(
      new RangeError("Expected a query whose class has another image in the gallery, got none."),
    );
  });
});

describe("selectSmallest", () => {
  it("finds what sorting finds, with and without ties", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 50 }), (list) => {
        const sorted = Int32Array.from(list).sort();
        for (let k = 1; k <= list.length; k++) expect(selectSmallest(Int32Array.from(list), k)).toBe(sorted[k - 1]);
      }),
    );
  });
});
