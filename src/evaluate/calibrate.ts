import { type Calibration, type FalseAcceptPoint, type Verdict, verdictOf } from "../metrics/calibration.ts";
import { isotonicBlocks } from "../metrics/isotonic.ts";
import { equalErrorRate, rocOf } from "../metrics/roc.ts";
import { type SortedDistances, sortDistances } from "../metrics/sorted-distances.ts";
import { thresholdOf } from "../metrics/threshold.ts";
import type { Distances, PairCounts } from "../metrics/validate.ts";

/** How often a sure verdict must be right, unless told. */
const CONFIDENCE = 0.99;

/** The fewest pairs that a share may be made of. */
const FEWEST_ACCEPTED = 10;

/** For 1 in 10, 20, 50, 100, 200 and so on of the different pairs. */
function falseAcceptPoints({ distances, different, differentPairs }: SortedDistances): FalseAcceptPoint[] {
  const points: FalseAcceptPoint[] = [];
  let i = distances.length - 1;
  for (let ten = 10; ; ten *= 10) {
    for (const times of [1, 2, 5]) {
      const rate = 1 / (ten * times);
      const most = differentPairs * rate;
      if (most < FEWEST_ACCEPTED) return points;
      while (different[i] > most) i--;
      if (i >= 0) points.push({ rate, distance: distances[i] });
    }
  }
}

/**
 * Measures what distances mean. The share of same pairs at a distance is taken as falling with the distance
 * (`isotonicBlocks`): "same" is sure as far as that share is at least `confidence`, "different" from where the share of
 * different pairs is. So a verdict is sure by the pairs of about its own distance, not by all that are easier.
 *
 * Give pairs that look like those to come: a network knows the pairs that it was trained on too well.
 *
 * @param distances finite, at least 0; (N)
 * @param same 1 for two images of one class, else 0; (N), half of each for the odds to be even beforehand
 * @param confidence above 0.5, at most 1; default 0.99
 * @throws RangeError if the lengths differ, an entry is out of range, or all pairs are of one kind
 */
export function calibrateDistances(distances: Distances, same: Uint8Array, confidence = CONFIDENCE): Calibration {
  if (!(confidence > 0.5 && confidence <= 1)) {
    throw new RangeError(`confidence: expected a share above 0.5 and at most 1, got ${confidence}.`);
  }
  const sorted = sortDistances(distances, same);
  const blocks = isotonicBlocks(sorted);
  const sure = (kind: keyof PairCounts) => (block: PairCounts) =>
    block[kind] / (block.same + block.different) >= confidence;
  const odds: Record<Verdict, { same: number; different: number }> = {
    same: { same: 0, different: 0 },
    unsure: { same: 0, different: 0 },
    different: { same: 0, different: 0 },
  };
  const { threshold } = thresholdOf(sorted);
  // A threshold accepts a distance of 0 even where most such pairs are different; a sure verdict must not contradict it.
  const different = blocks.find((block) => block.from > threshold && sure("different")(block));
  const calibration: Calibration = {
    threshold,
    equalErrorRate: equalErrorRate(rocOf(sorted)),
    confidence,
    sameBelow: blocks.filter(sure("same")).at(-1)?.to ?? null,
    differentAbove: different?.from ?? null,
    falseAccept: falseAcceptPoints(sorted),
    odds,
  };
  for (const block of blocks) {
    const zone = odds[verdictOf(block.to, calibration)];
    zone.same += block.same;
    zone.different += block.different;
  }
  return calibration;
}
