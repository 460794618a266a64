import { readFileSync } from "node:fs";
import fc from "fast-check";
import { lehmer } from "../support/lehmer.ts";

/** What scripts/make-metrics-fixture.py writes. */
interface Fixture {
  readonly pairs: readonly {
    readonly name: string;
    readonly distances: number[];
    readonly same: number[];
    readonly auc: number;
    readonly falseAccept: number[];
    readonly truePositive: number[];
    readonly thresholds: number[];
    readonly isotonic: number[];
  }[];
  readonly neighbours: readonly {
    readonly dimension: number;
    readonly gallery: number[];
    readonly galleryLabels: number[];
    readonly queries: number[];
    readonly queryLabels: number[];
    readonly predicted: { readonly 1: number[]; readonly 3: number[]; readonly 5: number[] };
    readonly confusion: number[][];
    readonly retrieval: { precisionAt1: number; rPrecision: number; meanAveragePrecisionAtR: number; queries: number };
    readonly principal: { readonly components: number[][]; readonly variances: number[] };
  }[];
}

export const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../fixtures/metrics/scikit-learn.json", import.meta.url), "utf8"),
);

/** Embeddings whose classes lie `apart` from each other, in noise of 0 to 1 in each dimension. */
export function clusters(count: number, dimension: number, classes: number, apart: number, seed: number) {
  const next = lehmer(seed);
  const embeddings = new Float32Array(count * dimension);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = i % classes;
    for (let d = 0; d < dimension; d++) embeddings[i * dimension + d] = next() + (d === 0 ? labels[i] * apart : 0);
  }
  return { embeddings, labels, dimension };
}

/** A random order of 0 to n - 1. */
export function shuffled(n: number, seed: number): number[] {
  const next = lehmer(seed);
  return Array.from({ length: n }, (_, i) => ({ i, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ i }) => i);
}

/** The same embeddings and labels in another order. */
export function reorder<T extends ReturnType<typeof clusters>>({ embeddings, labels, dimension }: T, order: number[]) {
  return {
    embeddings: Float32Array.from(order.flatMap((i) => [...embeddings.subarray(i * dimension, (i + 1) * dimension)])),
    labels: Uint8Array.from(order, (i) => labels[i]),
    dimension,
  };
}

export interface Pairs {
  readonly distances: Float64Array;
  readonly same: Uint8Array;
}

/** Lists of 2 to 60 pairs with both kinds and many ties: distances are eighths from 0 to 3. */
export const pairsWithTies: fc.Arbitrary<Pairs> = fc
  .array(fc.record({ eighths: fc.integer({ min: 0, max: 24 }), same: fc.integer({ min: 0, max: 1 }) }), {
    minLength: 2,
    maxLength: 60,
  })
  .filter((pairs) => pairs.some((p) => p.same === 1) && pairs.some((p) => p.same === 0))
  .map((pairs) => ({
    distances: Float64Array.from(pairs, (p) => p.eighths / 8),
    same: Uint8Array.from(pairs, (p) => p.same),
  }));
