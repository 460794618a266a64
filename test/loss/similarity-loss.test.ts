import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { multiSimilarity } from "../../src/loss/multi-similarity.ts";
import { type LossOfSimilarities, SimilarityLoss } from "../../src/loss/similarity-loss.ts";
import { supervisedContrastive } from "../../src/loss/supervised-contrastive.ts";
import { coreOf, createNetwork } from "../../src/nn/network.ts";
import { lehmer } from "../support/lehmer.ts";

interface Case {
  readonly n: number;
  readonly D: number;
  readonly labels: number[];
  readonly embeddings: number[];
  readonly losses: Record<string, { value: number; gradientOfUnit: number[] }>;
}
const cases: Case[] = JSON.parse(
  readFileSync(new URL("../fixtures/pytorch/similarity-losses.json", import.meta.url), "utf8"),
);

const losses: Record<string, LossOfSimilarities> = {
  "multi-similarity": multiSimilarity,
  "multi-similarity, other numbers": (...given) =>
    multiSimilarity(given[0], given[1], given[2], given[3], given[4], { alpha: 3, beta: 10, base: 0.2, margin: 0.4 }),
  "supervised-contrastive": supervisedContrastive,
  "supervised-contrastive, other temperature": (...given) =>
    supervisedContrastive(given[0], given[1], given[2], given[3], given[4], 0.5),
};

/** Embeddings divided by their length, in single precision. */
function unit(embeddings: readonly number[], n: number, D: number): Float32Array {
  const result = Float32Array.from(embeddings);
  for (let i = 0; i < n; i++) {
    const length = Math.hypot(...embeddings.slice(i * D, (i + 1) * D));
    for (let k = 0; k < D; k++) result[i * D + k] /= length;
  }
  return result;
}

/** Runs a loss on a batch in a network's memory, with `gap` unused numbers between embeddings. */
async function run(
  loss: LossOfSimilarities,
  e: Float32Array,
  n: number,
  D: number,
  labels: ArrayLike<number>,
  gap = 3,
) {
  const results = [];
  for (const backend of ["wasm", "js"] as const) {
    const { engine } = coreOf(await createNetwork({ backend }));
    const stride = D + gap;
    const whole = new SimilarityLoss(engine, n + 2, D, loss);
    const first = engine.arena.allocateFloats(2 * n * stride) / 4;
    const { f32 } = engine.arena.views;
    f32.fill(77, first, first + 2 * n * stride);
    const at = Array.from({ length: n }, (_, i) => first + i * stride);
    const dAt = at.map((place) => place + n * stride);
    for (let i = 0; i < n; i++) f32.set(e.subarray(i * D, (i + 1) * D), at[i]);
    const value = whole.run(at, dAt, stride, n, labels);
    const gradient = dAt.flatMap((place) => [...f32.subarray(place, place + D)]);
    expect(dAt.every((place) => f32.subarray(place + D, place + stride).every((x) => x === 0))).toBe(true);
    results.push({ value, gradient });
  }
  expect(results[1]).toEqual(results[0]);
  return results[0];
}

describe.each(Object.entries(losses))("%s", (name, loss) => {
  it.each(cases.map((entry) => [`${entry.n} embeddings of ${entry.D}`, entry] as const))(
    "agrees with PyTorch's autograd: %s",
    async (_, { n, D, labels, embeddings, losses: expected }) => {
      const { value, gradient } = await run(loss, unit(embeddings, n, D), n, D, labels);
      expect(Math.abs(value - expected[name].value)).toBeLessThan(2e-6 * Math.abs(expected[name].value));
      const largest = Math.max(...expected[name].gradientOfUnit.map(Math.abs));
      // Similarities are single: a rounding of 1e-7 moves a term e^(40 s) by 4e-6 of itself.
      for (const [k, want] of expected[name].gradientOfUnit.entries()) {
        expect(Math.abs(gradient[k] - want)).toBeLessThan(1e-5 * largest);
      }
    },
  );

  it("has the slopes of its value, by central differences in double precision", () => {
    const n = 13;
    const labels = Array.from({ length: n }, (_, i) => (i * 5) % 4);
    const draw = lehmer(3);
    const s = new Float64Array(n * n).map(() => draw());
    const value = (at: number, by: number): number => {
      const moved = s.slice();
      moved[at] += by;
      return loss(moved as unknown as Float32Array, n, n, labels, new Float64Array(n * n));
    };
    const slopes = new Float64Array(n * n);
    loss(s as unknown as Float32Array, n, n, labels, slopes);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const at = i * n + j;
        if (i === j) expect(slopes[at]).toBe(0);
        else expect(Math.abs((value(at, 1e-6) - value(at, -1e-6)) / 2e-6 - slopes[at])).toBeLessThan(1e-8);
      }
    }
  });

  it("is NaN of a NaN, and finite where a class has one image or a batch one class", async () => {
    const e = unit([1, 0.5, -1, 0.2, 0.3, 0.9], 3, 2);
    expect((await run(loss, e, 3, 2, [0, 1, 2])).gradient.every(Number.isFinite)).toBe(true);
    expect((await run(loss, e, 3, 2, [4, 4, 4])).gradient.every(Number.isFinite)).toBe(true);
    e[3] = Number.NaN;
    expect((await run(loss, e, 3, 2, [0, 0, 1])).value).toBeNaN();
  });

  it("takes every tail: batches of 2 to 9, embeddings of 1 to 9", async () => {
    const draw = lehmer(5);
    for (let n = 2; n <= 9; n++) {
      const D = 11 - n;
      const e = unit(Array.from({ length: n * D }, draw), n, D);
      const labels = Array.from({ length: n }, (_, i) => i % 2);
      const { value, gradient } = await run(loss, e, n, D, labels, 0);
      const products = new Float32Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) for (let k = 0; k < D; k++) products[i * n + j] += e[i * D + k] * e[j * D + k];
      }
      const slopes = new Float64Array(n * n);
      expect(value).toBeCloseTo(loss(products, n, n, labels, slopes), 4);
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < D; k++) {
          let want = 0;
          for (let j = 0; j < n; j++) want += (slopes[i * n + j] + slopes[j * n + i]) * e[j * D + k];
          expect(Math.abs(gradient[i * D + k] - want)).toBeLessThan(1e-4);
        }
      }
    }
  });
});
