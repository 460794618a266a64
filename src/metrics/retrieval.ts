import type { Labels } from "../data/labels.ts";
import { scanNeighbours } from "./knn.ts";
import type { RetrievalQuality } from "./retrieval-counter.ts";
import { checkLabelled } from "./validate.ts";

export type { RetrievalQuality };

export interface RetrievalOptions {
  /** (N, dimension) f32, row-major */
  readonly embeddings: Float32Array;
  /** (N) */
  readonly labels: Labels;
  readonly dimension: number;
}

/**
 * How well each image finds the others of its class in the same set, itself left out (Musgrave, Belongie and Lim 2020,
 * "A Metric Learning Reality Check", section 2.2). Images that are alone in their class are not asked for, but can be
 * found. Where an image of another class is exactly as near as one of the same class, the other comes first: collapsed
 * embeddings score 0, and the order of the images does not matter.
 *
 * @throws RangeError for sizes that do not fit together, numbers that are not finite, or no class with two images
 */
export function retrievalQuality({ embeddings, labels, dimension }: RetrievalOptions): RetrievalQuality {
  checkLabelled(embeddings, labels, dimension, "embeddings");
  const set = { gallery: embeddings, galleryLabels: labels, queries: embeddings, queryLabels: labels };
  const { retrieval } = scanNeighbours({ ...set, dimension, sameSet: true, retrieval: true });
  return retrieval as RetrievalQuality; // It was asked for.
}
