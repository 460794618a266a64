import { checkLabelled } from "./checks.ts";

export interface NearestNeighbourOptions {
  /** Embeddings whose classes are known, (M, dimension) f32, row-major. */
  readonly gallery: Float32Array;
  /** (M) */
  readonly galleryLabels: Uint8Array;
  /** Embeddings to name the classes of, (N, dimension) f32, row-major. */
  readonly queries: Float32Array;
  /** (N) */
  readonly queryLabels: Uint8Array;
  readonly dimension: number;
  /** How many neighbours vote; default 1. */
  readonly k?: number;
  /** Query i is gallery image i, and must not find itself. Default false. */
  readonly sameSet?: boolean;
}

/**
 * The class that the k nearest gallery embeddings give to each query, by majority; of classes with equally many votes
 * the one with the nearest member wins. Of equally near embeddings the lowest index comes first. Exact: every
 * gallery embedding is looked at, and no more than k of them are kept.
 *
 * @returns one class a query, (N)
 * @throws RangeError for sizes that do not fit together, numbers that are not finite, an empty side, or k out of range
 */
export function nearestNeighbourLabels(options: NearestNeighbourOptions): Uint8Array {
  const { gallery, galleryLabels, queries, queryLabels, dimension, k = 1, sameSet = false } = options;
  const galleryCount = checkLabelled(gallery, galleryLabels, dimension, "gallery");
  const queryCount = checkLabelled(queries, queryLabels, dimension, "queries");
  if (sameSet && queryCount !== galleryCount) {
    throw new RangeError(
      `sameSet: expected as many queries as gallery embeddings, got ${queryCount}, ${galleryCount}.`,
    );
  }
  const choices = sameSet ? galleryCount - 1 : galleryCount;
  if (!Number.isInteger(k) || k < 1 || k > choices) {
    throw new RangeError(`k: expected a whole number from 1 to ${choices} neighbours, got ${k}.`);
  }
  const distances = new Float64Array(k);
  const neighbours = new Uint32Array(k);
  const labels = new Uint8Array(queryCount);
  for (let i = 0; i < queryCount; i++) {
    findNearest(queries, i * dimension, gallery, dimension, sameSet ? i : -1, distances, neighbours);
    labels[i] = vote(neighbours, galleryLabels);
  }
  return labels;
}

/**
 * Share of the queries that `nearestNeighbourLabels` gives their own class, 0 to 1.
 * @throws RangeError as `nearestNeighbourLabels`
 */
export function nearestNeighbourAccuracy(options: NearestNeighbourOptions): number {
  const labels = nearestNeighbourLabels(options);
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === options.queryLabels[i]) right++;
  return right / labels.length;
}

/** Fills `neighbours` and their squared `distances`, nearest first, for the query at `q`; `skip` is left out. */
function findNearest(
  queries: Float32Array,
  q: number,
  gallery: Float32Array,
  dimension: number,
  skip: number,
  distances: Float64Array,
  neighbours: Uint32Array,
): void {
  const last = distances.length - 1;
  distances.fill(Infinity);
  let farthest = Infinity;
  for (let g = 0, j = 0; g < gallery.length; g += dimension, j++) {
    let sum = 0;
    let d = 0;
    // A sum of squares never shrinks, so most of the gallery is out before the last dimensions. Four a step cost half
    // the time of one a step; the order of the sum is the same.
    for (; d + 3 < dimension && sum < farthest; d += 4) {
      const a = queries[q + d] - gallery[g + d];
      const b = queries[q + d + 1] - gallery[g + d + 1];
      const c = queries[q + d + 2] - gallery[g + d + 2];
      const e = queries[q + d + 3] - gallery[g + d + 3];
      sum = sum + a * a + b * b + c * c + e * e;
    }
    for (; d < dimension && sum < farthest; d++) {
      const a = queries[q + d] - gallery[g + d];
      sum += a * a;
    }
    if (sum >= farthest || j === skip) continue;
    let at = last;
    for (; at > 0 && distances[at - 1] > sum; at--) {
      distances[at] = distances[at - 1];
      neighbours[at] = neighbours[at - 1];
    }
    distances[at] = sum;
    neighbours[at] = j;
    farthest = distances[last];
  }
}

const votes = new Uint32Array(256);

function vote(neighbours: Uint32Array, labels: Uint8Array): number {
  if (neighbours.length === 1) return labels[neighbours[0]];
  votes.fill(0);
  for (const j of neighbours) votes[labels[j]]++;
  let winner = labels[neighbours[0]];
  for (const j of neighbours) if (votes[labels[j]] > votes[winner]) winner = labels[j];
  return winner;
}
