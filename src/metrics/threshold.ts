import { type SortedDistances, sortDistances } from "./sorted-distances.ts";
import { checkDistances, type Distances } from "./validate.ts";

export interface ChosenThreshold {
  /** Pairs of at most this distance are called the same; at least 0. */
  readonly threshold: number;
  /** Share of the pairs judged rightly with it. */
  readonly accuracy: number;
}

/**
 * The threshold that judges most pairs rightly, of all thresholds that a distance can have (0 and more).
 *
 * Accuracy changes only at the distances of pairs, so the best thresholds form intervals. The widest one wins, the
 * lowest of equally wide ones, and its middle is taken: halfway between two neighbouring distances. The interval below
 * the smallest distance starts at 0; above the largest distance only that distance itself counts.
 *
 * @param distances finite, at least 0; (N)
 * @param same 1 for two images of one class, else 0; (N)
 * @throws RangeError if the lengths differ, an entry is out of range, or all pairs are of one kind
 */
export const chooseThreshold = (distances: Distances, same: Uint8Array): ChosenThreshold =>
  thresholdOf(sortDistances(distances, same));

/** `chooseThreshold` of distances that are sorted already. */
export function thresholdOf(sorted: SortedDistances): ChosenThreshold {
  const { distances, same, different, samePairs, differentPairs } = sorted;
  let best = -1;
  let bestFrom = 0;
  let bestTo = 0;
  // A threshold of 0 accepts nothing, as long as no distance is 0.
  let from = 0;
  let right = differentPairs;
  const close = (to: number) => {
    if (right > best || (right === best && to - from > bestTo - bestFrom)) {
      best = right;
      bestFrom = from;
      bestTo = to;
    }
  };
  for (let i = 0; i < distances.length; i++) {
    const now = same[i] + differentPairs - different[i];
    if (now === right) continue;
    if (distances[i] > from) close(distances[i]);
    from = distances[i];
    right = now;
  }
  close(distances[distances.length - 1]);
  const middle = bestFrom + (bestTo - bestFrom) / 2;
  // Between two neighbouring floats the middle may round up to the next distance, which is outside.
  return { threshold: middle < bestTo ? middle : bestFrom, accuracy: best / (samePairs + differentPairs) };
}

export interface ThresholdQuality {
  /** Share of the pairs judged rightly. */
  readonly accuracy: number;
  /** Share of the different pairs called the same. */
  readonly falseAccept: number;
  /** Share of the same pairs called different. */
  readonly falseReject: number;
}

/**
 * How well a threshold judges pairs: they are called the same when their distance is at most `threshold`.
 *
 * @param distances finite, at least 0; (N)
 * @param same 1 for two images of one class, else 0; (N)
 * @throws RangeError if `threshold` is not a number, the lengths differ, an entry is out of range, or all pairs are of
 *   one kind
 */
export function accuracyAt(distances: Distances, same: Uint8Array, threshold: number): ThresholdQuality {
  const counts = checkDistances(distances, same);
  if (Number.isNaN(threshold)) throw new RangeError("threshold: expected a distance, got NaN; choose one first.");
  let accepted = 0;
  let wrongly = 0;
  for (let i = 0; i < distances.length; i++) {
    if (!(distances[i] <= threshold)) continue;
    if (same[i] === 1) accepted++;
    else wrongly++;
  }
  return {
    accuracy: (accepted + counts.different - wrongly) / distances.length,
    falseAccept: wrongly / counts.different,
    falseReject: (counts.same - accepted) / counts.same,
  };
}
