import type { Dataset } from "../data/dataset.ts";
import { calibrateDistances } from "../evaluate/calibrate.ts";
import { calibrationDistances, evaluate } from "../evaluate/evaluate.ts";
import type { Network } from "../nn/network.ts";
import type { EpochMeasures } from "./events.ts";

// How near, in margins, different images lie in a collapsed network.
const COLLAPSED = 0.05;

function meanWhere(values: Float64Array, kinds: Uint8Array, kind: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (kinds[i] !== kind) continue;
    sum += values[i];
    count++;
  }
  return sum / count;
}

/** Calibrates a network on the images that it is trained on, and measures it on those and on held-out ones. */
export function measureEpoch(
  network: Network,
  dataset: Dataset,
  heldOut: Dataset | undefined,
  margin: number,
): EpochMeasures {
  const { distances, same } = calibrationDistances(network, dataset);
  network.calibration = calibrateDistances(distances, same);
  const [meanSameDistance, meanDifferentDistance] = [1, 0].map((kind) => meanWhere(distances, same, kind));
  // A NaN is no distance that tells anything apart either.
  const collapsed = !(meanDifferentDistance > COLLAPSED * margin);
  const measures = { threshold: network.threshold, meanSameDistance, meanDifferentDistance, collapsed };
  return heldOut ? { ...measures, heldOut: evaluate(network, heldOut, { margin }) } : measures;
}
