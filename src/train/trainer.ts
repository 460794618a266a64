import type { Dataset } from "../data/dataset.ts";
import { ImageSampler } from "../data/image-sampler.ts";
import { checkPairs, type PairList, PairSampler } from "../data/pairs.ts";
import { calibrateDistances } from "../evaluate/calibrate.ts";
import { calibrationDistances, evaluate, type Quality } from "../evaluate/evaluate.ts";
import type { Network } from "../nn/network.ts";
import type { AdamState } from "../optim/adam.ts";
import { learningRate } from "../optim/schedule.ts";
import { Random } from "../random.ts";
import { ImageStep } from "./image-step.ts";
import { PairStep, type PairStepOptions } from "./pair-step.ts";
import { checkRecipe, notebookRecipe, type Recipe } from "./recipe.ts";
import { WeightAverage } from "./weight-average.ts";

/** Pairs of an epoch that samples: 10,000 items, each a pair of one class and a pair of two. */
export const EPOCH_PAIRS = 20_000;

export interface TrainOptions extends PairStepOptions {
  readonly dataset: Dataset;
  /** Images that training never sees: quality is measured on them after each epoch. */
  readonly heldOut?: Dataset;
  /** How to train. Default: `notebookRecipe`. The options epochs, batch, lr and margin replace the recipe's own. */
  readonly recipe?: Recipe;
  readonly epochs?: number;
  /** Seed of what is drawn while training; 0 to 2^32 - 1. Default 1. */
  readonly seed?: number;
  /** Pairs of image numbers to train on, in this order, instead of sampled ones; for recipes of pairs. */
  readonly pairs?: PairList;
  /** Milliseconds now, for pairs/s and time left; training itself has no clock. Default: neither is told. */
  readonly now?: () => number;
}

/** All that the next step depends on, beside the options and the data. */
export interface TrainerState {
  readonly weights: Float32Array;
  /** Adam's moments, in the layout of the weights. */
  readonly m: Float32Array;
  readonly v: Float32Array;
  readonly adam: AdamState;
  readonly random: Uint32Array;
  /** Steps done, and the loss of the epoch under way, summed with each batch's pairs or images as its weight. */
  readonly step: number;
  readonly epochLoss: number;
  /** The mean of the weights over the last steps, if the recipe asks for one. */
  readonly average?: Float32Array;
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
  /** Two images that pass through the network are a pair, whatever they are paired with. */
  readonly pairsPerSecond?: number;
  readonly secondsLeft?: number;
}

export interface EpochEvent {
  readonly type: "epoch";
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  /** Mean loss over the epoch, each batch weighted by its pairs or images. */
  readonly loss: number;
  /** What is measured after an epoch: the last, and in all some twenty of a long run's. */
  readonly measured?: EpochMeasures;
}

export interface EpochMeasures {
  /** The distance up to which two images are the same, chosen on training pairs. */
  readonly threshold: number;
  /** Mean distance of training pairs of one class, and of two. */
  readonly meanSameDistance: number;
  readonly meanDifferentDistance: number;
  /** Whether all embeddings have come to lie in one place, so that nothing can be told apart. */
  readonly collapsed: boolean;
  /** Quality on the held-out images. */
  readonly heldOut?: Quality;
}

export type TrainEvent = StepEvent | EpochEvent;

// Keeps the stream of pairs apart from the stream of initial weights where one seed is used for both.
const PAIR_STREAM = 0x70616972;

// How many epochs of a long run are measured; and how near, in margins, different images lie in a collapsed network.
const MEASURES = 20;
const COLLAPSED = 0.05;

/** Trains a network for some epochs. `run` yields an event a step and an event an epoch; `state` can be kept and set. */
export class Trainer {
  readonly network: Network;
  readonly options: TrainOptions;
  /** The recipe as it is carried out. */
  readonly recipe: Recipe;
  readonly stepsPerEpoch: number;
  readonly #random: Random;
  readonly #epochItems: number;
  readonly #work: { step(): number; readonly training: PairStep | ImageStep };
  readonly #average: WeightAverage | undefined;
  #step = 0;
  #epochLoss = 0;
  /** Epochs whose end has been told. */
  #ended = 0;

