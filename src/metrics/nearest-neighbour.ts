import type { Labels } from "../data/labels.ts";
import { scanNeighbours } from "./knn.ts";

export interface NearestNeighbourOptions {
  /** Embeddings whose classes are known, (M, dimension) f32, row-major. */
  readonly gallery: Float32Array;
  /** (M) */
  readonly galleryLabels: Labels;
  /** Embeddings to name the classes of, (N, dimension) f32, row-major. */
  readonly queries: Float32Array;
  /** (N) */
  readonly queryLabels: Labels;
  readonly dimension: number;
  /** Query i is gallery image i, and must not find itself. Default false. */
  readonly sameSet?: boolean;
  /** How many neighbours vote; default 1. */
  readonly k?: number;
}

/**
 * The class that the k nearest gallery embeddings give to each query, by majority; of classes with equally many votes
 * the one with the nearest member wins. Of equally near embeddings the lowest index comes first. Exact: every
 * gallery embedding is looked at, in f32.
 *
 * @returns one class a query, (N)
 * @throws RangeError for sizes that do not fit together, numbers that are not finite, an empty side, or k out of range
 */
export function nearestNeighbourLabels({ k = 1, ...options }: NearestNeighbourOptions): Uint16Array {
  return scanNeighbours({ ...options, ks: [k] }).labels[0];
}

/**
 * Share of the queries that `nearestNeighbourLabels` gives their own class, 0 to 1.
 * @throws RangeError as `nearestNeighbourLabels`
 */
export function nearestNeighbourAccuracy(options: NearestNeighbourOptions): number {
  return shareRight(nearestNeighbourLabels(options), options.queryLabels);
}

/** Share of the predicted classes that are the true ones, 0 to 1. */
export function shareRight(predicted: Labels, labels: Labels): number {
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === predicted[i]) right++;
  return right / labels.length;
}
