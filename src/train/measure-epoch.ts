import type { Dataset } from "../data/dataset.ts";
import type { PairList } from "../data/pairs.ts";
import { calibrateDistances } from "../evaluate/calibrate.ts";
import { qualityOf } from "../evaluate/evaluate.ts";
import { calibrationPairs, embedDataset, evaluationPairs, type Judged, judgePairs } from "../evaluate/judge.ts";
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

/** What the measures of an epoch were taken from: with it more can be told of the network without embedding again. */
export interface MeasuredSets {
  readonly training: Judged;
  readonly heldOut?: Judged;
}

/** Calibrates a network on the images that it is trained on, and measures it on those and on held-out ones. */
export class EpochMeasurer {
  readonly #dataset: Dataset;
  readonly #heldOut: Dataset | undefined;
  readonly #margin: number;
  #pairs: { readonly training: PairList; readonly heldOut: PairList | undefined } | undefined;
  #last: MeasuredSets | undefined;

  constructor(dataset: Dataset, heldOut: Dataset | undefined, margin: number) {
    this.#dataset = dataset;
    this.#heldOut = heldOut;
    this.#margin = margin;
  }

  /** Of the last `measure`. */
  get last(): MeasuredSets | undefined {
    return this.#last;
  }

  measure(network: Network): EpochMeasures {
    const [dataset, heldOut, margin] = [this.#dataset, this.#heldOut, this.#margin];
    this.#pairs ??= { training: calibrationPairs(dataset), heldOut: heldOut && evaluationPairs(heldOut) };
    const embedded = embedDataset(network, dataset);
    const training = judgePairs(network, embedded, this.#pairs.training);
    const { distances, pairs } = training;
    network.calibration = calibrateDistances(distances, pairs.same);
    const [meanSameDistance, meanDifferentDistance] = [1, 0].map((kind) => meanWhere(distances, pairs.same, kind));
    // A NaN is no distance that tells anything apart either.
    const collapsed = !(meanDifferentDistance > COLLAPSED * margin);
    const measures = { threshold: network.threshold, meanSameDistance, meanDifferentDistance, collapsed };
    if (!heldOut || !this.#pairs.heldOut) {
      this.#last = { training };
      return measures;
    }
    const seen = heldOut === dataset ? embedded : embedDataset(network, heldOut);
    const judged = judgePairs(network, seen, this.#pairs.heldOut);
    this.#last = { training, heldOut: judged };
    return { ...measures, heldOut: qualityOf(network, judged, { margin }) };
  }
}
