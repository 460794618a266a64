import type { Labels } from "../data/labels.ts";
import { type DistanceEngine, scanDistances } from "./distance-matrix.ts";
import { RetrievalCounter, type RetrievalQuality } from "./retrieval-counter.ts";
import { TopK } from "./top-k.ts";
import { checkLabelled } from "./validate.ts";

export interface NeighbourScanOptions {
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
  /** A network's, for its SIMD kernels. Default: scalar kernels, the same bits. */
  readonly engine?: DistanceEngine | undefined;
  /** Numbers of neighbours that vote, each for itself; default none. */
  readonly ks?: readonly number[];
  /** Whether to measure how well the queries find their class in the gallery; default false. */
  readonly retrieval?: boolean;
}

export interface NeighbourScan {
  /** For each of `ks`, the class that so many neighbours give to each query; (ks, N) */
  readonly labels: readonly Uint16Array[];
  readonly retrieval?: RetrievalQuality;
}

/**
 * Compares every query with every gallery embedding once, and takes from that what was asked for. Exact; distances are
 * f32 (`scanDistances`). Memory grows with N + M. For 10,000 embeddings of 10 numbers among themselves, all of
 * it takes about 1 s with SIMD kernels.
 *
 * @throws RangeError for sizes that do not fit together, numbers that are not finite, an empty side, k out of range, or
 *   no query to ask for
 */
export function scanNeighbours(options: NeighbourScanOptions): NeighbourScan {
  const { gallery, galleryLabels, queries, queryLabels, dimension, sameSet = false, ks = [], engine } = options;
  const galleryCount = checkLabelled(gallery, galleryLabels, dimension, "gallery");
  const queryCount = checkLabelled(queries, queryLabels, dimension, "queries");
  if (sameSet && queryCount !== galleryCount) {
    throw new RangeError(
      `sameSet: expected as many queries as gallery embeddings, got ${queryCount}, ${galleryCount}.`,
    );
  }
  const choices = sameSet ? galleryCount - 1 : galleryCount;
  for (const k of ks) {
    if (!Number.isInteger(k) || k < 1 || k > choices) {
      throw new RangeError(`k: expected an integer from 1 to ${choices} neighbours, got ${k}.`);
    }
  }
  const { order, starts } = sortByClass(galleryLabels);
  const columnOf = sameSet ? invert(order) : undefined;
  const nearest = ks.length > 0 ? new TopK(Math.max(...ks)) : undefined;
  const counter = options.retrieval ? new RetrievalCounter(galleryCount) : undefined;
  const labels = ks.map(() => new Uint16Array(queryCount));
  scanDistances({ gallery, queries, dimension, order, engine }, (query, row) => {
    if (columnOf) row[columnOf[query]] = Number.NaN;
    nearest?.find(row, order);
    for (let i = 0; i < ks.length; i++) labels[i][query] = nearest?.vote(galleryLabels, ks[i]) ?? 0;
    counter?.add(row, starts[queryLabels[query]], starts[queryLabels[query] + 1]);
  });
  return { labels, ...(counter ? { retrieval: counter.result() } : {}) };
}

// Labels have 16 bits.
const CLASSES = 2 ** 16;

/** Image numbers in the order of their classes, and within a class ascending; class c from `starts[c]` on. */
function sortByClass(labels: Labels): { order: Uint32Array; starts: Uint32Array } {
  const starts = new Uint32Array(CLASSES + 1);
  for (const label of labels) starts[label + 1]++;
  for (let c = 0; c < CLASSES; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  const order = new Uint32Array(labels.length);
  for (let i = 0; i < labels.length; i++) order[next[labels[i]]++] = i;
  return { order, starts };
}

function invert(order: Uint32Array): Uint32Array {
  const places = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) places[order[i]] = i;
  return places;
}
