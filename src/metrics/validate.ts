import type { Labels } from "../data/labels.ts";

/** Distances of pairs, one number a pair. */
export type Distances = Float64Array | Float32Array;

/** How many pairs of each kind there are. */
export interface PairCounts {
  readonly same: number;
  readonly different: number;
}

/**
 * Checks that there is one distance and one 0 or 1 for each pair, and pairs of both kinds.
 *
 * @returns how many pairs there are of each kind
 * @throws RangeError naming the first bad entry, or the kind that is missing
 */
export function checkDistances(distances: Distances, same: Uint8Array): PairCounts {
  const pairs = distances.length;
  if (same.length !== pairs) {
    throw new RangeError(`Expected one entry in same for each of ${pairs} distances, got ${same.length}.`);
  }
  let positive = 0;
  for (let i = 0; i < pairs; i++) {
    const distance = distances[i];
    if (!(distance >= 0 && distance < Infinity)) {
      throw new RangeError(`distances[${i}]: expected a finite distance of at least 0, got ${distance}.`);
    }
    if (same[i] > 1) throw new RangeError(`same[${i}]: expected 1 (same) or 0 (different), got ${same[i]}.`);
    positive += same[i];
  }
  if (positive === 0 || positive === pairs) {
    const missing = positive === 0 ? "same" : "different";
    throw new RangeError(`Expected pairs of both kinds, got no ${missing} pair among ${pairs}.`);
  }
  return { same: positive, different: pairs - positive };
}

/**
 * Checks embeddings, (N, dimension) row-major, for whole rows of finite numbers.
 *
 * @param name what messages call them
 * @returns N, the number of rows; may be 0
 * @throws RangeError naming the dimension, the length or the first row that is not finite
 */
export function checkEmbeddings(embeddings: Float32Array, dimension: number, name: string): number {
  if (!Number.isInteger(dimension) || dimension < 1) {
    throw new RangeError(`dimension: expected an integer of at least 1, got ${dimension}.`);
  }
  if (embeddings.length % dimension !== 0) {
    throw new RangeError(`${name}: expected rows of ${dimension} numbers, got ${embeddings.length} numbers in all.`);
  }
  for (let i = 0; i < embeddings.length; i++) {
    if (!Number.isFinite(embeddings[i])) {
      const row = Math.floor(i / dimension);
      throw new RangeError(`${name}: expected finite numbers, got ${embeddings[i]} in row ${row}.`);
    }
  }
  return embeddings.length / dimension;
}

/**
 * Checks embeddings as `checkEmbeddings` does, and that there is at least one and a label for each.
 *
 * @returns the number of rows, 1 or more
 * @throws RangeError as `checkEmbeddings`, and for no rows or another number of labels
 */
export function checkLabelled(embeddings: Float32Array, labels: Labels, dimension: number, name: string): number {
  const count = checkEmbeddings(embeddings, dimension, name);
  if (count === 0) throw new RangeError(`${name}: expected at least one embedding, got none.`);
  if (labels.length !== count) {
    throw new RangeError(`${name}: expected a label for each of ${count} embeddings, got ${labels.length}.`);
  }
  return count;
}
