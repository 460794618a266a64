import { forEachDistance, type SortedDistances } from "./sorted-distances.ts";

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
export function isotonicBlocks(sorted: SortedDistances): DistanceBlock[] {
  const blocks: DistanceBlock[] = [];
  let sameBefore = 0;
  let differentBefore = 0;
  forEachDistance(sorted, (distance, s, d) => {
    let block = { from: distance, to: distance, same: s - sameBefore, different: d - differentBefore };
    sameBefore = s;
    differentBefore = d;
    // Shares compared by products of integers: exact.
    for (let last = blocks.at(-1); last && last.same * block.different <= block.same * last.different; ) {
      blocks.pop();
      block = {
        from: last.from,
        to: distance,
        same: last.same + block.same,
        different: last.different + block.different,
      };
      last = blocks.at(-1);
    }
    blocks.push(block);
  });
  return blocks;
}
