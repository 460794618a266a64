import { describe, expect, it } from "vitest";
import { BatchLoss, type BatchLossOptions } from "../../src/loss/batch-loss.ts";
import { coreOf, createNetwork } from "../../src/nn/network.ts";
import { fixtureJson } from "../support/fixtures.ts";
import { lehmer } from "../support/lehmer.ts";

const n = 23;
const D = 5;
const STRIDE = 8;
const labels = Uint8Array.from({ length: n }, (_, i) => (i * 7) % 4);

/** The loss of some embeddings, straight from its definition, over lists of all pairs and triplets. */
function naive(e: number[][], { loss, mining, margin }: BatchLossOptions): number {
  const d = (i: number, j: number) => Math.hypot(...e[i].map((value, k) => value - e[j][k]));
  const all = e.map((_, i) => i);
  const same = (a: number) => all.filter((i) => i !== a && labels[i] === labels[a]);
  const other = (a: number) => all.filter((i) => labels[i] !== labels[a]);
  const least = (a: number, from: number[]) => from.reduce((x, y) => (d(a, y) < d(a, x) ? y : x));
  const semi = (a: number, p: number) => {
    const beyond = other(a).filter((q) => d(a, q) > d(a, p));
    return least(a, beyond.length > 0 ? beyond : other(a));
  };
  const farthest = (a: number) => same(a).reduce((x, y) => (d(a, y) > d(a, x) ? y : x));
  const triplets = all.flatMap((a) => {
    if (mining === "batch-hard") return [[a, farthest(a), least(a, other(a))]];
    return same(a).flatMap((p) => (mining === "semi-hard" ? [[a, p, semi(a, p)]] : other(a).map((q) => [a, p, q])));
  });
  const mean = (values: number[]) => (values.length > 0 ? values.reduce((x, y) => x + y) / values.length : 0);
  if (loss === "triplet") return mean(triplets.map(([a, p, q]) => d(a, p) - d(a, q) + margin).filter((c) => c > 0));
  const pairs =
    mining === "all"
      ? all.flatMap((i) => all.filter((j) => j > i).map((j) => [i, j]))
      : triplets.flatMap(([a, p, q]) => [
          [a, p],
          [a, q],
        ]);
  const near = pairs.filter(([i, j]) => labels[i] === labels[j]).map(([i, j]) => d(i, j));
  const far = pairs.filter(([i, j]) => labels[i] !== labels[j]).map(([i, j]) => d(i, j));
  if (loss === "contrastive") {
    return mean(near.map((x) => x * x)) + mean(far.filter((x) => x < margin).map((x) => (margin - x) ** 2));
  }
  return mean(
    [...near.map((x) => margin + x - 2 * margin), ...far.map((x) => margin - x + 2 * margin)].filter((c) => c > 0),
  );
}

async function setUp(options: BatchLossOptions, seed = 1) {
  const { engine } = coreOf(await createNetwork());
  const { arena } = engine;
  const loss = new BatchLoss(engine, n, D, options);
  const at = arena.allocateFloats(n * STRIDE) / 4;
  const dAt = arena.allocateFloats(n * STRIDE) / 4;
  const random = lehmer(seed);
  const { f32 } = arena.views;
  for (let i = 0; i < n; i++) for (let k = 0; k < D; k++) f32[at + i * STRIDE + k] = random() * 2 - 1;
  f32.fill(9, dAt, dAt + n * STRIDE);
  const index = (from: number) => Array.from({ length: n }, (_, i) => from + i * STRIDE);
  const value = loss.run(index(at), index(dAt), STRIDE, n, labels);
  const e = index(at).map((i) => [...f32.subarray(i, i + D)]);
  const gradient = index(dAt).map((i) => [...f32.subarray(i, i + STRIDE)]);
  return { value, e, gradient };
}

const cases = (["contrastive", "triplet", "margin"] as const).flatMap((loss) =>
  (["all", "batch-hard", "semi-hard"] as const).map((mining) => ({
    loss,
    mining,
    margin: loss === "margin" ? 0.5 : 1,
  })),
);

describe.each(cases)("$loss, $mining", (options) => {
  it("is what its definition says, and so is its gradient by central differences", async () => {
    const { value, e, gradient } = await setUp(options);
    expect(value).toBeCloseTo(naive(e, options), 5);
    const step = 1e-6;
    for (const [i, k] of [
      [0, 0],
      [3, 4],
      [11, 2],
      [22, 1],
    ]) {
      const moved = (by: number) => e.map((row, r) => row.map((x, c) => (r === i && c === k ? x + by : x)));
      const slope = (naive(moved(step), options) - naive(moved(-step), options)) / (2 * step);
      expect(gradient[i][k], `${i}, ${k}`).toBeCloseTo(slope, 4);
    }
    expect(gradient.every((row) => row.slice(D).every((x) => x === 0))).toBe(true);
  });
});

it("equal embeddings give no gradient and a finite loss", async () => {
  const { engine } = coreOf(await createNetwork());
  for (const { loss, mining } of cases) {
    const batch = new BatchLoss(engine, 8, 4, { loss, mining, margin: 1 });
    const at = engine.arena.allocateFloats(64) / 4;
    const index = (from: number) => Array.from({ length: 8 }, (_, i) => from + i * 4);
    const value = batch.run(index(at), index(at + 32), 4, 8, [0, 1, 0, 1, 0, 1, 0, 1]);
    expect(Number.isFinite(value), `${loss} ${mining}`).toBe(true);
    expect([...engine.arena.views.f32.subarray(at + 32, at + 64)].every((x) => x === 0)).toBe(true);
  }
});

interface Case {
  readonly n: number;
  readonly D: number;
  readonly labels: number[];
  readonly embeddings: number[];
  readonly losses: Record<string, { value: number; gradient: number[] }>;
}
// By scripts/make-batch-loss-fixture.py.
const pytorch: Case[] = fixtureJson("pytorch/batch-losses.json");

it.each(pytorch)(
  "agrees with PyTorch's autograd on $n embeddings of $D",
  async ({ n, D, labels, embeddings, losses }) => {
    const { engine } = coreOf(await createNetwork());
    for (const [name, { value, gradient }] of Object.entries(losses)) {
      const [loss, mining] = name.split(", ") as [BatchLossOptions["loss"], BatchLossOptions["mining"]];
      const batch = new BatchLoss(engine, n, D, { loss, mining, margin: loss === "triplet" ? 0.7 : 2 });
      const at = engine.arena.allocateFloats(2 * n * D) / 4;
      const { f32 } = engine.arena.views;
      f32.set(embeddings, at);
      const index = (from: number) => Array.from({ length: n }, (_, i) => from + i * D);
      const got = batch.run(index(at), index(at + n * D), D, n, labels);
      expect(Math.abs(got - value), name).toBeLessThan(2e-6 * value);
      const largest = Math.max(...gradient.map(Math.abs));
      for (const [k, want] of gradient.entries()) {
        expect(Math.abs(f32[at + n * D + k] - want), `${name}, ${k}`).toBeLessThan(2e-6 * largest);
      }
    }
  },
);
