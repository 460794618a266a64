import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Random } from "../src/random.ts";

interface Known {
  seed: number;
  state: number[];
  first: number[];
  thousandth: number;
  after: number[];
}

// From test/fixtures/random/xoshiro128starstar.py, which shares no code with src.
const known: { states: Known[]; seeds: Known[] } = JSON.parse(
  readFileSync(new URL("./fixtures/random/xoshiro128starstar.json", import.meta.url), "utf8"),
);

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.nextUint32());

describe("Random", () => {
  it("starts from 1, 2, 3, 4 with 11520, 0, 5927040: worked out by hand from the published code", () => {
    expect(draw(Random.fromState(Uint32Array.of(1, 2, 3, 4)), 3)).toEqual([11520, 0, 5927040]);
  });

  it.each(known.states)("is xoshiro128** from state $state", ({ state, first, thousandth, after }) => {
    const random = Random.fromState(Uint32Array.from(state));
    const values = draw(random, 1000);
    expect(values.slice(0, 8)).toEqual(first);
    expect(values[999]).toBe(thousandth);
    expect([...random.state()]).toEqual(after);
  });

  it.each(known.seeds)("fills its state from seed $seed as the reference does", ({ seed, state, first }) => {
    expect([...Random.fromSeed(seed).state()]).toEqual(state);
    expect(draw(Random.fromSeed(seed), 8)).toEqual(first);
  });

  it("goes on from a saved state, and the saved copy does not move", () => {
    const random = Random.fromSeed(3);
    draw(random, 17);
    const state = random.state();
    const next = draw(random, 50);
    expect(draw(Random.fromState(state), 50)).toEqual(next);
    const other = Random.fromSeed(99);
    other.restore(state);
    expect(draw(other, 50)).toEqual(next);
  });

  it.each([1, 2, 3, 10, 784, 2 ** 31, 2 ** 32])("draws below %i only", (n) => {
    const random = Random.fromSeed(5);
    for (let i = 0; i < 2000; i++) {
      const value = random.below(n);
      expect(Number.isInteger(value) && value >= 0 && value < n).toBe(true);
    }
  });

  it("draws below 3 * 2^30 without favour: a plain remainder would hit the first third half of the time", () => {
    const random = Random.fromSeed(11);
    const thirds = [0, 0, 0];
    const draws = 30_000;
    for (let i = 0; i < draws; i++) thirds[Math.floor(random.below(3 * 2 ** 30) / 2 ** 30)]++;
    // Standard deviation 82; five of them.
    for (const third of thirds) expect(Math.abs(third - draws / 3)).toBeLessThan(410);
  });

  it("draws below 7 evenly", () => {
    const random = Random.fromSeed(4);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]++;
    // Five standard deviations of a binomial count.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt((70_000 * 6) / 49));
  });

  it("draws uniform numbers of 24 bits, the upper ones of an integer", () => {
    const random = Random.fromSeed(8);
    const integers = draw(Random.fromSeed(8), 1000);
    for (const integer of integers) {
      const value = random.uniform();
      expect(value).toBe(Math.floor(integer / 256) / 16_777_216);
      expect(Math.fround(value)).toBe(value);
    }
  });

  it.each([-1, 1.5, 2 ** 32, Number.NaN, Number.POSITIVE_INFINITY])("refuses the seed %d", (seed) => {
    expect(() => Random.fromSeed(seed)).toThrow(RangeError);
  });

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])("refuses to draw below %d", (n) => {
    expect(() => Random.fromSeed(1).below(n)).toThrow(RangeError);
  });

  it("refuses a state that would yield nothing but zeros, or is none", () => {
    expect(() => Random.fromState(new Uint32Array(4))).toThrow(RangeError);
    expect(() => Random.fromState(new Uint32Array(3).fill(1))).toThrow(RangeError);
    expect(() => Random.fromState([1, 2, 3, 4] as unknown as Uint32Array)).toThrow(RangeError);
  });
});
