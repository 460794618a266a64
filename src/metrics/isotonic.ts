import type { SortedDistances } from "./sorted-distances.ts";

/** Distances that have one share of same pairs. */
export interface DistanceBlock {
  /** The smallest and the largest distance of its pairs. */
  readonly from: number;
  readonly to: number;
  readonly same: number;
  readonly different: number;
}

/**
 * The share of same pairs as a function of the distance that falls, or stays, as the distance grows, and fits the pairs
 * best in least squares: isotonic regression by pooling adjacent violators (Ayer et al. 1955). As a way to make scores
 * into probabilities: Zadrozny and Elkan 2002.
 *
 * @returns blocks of ascending distance, each with a smaller share of same pairs than the one before
 */
export function isotonicBlocks({ distances, same, different }: SortedDistances): DistanceBlock[] {
  // Of each block the first step and the pairs: arrays, since there may be as many blocks as pairs for a while.
  const first = new Uint32Array(distances.length);
  const sames = new Uint32Array(distances.length);
  const differents = new Uint32Array(distances.length);
  let blocks = 0;
  for (let i = 0; i < distances.length; i++) {
    let start = i;
    let s = same[i] - (i > 0 ? same[i - 1] : 0);
    let d = different[i] - (i > 0 ? different[i - 1] : 0);
    // Shares compared by products of integers: exact.
    while (blocks > 0 && sames[blocks - 1] * d <= s * differents[blocks - 1]) {
      blocks--;
      start = first[blocks];
      s += sames[blocks];
      d += differents[blocks];
    }
    first[blocks] = start;
    sames[blocks] = s;
    differents[blocks++] = d;
  }
  return Array.from({ length: blocks }, (_, b) => ({
    from: distances[first[b]],
    to: distances[(b + 1 < blocks ? first[b + 1] : distances.length) - 1],
    same: sames[b],
    different: differents[b],
  }));
}
