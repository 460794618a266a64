import type { Dataset } from "../data/dataset.ts";
import { checkPairs, type PairList, PairSampler } from "../data/pairs.ts";
import type { Network } from "../nn/network.ts";
import type { AdamState } from "../optim/adam.ts";
import { Random } from "../random.ts";
import { calibrate, evaluate, type Quality } from "./evaluate.ts";
import { TrainingStep, type TrainingStepOptions } from "./training-step.ts";

/** Pairs of an epoch that samples: 10,000 items, each a pair of one class and a pair of two. */
export const EPOCH_PAIRS = 20_000;

export interface TrainOptions extends TrainingStepOptions {
  readonly train: Dataset;
  /** Images that training never sees: quality is measured on them after each epoch. */
  readonly heldOut?: Dataset;
  /** Passes over the list, or times 20,000 sampled pairs; 1 or more. Default 8. */
  readonly epochs?: number;
  /** Seed of the pairs that are drawn; 0 to 2^32 - 1. Default 1. */
  readonly seed?: number;
  /** Pairs of image numbers to train on, in this order, instead of sampled ones. */
  readonly pairs?: PairList;
  /** Milliseconds now, for pairs/s and time left; training itself has no clock. Default: neither is told. */
  readonly now?: () => number;
}

/** All that the next step depends on, beside the options and the data. */
export interface TrainerState {
  readonly weights: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly adam: AdamState;
  readonly random: Uint32Array;
  /** Steps done, and the loss summed over the pairs of the epoch under way. */
  readonly step: number;
  readonly epochLoss: number;
}

export interface StepEvent {
  readonly type: "step";
  /** Steps done, from 1. */
  readonly step: number;
  readonly steps: number;
  /** The epoch under way, from 1. */
  readonly epoch: number;
  readonly loss: number;
  /** Of this call of `run`, the steps alone, without measuring and without what the caller does between events. */
  readonly seconds?: number;
  readonly pairsPerSecond?: number;
  readonly secondsLeft?: number;
}

export interface EpochEvent {
  readonly type: "epoch";
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  /** Mean loss over the epoch's pairs, each batch weighted by its pairs. */
  readonly loss: number;
  /** The distance up to which two images are the same, chosen on training pairs. */
  readonly threshold: number;
  /** Quality on the held-out images. */
  readonly heldOut?: Quality;
}

export type TrainEvent = StepEvent | EpochEvent;

// Keeps the stream of pairs apart from the stream of initial weights where one seed is used for both.
const PAIR_STREAM = 0x70616972;

/** Trains a network for some epochs. `run` yields an event a step and an event an epoch; `state` can be kept and set. */
export class Trainer {
  readonly network: Network;
  readonly options: TrainOptions;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly #training: TrainingStep;
  readonly #sampler: PairSampler | undefined;
  readonly #random: Random;
  readonly #epochPairs: number;
  readonly #batch: { left: Uint32Array; right: Uint32Array; same: Uint8Array };
  #step = 0;
  #epochLoss = 0;

  /** @throws RangeError, TypeError for an option outside its range, or data that the network or the sampler cannot take */
  constructor(network: Network, options: TrainOptions) {
    const { train, heldOut, epochs = 8, seed = 1, pairs, batch = 32 } = options;
    if (!Number.isInteger(epochs) || epochs < 1) {
      throw new RangeError(`The number of epochs must be a whole number of at least 1, got ${epochs}.`);
    }
    const { height, width, channels } = network.architecture.input;
    for (const dataset of heldOut ? [train, heldOut] : [train]) {
      if (dataset.height !== height || dataset.width !== width || channels !== 1) {
        throw new RangeError(
          `The network takes images of ${height}x${width}x${channels}, the data set has ${dataset.height}x${dataset.width}x1.`,
        );
      }
    }
    this.network = network;
    this.options = options;
    this.epochs = epochs;
    this.#random = Random.fromSeed((Random.fromSeed(seed).nextUint32() ^ PAIR_STREAM) >>> 0);
    if (pairs) {
      checkPairs(pairs, train.count);
    } else {
      if (batch % 2 !== 0) {
        throw new RangeError(`The batch must be even, half of its pairs same and half different; got ${batch}.`);
      }
      this.#sampler = new PairSampler(train.labels, this.#random);
    }
    this.#training = new TrainingStep(network, train.images, options);
    this.#epochPairs = pairs?.length ?? EPOCH_PAIRS;
    this.stepsPerEpoch = Math.ceil(this.#epochPairs / batch);
    this.#batch = { left: new Uint32Array(batch), right: new Uint32Array(batch), same: new Uint8Array(batch) };
  }

  get steps(): number {
    return this.epochs * this.stepsPerEpoch;
  }

  /** A copy of all that the next step depends on. */
  get state(): TrainerState {
    return {
      ...this.#training.state,
      weights: this.network.weights.slice(),
      random: this.#random.state(),
      step: this.#step,
      epochLoss: this.#epochLoss,
    };
  }

  set state(state: TrainerState) {
    this.#training.state = state;
    this.network.weights.set(state.weights);
    this.#random.restore(state.random);
    this.#step = state.step;
    this.#epochLoss = state.epochLoss;
  }

  /** Trains from the step reached to the last epoch's end. Stop iterating to stop training. */
  *run(): Generator<TrainEvent, void> {
    const { now } = this.options;
    const startStep = this.#step;
    let seconds = 0;
    while (this.#step < this.steps) {
      const epoch = Math.floor(this.#step / this.stepsPerEpoch) + 1;
      const begin = now?.() ?? 0;
      const loss = this.#runStep();
      const event = { type: "step" as const, step: this.#step, steps: this.steps, epoch, loss };
      if (now) {
        seconds += (now() - begin) / 1000;
        const perStep = seconds / (this.#step - startStep);
        const pairsPerSecond = this.#epochPairs / this.stepsPerEpoch / perStep;
        yield { ...event, seconds, pairsPerSecond, secondsLeft: perStep * (this.steps - this.#step) };
      } else {
        yield event;
      }
      if (this.#step % this.stepsPerEpoch === 0) yield this.#endEpoch(epoch);
    }
  }

  #runStep(): number {
    const { pairs } = this.options;
    const { left, right, same } = this.#batch;
    const done = (this.#step % this.stepsPerEpoch) * left.length;
    const count = Math.min(left.length, this.#epochPairs - done);
    if (pairs) {
      for (let i = 0; i < count; i++) {
        left[i] = pairs.left[done + i];
        right[i] = pairs.right[done + i];
        same[i] = pairs.same[done + i];
      }
    } else {
      this.#sampler?.next(this.#batch, count / 2);
    }
    const loss = this.#training.run(this.#batch, count);
    this.#step++;
    this.#epochLoss += loss * count;
    return loss;
  }

  #endEpoch(epoch: number): EpochEvent {
    const { train, heldOut, margin } = this.options;
    const loss = this.#epochLoss / this.#epochPairs;
    this.#epochLoss = 0;
    this.network.calibration = calibrate(this.network, train);
    const { threshold } = this.network;
    const event = { type: "epoch" as const, epoch, epochs: this.epochs, step: this.#step, loss, threshold };
    if (!heldOut) return event;
    return { ...event, heldOut: evaluate(this.network, heldOut, margin === undefined ? {} : { margin }) };
  }
}

/** Trains a network: `for (const event of train(network, { train, heldOut })) ...`. See `Trainer` for what it throws. */
export function train(network: Network, options: TrainOptions): Generator<TrainEvent, void> {
  return new Trainer(network, options).run();
}
