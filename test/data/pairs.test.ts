import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PairSampler, samplePairs } from "../../src/data/pairs.ts";
import { Random } from "../../src/data/random.ts";

describe("Random", () => {
  it("is xoshiro128** 1.1: the outputs of the published algorithm from the state 1, 2, 3, 4", () => {
    const random = Random.fromSeed(0);
    random.restore(Uint32Array.from([1, 2, 3, 4]));
    // By hand for the first: rotl(2 * 5, 7) * 9 = 11520; the second's s[1] is 0. The others by Python's integers.
    expect([0, 1, 2, 3].map(() => random.nextUint32())).toEqual([11520, 0, 5927040, 70819200]);
  });

  it("goes on from a saved state, and refuses seeds that are no 32-bit integers", () => {
    const random = Random.fromSeed(9);
    random.nextUint32();
    const state = random.state();
    const next = [random.nextUint32(), random.uniform(), random.below(10)];
    random.restore(state);
    expect([random.nextUint32(), random.uniform(), random.below(10)]).toEqual(next);
    for (const seed of [-1, 1.5, 2 ** 32, Number.NaN]) expect(() => Random.fromSeed(seed)).toThrow(RangeError);
  });

  it("draws integers below n evenly", () => {
    const random = Random.fromSeed(4);
    const counts = new Array(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]++;
    // Five standard deviations of a binomial count.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt((70_000 * 6) / 49));
  });
});

describe("PairSampler", () => {
  it("never pairs an image with itself, never calls one class different, and keeps an item's order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 2, max: 12 }), (seed, classes) => {
        const labels = Uint8Array.from({ length: classes * 3 }, (_, i) => i % classes);
        const { left, right, same } = samplePairs(labels, 400, Random.fromSeed(seed));
        for (let i = 0; i < 400; i += 2) {
          expect([same[i], same[i + 1]]).toEqual([1, 0]);
          expect(left[i]).not.toBe(right[i]);
          expect(labels[left[i]]).toBe(labels[right[i]]);
          expect(labels[left[i + 1]]).toBe(labels[left[i]]);
          expect(labels[left[i + 1]]).not.toBe(labels[right[i + 1]]);
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("draws each of the 90 ordered pairs of ten classes about equally often", () => {
    const labels = Uint8Array.from({ length: 50 }, (_, i) => i % 10);
    const { left, right, same } = samplePairs(labels, 180_000, Random.fromSeed(1));
    const counts = new Map<string, number>();
    for (let i = 0; i < same.length; i++) {
      if (same[i] === 1) continue;
      const key = `${labels[left[i]]} ${labels[right[i]]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(90);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(1000));
  });

  it("names a class with one image, and refuses one class alone", () => {
    const random = Random.fromSeed(1);
    expect(() => new PairSampler(Uint8Array.from([3, 3, 7]), random)).toThrow(/7/);
    expect(() => new PairSampler(Uint8Array.from([3, 3]), random)).toThrow(RangeError);
  });
});