  /** @throws RangeError, TypeError for an option outside its range, or data that the network or the sampler cannot take */
  constructor(network: Network, options: TrainOptions) {
    const { dataset, heldOut, recipe = notebookRecipe, seed = 1, pairs } = options;
    const { epochs = recipe.epochs, batch = recipe.batch, lr = recipe.lr, margin = recipe.margin } = options;
    this.recipe = checkRecipe({ ...recipe, epochs, batch, lr, margin });
    checkImages(network, heldOut ? [dataset, heldOut] : [dataset]);
    this.network = network;
    this.options = options;
    this.#random = Random.fromSeed((Random.fromSeed(seed).nextUint32() ^ PAIR_STREAM) >>> 0);
    if (recipe.sampling === "balanced") {
      if (pairs) throw new TypeError("A list of pairs needs a recipe of pairs, such as the notebook's.");
      const batches = new ImageSampler(dataset.labels, batch, seed);
      this.#epochItems = batches.steps * batch;
      this.stepsPerEpoch = batches.steps;
      this.#work = this.#balanced(batches);
    } else {
      this.#epochItems = pairs?.length ?? EPOCH_PAIRS;
      this.stepsPerEpoch = Math.ceil(this.#epochItems / batch);
      this.#work = this.#pairs();
    }
    const { average } = recipe;
    if (average > 0) {
      this.#average = new WeightAverage(network.weights.length, this.steps - Math.floor(this.steps * average) + 1);
    }
  }

  #lr(): number {
    const { schedule, lr } = this.recipe;
    return learningRate(schedule, lr, this.#step, this.steps);
  }

  #balanced(batches: ImageSampler) {
    const { batch, lr, loss, mining, margin, augment } = this.recipe;
    const { dataset, executor, betas, eps } = this.options;
    const options = {
      batch,
      lr,
      loss: { loss, mining, margin },
      ...(augment ? { augment } : {}),
      ...(executor ? { executor } : {}),
      ...(betas ? { betas } : {}),
      ...(eps === undefined ? {} : { eps }),
    };
    const training = new ImageStep(this.network, dataset.images, dataset.labels, options);
    const index = new Uint32Array(batch);
    const step = (): number => {
      batches.fill(index, Math.floor(this.#step / this.stepsPerEpoch), this.#step % this.stepsPerEpoch);
      return training.run(index, this.#random, this.#lr()) * batch;
    };
    return { step, training };
  }

  #pairs() {
    const { dataset, pairs } = this.options;
    const { batch, lr, margin } = this.recipe;
    const target = { left: new Uint32Array(batch), right: new Uint32Array(batch), same: new Uint8Array(batch) };
    let sampler: PairSampler | undefined;
    if (pairs) {
      checkPairs(pairs, dataset.count);
    } else {
      if (batch % 2 !== 0) {
        throw new RangeError(`The batch must be even, half of its pairs same and half different; got ${batch}.`);
      }
      sampler = new PairSampler(dataset.labels, this.#random);
    }
    const training = new PairStep(this.network, dataset.images, { ...this.options, batch, lr, margin });
    const step = (): number => {
      const done = (this.#step % this.stepsPerEpoch) * batch;
      const count = Math.min(batch, this.#epochItems - done);
      if (pairs) {
        for (let i = 0; i < count; i++) {
          target.left[i] = pairs.left[done + i];
          target.right[i] = pairs.right[done + i];
          target.same[i] = pairs.same[done + i];
        }
      } else {
        sampler?.next(target, count / 2);
      }
      return training.run(target, count, this.#lr()) * count;
    };
    return { step, training };
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
  }

  get epochs(): number {
    return this.recipe.epochs;
  }

  get steps(): number {
    return this.epochs * this.stepsPerEpoch;
  }

  /** A copy of all that the next step depends on. */
  get state(): TrainerState {
    return {
      ...this.#work.training.state,
      weights: this.network.weights.slice(),
      random: this.#random.state(),
      step: this.#step,
      epochLoss: this.#epochLoss,
      ...(this.#average ? { average: this.#average.mean.slice() } : {}),
    };
  }

  set state(state: TrainerState) {
    this.#work.training.state = state;
    if (this.#average) {
      if (!state.average) throw new TypeError("This recipe averages the weights, and the state holds no average.");
      this.#average.mean.set(state.average);
    }
    this.network.weights.set(state.weights);
    this.#random.restore(state.random);
    this.#step = state.step;
    this.#epochLoss = state.epochLoss;
    // Whether the end of an epoch that is just over has been told is not in the state: it is told again.
    this.#ended = Math.ceil(state.step / this.stepsPerEpoch) - 1;
  }

  /** Trains from the step reached to the last epoch's end. Stop iterating to stop training. */
  *run(): Generator<TrainEvent, void> {
    const { now } = this.options;
    const startStep = this.#step;
    let seconds = 0;
    for (;;) {
      const done = Math.floor(this.#step / this.stepsPerEpoch);
      if (done > this.#ended && this.#step % this.stepsPerEpoch === 0) yield this.#endEpoch(done);
      if (this.#step === this.steps) return;
      const begin = now?.() ?? 0;
      const loss = this.#runStep();
      const event = { type: "step" as const, step: this.#step, steps: this.steps, epoch: done + 1, loss };
      if (now) {
        seconds += (now() - begin) / 1000;
        const perStep = seconds / (this.#step - startStep);
        const pairsPerSecond = this.#pairsPerStep / perStep;
        yield { ...event, seconds, pairsPerSecond, secondsLeft: perStep * (this.steps - this.#step) };
      } else {
        yield event;
      }
    }
  }

  /** Pairs of images that pass in a step, on the average. */
  get #pairsPerStep(): number {
    const items = this.#epochItems / this.stepsPerEpoch;
    return this.recipe.sampling === "pairs" ? items : items / 2;
  }

  #runStep(): number {
    const loss = this.#work.step();
    this.#epochLoss = (this.#step % this.stepsPerEpoch === 0 ? 0 : this.#epochLoss) + loss;
    this.#step++;
    this.#average?.add(this.network.weights, this.#step);
    return loss / this.#itemsOf(this.#step - 1);
  }

  #itemsOf(step: number): number {
    const { batch, sampling } = this.recipe;
    if (sampling === "balanced") return batch;
    return Math.min(batch, this.#epochItems - (step % this.stepsPerEpoch) * batch);
  }

  #endEpoch(epoch: number): EpochEvent {
    this.#ended = epoch;
    const loss = this.#epochLoss / this.#epochItems;
    if (epoch === this.epochs && this.#average) this.network.weights.set(this.#average.mean);
    const event = { type: "epoch" as const, epoch, epochs: this.epochs, step: this.#step, loss };
    const every = Math.ceil(this.epochs / MEASURES);
    return epoch % every === 0 || epoch === this.epochs ? { ...event, measured: this.#measure() } : event;
  }

  #measure(): EpochMeasures {
    const { dataset, heldOut } = this.options;
    const { network } = this;
    const { margin } = this.recipe;
    const { distances, same } = calibrationDistances(network, dataset);
    network.calibration = calibrateDistances(distances, same);
    const [meanSameDistance, meanDifferentDistance] = [1, 0].map((kind) => meanWhere(distances, same, kind));
    // A NaN is no distance that tells anything apart either.
    const collapsed = !(meanDifferentDistance > COLLAPSED * margin);
    const measures = { threshold: network.threshold, meanSameDistance, meanDifferentDistance, collapsed };
    return heldOut ? { ...measures, heldOut: evaluate(network, heldOut, { margin }) } : measures;
  }
}

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

function checkImages(network: Network, datasets: readonly Dataset[]): void {
  const { height, width, channels } = network.architecture.input;
  for (const dataset of datasets) {
    if (dataset.height !== height || dataset.width !== width || dataset.channels !== channels) {
      const got = `${dataset.height}x${dataset.width}x${dataset.channels}`;
      throw new RangeError(`The network takes images of ${height}x${width}x${channels}, the data set has ${got}.`);
    }
  }
}

/** Trains a network: `for (const event of train(network, { dataset, heldOut })) ...`. See `Trainer` for what it throws. */
export function train(network: Network, options: TrainOptions): Generator<TrainEvent, void> {
  return new Trainer(network, options).run();
}
