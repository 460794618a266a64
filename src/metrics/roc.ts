import { type SortedDistances, sortDistances } from "./sorted-distances.ts";
import type { Distances } from "./validate.ts";

/**
 * The receiver operating characteristic of pairs: what happens as the threshold grows. Point i calls a pair the same
 * when its distance is at most `thresholds[i]`. Pairs of equal distance move together, so there is one point for each
 * distinct distance, after a first point that accepts nothing (0, 0); the last accepts everything (1, 1).
 */
export interface RocCurve {
  /** Share of the different pairs that are called the same; ascending. */
  readonly falseAccept: Float64Array;
  /** Share of the same pairs that are called the same; ascending. */
  readonly truePositive: Float64Array;
  /** Distances, ascending; the first is -Infinity. */
  readonly thresholds: Float64Array;
  readonly samePairs: number;
  readonly differentPairs: number;
}

/**
 * The ROC curve of pairs; a smaller distance speaks for "same".
 *
 * @param distances finite, at least 0; (N)
 * @param same 1 for two images of one class, else 0; (N)
 * @throws RangeError if the lengths differ, an entry is out of range, or all pairs are of one kind
 */
export const rocCurve = (distances: Distances, same: Uint8Array): RocCurve => rocOf(sortDistances(distances, same));

/** `rocCurve` of distances that are sorted already. */
export function rocOf({ distances, same, different, samePairs, differentPairs }: SortedDistances): RocCurve {
  const points = distances.length + 1;
  const falseAccept = new Float64Array(points);
  const truePositive = new Float64Array(points);
  const thresholds = new Float64Array(points);
  thresholds[0] = -Infinity;
  for (let i = 1; i < points; i++) {
    falseAccept[i] = different[i - 1] / differentPairs;
    truePositive[i] = same[i - 1] / samePairs;
    thresholds[i] = distances[i - 1];
  }
  return { falseAccept, truePositive, thresholds, samePairs, differentPairs };
}

/**
 * Area under the ROC curve, 0 to 1: the chance that a random same pair is nearer than a random different pair, ties
 * counting half (Mann-Whitney's U over the number of such couples).
 */
export function areaUnderCurve(roc: RocCurve): number {
  const { falseAccept, truePositive, samePairs, differentPairs } = roc;
  // Back to whole pairs, whose sums are exact: perfect embeddings score exactly 1.
  let doubled = 0;
  let accepted = 0;
  let wrongly = 0;
  for (let i = 1; i < falseAccept.length; i++) {
    const s = Math.round(truePositive[i] * samePairs);
    const d = Math.round(falseAccept[i] * differentPairs);
    doubled += (d - wrongly) * (s + accepted);
    accepted = s;
    wrongly = d;
  }
  return doubled / 2 / (samePairs * differentPairs);
}

/**
 * Equal error rate, 0 to 1: where the share of different pairs accepted equals the share of same pairs rejected. The
 * curve is taken as straight between its points, so the rate need not be reached by any one threshold.
 */
export function equalErrorRate(roc: RocCurve): number {
  const { falseAccept, truePositive } = roc;
  let i = 1;
  while (falseAccept[i] < 1 - truePositive[i]) i++;
  const from = falseAccept[i - 1];
  const before = 1 - truePositive[i - 1] - from;
  const after = falseAccept[i] - (1 - truePositive[i]);
  return from + (falseAccept[i] - from) * (before / (before + after));
}

/**
 * The smallest share of same pairs rejected by any threshold that accepts at most `rate` of the different pairs. Not
 * interpolated: a threshold that does it exists.
 *
 * @param rate share of different pairs that may be accepted, 0 to 1, such as 0.01 or 0.001
 * @throws RangeError for another rate
 */
export function falseRejectAtFalseAccept(roc: RocCurve, rate: number): number {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`rate: expected a number from 0 to 1, got ${rate}.`);
  const { falseAccept, truePositive, samePairs } = roc;
  let i = falseAccept.length - 1;
  while (falseAccept[i] > rate) i--;
  return (samePairs - Math.round(truePositive[i] * samePairs)) / samePairs;
}
