import { type Dataset, selectImages } from "../data/dataset.ts";
import { groupByClass } from "../data/labels.ts";
import { calibrateDistances } from "../evaluate/calibrate.ts";
import { qualityOf } from "../evaluate/evaluate.ts";
import { calibrationPairs, embedDataset, evaluationPairs, type Judged, judgePairs } from "../evaluate/judge.ts";
import { meanDistances } from "../metrics/summary.ts";
import type { Network } from "../nn/network.ts";
import type { EpochMeasures } from "./events.ts";
import type { Trainer } from "./trainer.ts";

// How near, in margins, different images lie in a collapsed network.
const COLLAPSED = 0.05;

/** Whether a network puts all images in one place. A NaN is no distance that tells anything apart either. */
export const isCollapsed = (meanDifferentDistance: number, margin: number): boolean =>
  !(meanDifferentDistance > COLLAPSED * margin);

// Training images that a measure while training looks at. All 6,000 of the default run made measuring 13 % of the wait;
// the threshold of such a part is within a few hundredths of theirs.
const GLANCE_IMAGES = 1000;

/** Some thousand images, of each class as many, two at least; of very many classes some. All, where they are no more. */
function glanceAt(dataset: Dataset): Dataset {
  if (dataset.count <= GLANCE_IMAGES) return dataset;
  const classes = groupByClass(dataset.labels);
  const each = Math.max(2, Math.floor(GLANCE_IMAGES / classes.length));
  const places = classes.slice(0, GLANCE_IMAGES / each).flatMap(({ members }) => [...members.subarray(0, each)]);
  return selectImages(dataset, places);
}

/** What the measures of an epoch were taken from: with it more can be told of the network without embedding again. */
export interface MeasuredSets {
  readonly training: Judged;
  readonly heldOut?: Judged;
}

/**
 * Calibrates a network on images that it is trained on, and measures it on those and on held-out ones.
 * @param isLast the end of the run: its threshold is chosen on all training images, an earlier one on some
 */
export function measureEpoch(
  network: Network,
  { dataset, heldOut, recipe: { margin } }: Pick<Trainer, "dataset" | "heldOut" | "recipe">,
  isLast: boolean,
): { measured: EpochMeasures; sets: MeasuredSets } {
  const part = isLast ? dataset : glanceAt(dataset);
  const drawn = isLast ? calibrationPairs(part) : evaluationPairs(part);
  const training = judgePairs(network, embedDataset(network, part), drawn);
  const { distances, pairs } = training;
  network.calibration = calibrateDistances(distances, pairs.same);
  const means = meanDistances(distances, pairs.same);
  const collapsed = isCollapsed(means.meanDifferentDistance, margin);
  const measured = { threshold: network.threshold, ...means, collapsed };
  if (!heldOut) return { measured, sets: { training } };
  const seen = heldOut === part ? training : embedDataset(network, heldOut);
  const judged = judgePairs(network, seen, evaluationPairs(heldOut));
  return {
    measured: { ...measured, heldOut: qualityOf(network, judged, { margin }) },
    sets: { training, heldOut: judged },
  };
}
