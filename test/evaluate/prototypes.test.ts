import { describe, expect, it } from "vitest";
import { classPrototypes, nearestPrototype, rankPrototypes } from "../../src/evaluate/prototypes.ts";

// Two classes in the plane, worked out by hand: their middles are (1, 0) and (0, 4).
const embeddings = Float32Array.of(0, 3, 2, 0, 0, 5, 0, 0);
const labels = Uint8Array.of(7, 2, 7, 2);
const prototypes = classPrototypes(embeddings, labels, 2);

describe("prototypes", () => {
  it("are the means of each class's embeddings, in the order of the classes", () => {
    expect(prototypes).toEqual([
      { label: 2, mean: Float64Array.of(1, 0), count: 2 },
      { label: 7, mean: Float64Array.of(0, 4), count: 2 },
    ]);
  });

  it("are ranked by their distance", () => {
    expect(rankPrototypes(Float32Array.of(1, 4), prototypes)).toEqual([
      { label: 7, distance: 1 },
      { label: 2, distance: 4 },
    ]);
  });

  it("give the nearest class up to the threshold, and none beyond", () => {
    expect(nearestPrototype(Float32Array.of(1, 4), prototypes, 1)).toEqual({ label: 7, distance: 1 });
    expect(nearestPrototype(Float32Array.of(1, 4), prototypes, 0.99)).toBeUndefined();
  });

  it("of equally near ones give the lower class", () => {
    const even = classPrototypes(Float32Array.of(1, -1), Uint8Array.of(5, 3), 1);
    expect(nearestPrototype(Float32Array.of(0), even, 2)?.label).toBe(3);
  });

  it("refuse what cannot be judged", () => {
    expect(() => nearestPrototype(Float32Array.of(0, 0), [], 1)).toThrow(/at least one prototype/);
    expect(() => nearestPrototype(Float32Array.of(0, 0), prototypes, Number.NaN)).toThrow(/threshold: expected/);
    expect(() => rankPrototypes(Float32Array.of(0), prototypes)).toThrow(/Class 2: expected a prototype of 1 numbers/);
    expect(() => classPrototypes(embeddings, labels.slice(1), 2)).toThrow(RangeError);
  });
});
