import { areaUnderCurve, equalErrorRate, falseRejectAtFalseAccept, rocCurve } from "./roc.ts";
import { accuracyAt, type ThresholdQuality } from "./threshold.ts";
import type { Distances } from "./validate.ts";

/** How well distances tell same pairs from different pairs. Shares are 0 to 1. */
export interface PairQuality extends ThresholdQuality {
  /** Area under the ROC curve; 0.5 is chance. */
  readonly auc: number;
  readonly equalErrorRate: number;
  /** The smallest share of same pairs called different by a threshold that calls at most 1 % of different ones same. */
  readonly falseRejectAtOnePercent: number;
  /** The same where 0.1 % of the different pairs are called the same. */
  readonly falseRejectAtOnePerMille: number;
  /** The threshold that was given. */
  readonly threshold: number;
  /** In embedding units; both means near 0, or near each other, tell of collapsed embeddings. */
  readonly meanSameDistance: number;
  readonly meanDifferentDistance: number;
}

/** The mean distance of same pairs, and of different ones. Infinite or NaN where a distance is. */
export function meanDistances(
  distances: Distances,
  same: Uint8Array,
): Pick<PairQuality, "meanSameDistance" | "meanDifferentDistance"> {
  const [sums, counts] = [
    [0, 0],
    [0, 0],
  ];
  for (let i = 0; i < distances.length; i++) {
    sums[same[i]] += distances[i];
    counts[same[i]]++;
  }
  return { meanSameDistance: sums[1] / counts[1], meanDifferentDistance: sums[0] / counts[0] };
}

/**
 * Measures pairs with a threshold that was chosen on other pairs.
 *
 * @param distances finite, at least 0; (N)
 * @param same 1 for two images of one class, else 0; (N)
 * @throws RangeError if `threshold` is not a number, the lengths differ, an entry is out of range, or all pairs are of
 *   one kind
 */
export function evaluatePairs(distances: Distances, same: Uint8Array, threshold: number): PairQuality {
  const { accuracy, falseAccept, falseReject } = accuracyAt(distances, same, threshold);
  const roc = rocCurve(distances, same);
  return {
    accuracy,
    auc: areaUnderCurve(roc),
    equalErrorRate: equalErrorRate(roc),
    falseRejectAtOnePercent: falseRejectAtFalseAccept(roc, 0.01),
    falseRejectAtOnePerMille: falseRejectAtFalseAccept(roc, 0.001),
    threshold,
    falseAccept,
    falseReject,
    ...meanDistances(distances, same),
  };
}
