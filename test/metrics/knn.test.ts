import { describe, expect, it } from "vitest";
import { scanDistances } from "../../src/metrics/distance-matrix.ts";
import { scanNeighbours } from "../../src/metrics/knn.ts";
import { MAX_MEMORY_BYTES } from "../../src/wasm/arena.ts";
import { createEngine, type Engine } from "../../src/wasm/engine.ts";
import { clusters } from "./support.ts";

const engine = await createEngine({ backend: "wasm", shared: false, maxMemory: MAX_MEMORY_BYTES, all: true });

describe("scanDistances", () => {
  it.each([
    [1, 1, 1],
    [3, 70, 5],
    [10, 131, 67],
    [10, 9, 2001],
  ])("gives each query its distances, in %i dimensions, for %i queries and %i columns", (dimension, N, M) => {
    const queries = clusters(N, dimension, 3, 1, 5).embeddings;
    const gallery = clusters(M, dimension, 3, 1, 6).embeddings;
    const order = Uint32Array.from({ length: M }, (_, m) => M - 1 - m);
    const seen: number[] = [];
    scanDistances({ gallery, queries, dimension, order, engine }, (query, row) => {
      seen.push(query);
      expect(row).toHaveLength(M);
      for (const m of [0, M >> 1, M - 1]) {
        let sum = 0;
        for (let d = 0; d < dimension; d++) {
          sum += (queries[query * dimension + d] - gallery[order[m] * dimension + d]) ** 2;
        }
        expect(Math.abs(row[m] - sum)).toBeLessThanOrEqual(1e-6 * sum);
      }
      row.fill(Number.NaN); // The visitor's to change.
    });
    expect(seen).toEqual(Array.from({ length: N }, (_, n) => n));
  });

  it("keeps no more than a block of memory, however often it is called", () => {
    const { embeddings } = clusters(500, 10, 3, 1, 5);
    const order = Uint32Array.from({ length: 500 }, (_, i) => i);
    const scan = () =>
      scanDistances({ gallery: embeddings, queries: embeddings, dimension: 10, order, engine }, () => {});
    scan();
    const { used } = engine.arena;
    for (let i = 0; i < 5; i++) scan();
    expect(engine.arena.used).toBe(used);
  });
});

describe("scanNeighbours", () => {
  const set = clusters(403, 10, 7, 0.4, 12);
  const own = {
    gallery: set.embeddings,
    galleryLabels: set.labels,
    queries: set.embeddings,
    queryLabels: set.labels,
    dimension: 10,
    sameSet: true,
  };

  it("gives the same with SIMD kernels and without", () => {
    const scan = (used?: Engine) => scanNeighbours({ ...own, ks: [1, 5], retrieval: true, engine: used });
    expect(scan(engine)).toEqual(scan());
  });

  it("gives in one pass what it gives one by one", () => {
    const all = scanNeighbours({ ...own, ks: [5, 1, 20], retrieval: true });
    for (const [i, k] of [5, 1, 20].entries()) {
      expect(all.labels[i]).toEqual(scanNeighbours({ ...own, ks: [k] }).labels[0]);
    }
    expect(all.retrieval).toEqual(scanNeighbours({ ...own, retrieval: true }).retrieval);
    expect(scanNeighbours(own)).toEqual({ labels: [] });
  });

  it("measures retrieval from another set: R is the size of the class there", () => {
    const scan = (queryLabels: number[]) =>
      scanNeighbours({
        gallery: Float32Array.of(0, 1, 3, 4),
        galleryLabels: Uint8Array.of(1, 1, 2, 1),
        queries: Float32Array.of(0.4, 3.6, 9),
        queryLabels: Uint8Array.from(queryLabels),
        dimension: 1,
        retrieval: true,
      }).retrieval;
    // 0.4 finds 0, 1, 3: hit, hit, miss: (1 + 1) / 3. 3.6 finds 4, 3, 1: hit, miss, hit: (1 + 2/3) / 3. Nobody is 7.
    const got = scan([1, 1, 7]);
    expect(got).toMatchObject({ precisionAt1: 1, queries: 2 });
    expect(got?.rPrecision).toBeCloseTo(2 / 3, 12);
    expect(got?.meanAveragePrecisionAtR).toBeCloseTo((2 + 5 / 3) / 6, 12);
    expect(() => scan([7, 7, 7])).toThrow("a query whose class has another image in the gallery, got none");
  });
});
