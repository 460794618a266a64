import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPairs, PairSampler, samplePairs } from "../../src/data/pairs.ts";
import { Random } from "../../src/random.ts";

const buffers = (length: number) => ({
  left: new Uint32Array(length),
  right: new Uint32Array(length),
  same: new Uint8Array(length),
});

/** Labels of at least two classes, each with two images or more, shuffled. */
const labelsArbitrary = fc
  .uniqueArray(fc.integer({ min: 0, max: 255 }), { minLength: 2, maxLength: 12 })
  .chain((classes) =>
    fc.tuple(...classes.map(() => fc.integer({ min: 2, max: 9 }))).chain((counts) => {
      const labels = classes.flatMap((label, i) => new Array<number>(counts[i]).fill(label));
      return fc.shuffledSubarray(labels, { minLength: labels.length });
    }),
  )
  .map((labels) => Uint8Array.from(labels));

/** All ten classes, of unequal sizes. */
const digits = Uint8Array.from({ length: 500 }, (_, i) => Math.floor(Math.sqrt(i / 5)));

describe("PairSampler", () => {
  it("alternates a same pair of two images with a different pair that shares its class", () => {
    fc.assert(
      fc.property(labelsArbitrary, fc.nat(), (labels, seed) => {
        const items = 40;
        const batch = buffers(2 * items);
        new PairSampler(labels, Random.fromSeed(seed)).next(batch, items);
        for (let i = 0; i < 2 * items; i += 2) {
          const [a, b, c, d] = [batch.left[i], batch.right[i], batch.left[i + 1], batch.right[i + 1]];
          expect(Math.max(a, b, c, d)).toBeLessThan(labels.length);
          expect([batch.same[i], batch.same[i + 1]]).toEqual([1, 0]);
          expect(a).not.toBe(b);
          expect(labels[a]).toBe(labels[b]);
          expect(labels[c]).toBe(labels[a]);
          expect(labels[d]).not.toBe(labels[c]);
        }
      }),
      { seed: 1 },
    );
  });

  it("draws all 90 ordered pairs of digits equally often, and all images of a class", () => {
    const items = 90_000;
    const batch = buffers(2 * items);
    new PairSampler(digits, Random.fromSeed(1)).next(batch, items);
    const pairs = new Map<number, number>();
    const positives = new Uint32Array(10);
    const images = new Uint32Array(digits.length);
    for (let i = 0; i < 2 * items; i += 2) {
      positives[digits[batch.left[i]]]++;
      images[batch.left[i]]++;
      images[batch.right[i]]++;
      const key = digits[batch.left[i + 1]] * 10 + digits[batch.right[i + 1]];
      pairs.set(key, (pairs.get(key) ?? 0) + 1);
    }
    expect(pairs.size).toBe(90);
    // Counts are binomial; five standard deviations of n p.
    const within = (count: number, mean: number) => Math.abs(count - mean) < 5 * Math.sqrt(mean);
    for (const count of pairs.values()) expect(within(count, items / 90)).toBe(true);
    const sizes = new Uint32Array(10);
    for (const label of digits) sizes[label]++;
    for (const count of positives) expect(within(count, items / 10)).toBe(true);
    for (const [i, count] of images.entries()) {
      expect(within(count, (2 * items) / 10 / sizes[digits[i]])).toBe(true);
    }
  });

  it("draws the same pairs from a seed, in one batch or in many, and from a saved state", () => {
    const random = Random.fromSeed(7);
    const sampler = new PairSampler(digits, random);
    const first = buffers(20);
    sampler.next(first, 10);
    const saved = random.state();
    const second = buffers(20);
    sampler.next(second, 10);
    const whole = buffers(40);
    new PairSampler(digits, Random.fromSeed(7)).next(whole, 20);
    expect([...whole.left]).toEqual([...first.left, ...second.left]);
    expect([...whole.right]).toEqual([...first.right, ...second.right]);
    const resumed = buffers(20);
    new PairSampler(digits, Random.fromState(saved)).next(resumed, 10);
    expect(resumed).toEqual(second);
  });

  it("takes Int32Arrays, and writes nothing beyond its items", () => {
    const batch = {
      left: new Int32Array(9).fill(-1),
      right: new Int32Array(9).fill(-1),
      same: new Uint8Array(9).fill(7),
    };
    new PairSampler(digits, Random.fromSeed(2)).next(batch, 4);
    expect([batch.left[8], batch.right[8], batch.same[8]]).toEqual([-1, -1, 7]);
    expect([...batch.same.subarray(0, 8)]).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
  });

  it("refuses labels that make no pairs, naming the class", () => {
    const sampler = (...labels: number[]) => new PairSampler(Uint8Array.from(labels), Random.fromSeed(0));
    expect(() => sampler(3, 3, 8, 3)).toThrow(new RangeError("Class 8 needs at least 2 images to make a pair, got 1."));
    expect(() => sampler(3, 3)).toThrow(RangeError);
    expect(() => sampler()).toThrow(RangeError);
    expect(sampler(9, 2, 9, 2).classes).toEqual([2, 9]);
  });

  it("refuses a batch without room", () => {
    const sampler = new PairSampler(digits, Random.fromSeed(0));
    expect(() => sampler.next(buffers(7), 4)).toThrow(RangeError);
    expect(() => sampler.next(buffers(8), 1.5)).toThrow(RangeError);
  });
});

describe("samplePairs and checkPairs", () => {
  it("makes a list, half same and half different, that passes the check", () => {
    const pairs = samplePairs(digits, 1000, Random.fromSeed(4));
    expect(pairs.length).toBe(1000);
    expect(pairs.same.reduce((sum, same) => sum + same, 0)).toBe(500);
    for (let i = 0; i < 1000; i++) {
      expect(digits[pairs.left[i]] === digits[pairs.right[i]]).toBe(pairs.same[i] === 1);
    }
    checkPairs(pairs, digits.length);
  });

  it.each([0, 3, -2, 2.5])("refuses %d pairs", (count) => {
    expect(() => samplePairs(digits, count, Random.fromSeed(0))).toThrow(RangeError);
  });

  it("names the pair that is wrong", () => {
    const list = (left: number[], right: number[], same: number[], length = left.length) => ({
      left: Uint32Array.from(left),
      right: Uint32Array.from(right),
      same: Uint8Array.from(same),
      length,
    });
    checkPairs(list([0, 4], [4, 4], [0, 1]), 5);
    expect(() => checkPairs(list([0, 1], [1, 5], [0, 1]), 5)).toThrow(/^Pair 1: .* 0 to 4, got 1 and 5\.$/);
    expect(() => checkPairs(list([0, 1], [1, 2], [0, 2]), 5)).toThrow(/^Pair 1: .* got 2\.$/);
    expect(() => checkPairs(list([0], [1], [0], 2), 5)).toThrow(RangeError);
    expect(() => checkPairs(list([], [], []), 5)).toThrow("empty");
  });
});
