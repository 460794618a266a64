import { euclideanDistance } from "../distance.ts";

/** What a gallery knows of one symbol: embeddings of its examples, their mean, and how far they scatter. */
export interface ClassModel {
  /** (examples, dimension) */
  readonly examples: Float32Array;
  /** (dimension) */
  readonly mean: Float64Array;
  /** Mean distance of each example to the mean of the others; NaN of a single one. */
  readonly spread: number;
}

/** Numbers that `measure` finds. */
export const FEATURES = 6;

/** @param examples embeddings, (at least 1, dimension) */
export function modelClass(examples: Float32Array, dimension: number): ClassModel {
  const count = examples.length / dimension;
  const sum = new Float64Array(dimension);
  for (let i = 0; i < examples.length; i++) sum[i % dimension] += examples[i];
  const mean = sum.map((value) => value / count);
  if (count === 1) return { examples, mean, spread: Number.NaN };
  let spread = 0;
  const others = new Float64Array(dimension);
  for (let e = 0; e < count; e++) {
    for (let d = 0; d < dimension; d++) others[d] = (sum[d] - examples[e * dimension + d]) / (count - 1);
    spread += euclideanDistance(examples, e * dimension, others, 0, dimension);
  }
  return { examples, mean, spread: spread / count };
}

/** The mean spread of the classes that have one, each by its examples; 0 if none has. */
export function pooledSpread(models: readonly ClassModel[]): number {
  let [sum, count] = [0, 0];
  for (const { spread, examples } of models) {
    if (Number.isNaN(spread)) continue;
    sum += spread * examples.length;
    count += examples.length;
  }
  return count > 0 ? sum / count : 0;
}

// Which of the nearest background symbols counts: one alone may happen to be the query's own symbol.
const BACKGROUND_RANK = 8;

/**
 * How far the background is: the distance of the eighth nearest of many symbols that are none of a gallery's.
 * @param background embeddings, (many, dimension)
 */
export function backgroundDistance(
  query: ArrayLike<number>,
  at: number,
  background: Float32Array,
  dimension: number,
): number {
  const ranked = new Float64Array(BACKGROUND_RANK).fill(Infinity);
  for (let b = 0; b < background.length; b += dimension) {
    let d = euclideanDistance(query, at, background, b, dimension);
    for (let r = 0; r < BACKGROUND_RANK && d < Infinity; r++) {
      if (d >= ranked[r]) continue;
      const further = ranked[r];
      ranked[r] = d;
      d = further;
    }
  }
  return ranked[BACKGROUND_RANK - 1];
}

/**
 * Finds the symbol nearest to a query, and what tells whether it is really that one: the distances to the nearest mean,
 * the nearest other mean, the nearest example and the background, how far that symbol's examples scatter, and the first
 * as a multiple of the last.
 *
 * @param query (dimension), from `at` on
 * @param pooled see `pooledSpread`
 * @param background see `backgroundDistance`
 * @param features takes FEATURES numbers
 * @returns the place of the nearest symbol, and its distance
 */
export function measure(
  query: ArrayLike<number>,
  at: number,
  models: readonly ClassModel[],
  pooled: number,
  background: number,
  features: Float64Array,
): { nearest: number; distance: number } {
  const dimension = models[0].mean.length;
  let [nearest, first, second] = [-1, Infinity, Infinity];
  for (const [c, { mean }] of models.entries()) {
    const d = euclideanDistance(query, at, mean, 0, dimension);
    if (d < first) {
      second = first;
      first = d;
      nearest = c;
    } else if (d < second) {
      second = d;
    }
  }
  const { examples, spread } = models[nearest];
  let example = Infinity;
  for (let e = 0; e < examples.length; e += dimension) {
    example = Math.min(example, euclideanDistance(query, at, examples, e, dimension));
  }
  features[0] = first;
  features[1] = second === Infinity ? background : second;
  features[2] = example;
  features[3] = background;
  // Of its own examples there are too few to be trusted alone.
  const scatter = Number.isNaN(spread) ? pooled : (2 * pooled + spread) / 3;
  features[4] = scatter;
  features[5] = scatter > 0 ? first / scatter : 0;
  return { nearest, distance: first };
}
