import type { Labels } from "../data/labels.ts";
import { euclideanDistance } from "../distance.ts";
import { checkLabelled } from "../metrics/validate.ts";

/** A class by the mean of its embeddings (Snell, Swersky and Zemel 2017, "Prototypical Networks"). */
export interface Prototype {
  readonly label: number;
  /** (dimension) */
  readonly mean: Float64Array;
  /** Embeddings it is the mean of. */
  readonly count: number;
}

/**
 * One prototype a class, in the order of the classes' numbers.
 *
 * @param embeddings (N, dimension) f32, row-major; N at least 1
 * @param labels (N)
 * @throws RangeError for sizes that do not fit together, or numbers that are not finite
 */
export function classPrototypes(embeddings: Float32Array, labels: Labels, dimension: number): Prototype[] {
  checkLabelled(embeddings, labels, dimension, "embeddings");
  const sums = new Map<number, { mean: Float64Array; count: number }>();
  for (const [i, label] of labels.entries()) {
    const sum = sums.get(label) ?? { mean: new Float64Array(dimension), count: 0 };
    for (let d = 0; d < dimension; d++) sum.mean[d] += embeddings[i * dimension + d];
    sum.count++;
    sums.set(label, sum);
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([label, { mean, count }]) => ({ label, mean: mean.map((value) => value / count), count }));
}

/** How far an embedding lies from each prototype, nearest first; of equally near ones the lower class. */
export interface RankedPrototype {
  readonly label: number;
  readonly distance: number;
}

/** @throws RangeError if there is no prototype, or one has another dimension than the embedding */
export function rankPrototypes(embedding: Float32Array, prototypes: readonly Prototype[]): RankedPrototype[] {
  if (prototypes.length === 0) throw new RangeError("Expected at least one prototype, got none.");
  return prototypes
    .map(({ label, mean }) => {
      if (mean.length !== embedding.length) {
        throw new RangeError(
          `Class ${label}: expected a prototype of ${embedding.length} numbers, got ${mean.length}.`,
        );
      }
      return { label, distance: euclideanDistance(embedding, 0, mean, 0, mean.length) };
    })
    .sort((a, b) => a.distance - b.distance || a.label - b.label);
}

/**
 * The class of the nearest prototype, or undefined where even that one is beyond the threshold: none of these.
 * @param threshold distance, in embedding units; usually the network's
 * @throws RangeError as `rankPrototypes`, or if `threshold` is not a number
 */
export function nearestPrototype(
  embedding: Float32Array,
  prototypes: readonly Prototype[],
  threshold: number,
): RankedPrototype | undefined {
  if (Number.isNaN(threshold)) throw new RangeError("threshold: expected a distance, got NaN; choose one first.");
  const [nearest] = rankPrototypes(embedding, prototypes);
  return nearest.distance <= threshold ? nearest : undefined;
}
