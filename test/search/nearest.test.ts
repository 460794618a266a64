import { describe, expect, it } from "vitest";
import { nearestNeighbourLabels } from "../../src/metrics.ts";
import { Random } from "../../src/random.ts";
import { createNearestIndex, createNearestScan } from "../../src/search.ts";

/** Integers, so that many distances are equal and all are exact in f32. */
function integers(count: number, dimension: number, seed: number, below = 4): Float32Array {
  const random = Random.fromSeed(seed);
  return Float32Array.from({ length: count * dimension }, () => random.below(below));
}

const row = (embeddings: Float32Array, i: number, dimension: number) =>
  embeddings.subarray(i * dimension, (i + 1) * dimension);

const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, d) => value - b[d]));

/** All embeddings by distance and then number, as the definition has it. */
function naive(embeddings: Float32Array, query: Float32Array, dimension: number) {
  const count = embeddings.length / dimension;
  return Array.from({ length: count }, (_, i) => ({
    number: i,
    squared: distance(row(embeddings, i, dimension), query) ** 2,
  }))
    .map(({ number, squared }) => ({ number, squared: Math.round(squared) }))
    .sort((a, b) => a.squared - b.squared || a.number - b.number);
}

describe.each(["wasm", "js"] as const)("with the %s kernels", (backend) => {
  // Every tail: of queries among 64, of embeddings in a block of 2048 and among 4.
  it.each([
    [1, 1, 1, 1],
    [3, 5, 2, 9],
    [10, 66, 4099, 12],
    [7, 130, 2048, 3],
  ])("finds the nearest of all, in %i dimensions, %i queries, %i embeddings, k %i", async (D, N, M, k) => {
    const embeddings = integers(M, D, 1);
    const queries = integers(N, D, 2);
    const index = await createNearestIndex(D, { backend });
    for (let at = 0; at < M; at += 1000) index.add(embeddings.subarray(at * D, Math.min(M, at + 1000) * D));
    expect(index.count).toBe(M);
    const found = index.nearest(queries, k);
    expect(found.k).toBe(Math.min(k, M));
    for (let q = 0; q < N; q++) {
      const expected = naive(embeddings, row(queries, q, D), D).slice(0, found.k);
      const part = { from: q * found.k, to: (q + 1) * found.k };
      expect([...found.numbers.subarray(part.from, part.to)]).toEqual(expected.map(({ number }) => number));
      const squares = expected.map(({ squared }) => Math.sqrt(squared));
      expect([...found.distances.subarray(part.from, part.to)]).toEqual(squares);
    }
    const scan = await createNearestScan(queries, D, k, { backend });
    for (let at = 0; at < M; at += 777) scan.add(embeddings.subarray(at * D, Math.min(M, at + 777) * D));
    expect(scan.result()).toEqual(found);
  });

  it("groups those that a chain of near ones joins, by every pair", async () => {
    const D = 2;
    const count = 4500;
    // On a line with gaps: the groups are known by their sorted places.
    const random = Random.fromSeed(3);
    const places = Float32Array.from({ length: count }, () => random.below(40_000));
    const embeddings = Float32Array.from({ length: count * D }, (_, i) => (i % 2 === 0 ? places[i >> 1] : 1));
    const index = await createNearestIndex(D, { backend });
    index.add(embeddings);
    const order = [...places.keys()].sort((a, b) => places[a] - places[b]);
    const chains: number[][] = [[order[0]]];
    for (let i = 1; i < count; i++) {
      if (places[order[i]] - places[order[i - 1]] <= 5) chains[chains.length - 1].push(order[i]);
      else chains.push([order[i]]);
    }
    const expected = chains
      .filter(({ length }) => length > 1)
      .map((chain) => chain.sort((a, b) => a - b))
      .sort(([a], [b]) => a - b);
    expect(index.groups(5)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(100);
  });
});

it("gives the same bits with both kernels, and the neighbours that the metrics count", async () => {
  const random = Random.fromSeed(4);
  const numbers = (count: number) => Float32Array.from({ length: count * 10 }, () => random.uniform() * 4 - 2);
  const [embeddings, queries] = [numbers(3001), numbers(70)];
  const results = [];
  for (const backend of ["wasm", "js"] as const) {
    const index = await createNearestIndex(10, { backend });
    index.add(embeddings);
    results.push(index.nearest(queries, 5));
  }
  expect(results[0]).toEqual(results[1]);
  const galleryLabels = Uint16Array.from({ length: 3001 }, (_, i) => i);
  const queryLabels = new Uint16Array(70);
  const options = { gallery: embeddings, galleryLabels, queries, queryLabels, dimension: 10, k: 1 };
  const labels = nearestNeighbourLabels(options);
  expect([...labels]).toEqual([...results[0].numbers].filter((_, i) => i % 5 === 0));
});

it("says what it cannot take", async () => {
  await expect(createNearestIndex(0)).rejects.toThrow("expected a dimension of 1 to 4096, got 0");
  await expect(createNearestIndex(2, { backnd: "js" } as object)).rejects.toThrow("did you mean backend?");
  const index = await createNearestIndex(2);
  expect(() => index.nearest(new Float32Array(2), 1)).toThrow("The index is empty");
  expect(() => index.add(new Float32Array(3))).toThrow("embeddings: expected rows of 2 numbers, got 3 numbers in all.");
  expect(() => index.add(Float32Array.of(0, Number.NaN))).toThrow("expected finite numbers, got NaN in row 0.");
  expect(() => index.add([1, 2] as unknown as Float32Array)).toThrow("Expected embeddings as a Float32Array.");
  index.add(Float32Array.of(0, 0));
  expect(() => index.nearest(new Float32Array(2), 0)).toThrow("k: expected an integer from 1 to 65536, got 0.");
  expect(() => index.groups(-1)).toThrow("radius: expected a finite distance of at least 0, got -1.");
  // Infinitely far in f32, but found all the same.
  index.add(Float32Array.of(3e38, 3e38));
  expect([...index.nearest(Float32Array.of(-3e38, 0), 5).distances]).toEqual([Infinity, Infinity]);
  expect([...index.nearest(Float32Array.of(-3e38, 0), 5).numbers]).toEqual([0, 1]);
});
