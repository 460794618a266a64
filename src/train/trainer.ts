import type { Dataset } from "../data/dataset.ts";
import type { PairList } from "../data/pairs.ts";
import { quote } from "../message-text.ts";
import { seenPart } from "../nn/architecture.ts";
import { coreOf, type Network } from "../nn/network.ts";
import type { AdamState } from "../optim/adam.ts";
import { learningRate } from "../optim/schedule.ts";
import { Random } from "../random.ts";
import type { EpochSteps } from "./epoch-steps.ts";
import type { EpochEvent, StepEvent, TrainEvent } from "./events.ts";
import type { Executor } from "./executor.ts";
import { imageSteps, type OnDemand } from "./image-steps.ts";
import { type MeasuredSets, measureEpoch } from "./measure-epoch.ts";
import { pairSteps } from "./pair-steps.ts";
import { checkRecipe, type Recipe } from "./recipe.ts";
import { WeightAverage } from "./weight-average.ts";

export interface TrainerOptions {
  readonly dataset: Dataset;
  /** Images that training never sees: quality is measured on them after epochs. */
  readonly heldOut?: Dataset | undefined;
  readonly recipe: Recipe;
  /** Seed of what is drawn while training; 0 to 2^32 - 1. Default 1. */
  readonly seed?: number | undefined;
  /** Pairs of image numbers to train on, in this order, instead of drawn ones; for recipes of pairs. */
  readonly pairs?: PairList | undefined;
  /** Who does the work; see `startThreads`. Default: this thread alone. Changes the speed, not the bits. */
  readonly executor?: Executor | undefined;
  readonly onDemand?: OnDemand | undefined;
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

// Keeps the stream of pairs apart from the stream of initial weights where one seed is used for both.
const PAIR_STREAM = 0x70616972;

/** Trains a network for some epochs. `run` yields an event a step and an event an epoch; `state` can be kept and set. */
export class Trainer {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  readonly heldOut: Dataset | undefined;
  /** How many epochs of a run are measured at most, evenly over it, the last one always. */
  measures = 20;
  readonly #random: Random;
  readonly #work: EpochSteps;
  readonly #average: WeightAverage | undefined;
  #measured: MeasuredSets | undefined;
  #step = 0;
  #epochLoss = 0;
  /** Epochs whose end has been emitted. */
  #ended = 0;

  /**
   * @throws RangeError, TypeError for an option outside its range, or data that the network or the sampler cannot take;
   *   where the recipe and the network do not look at the same part of an image
   */
  constructor(network: Network, options: TrainerOptions) {
    const { dataset, heldOut, seed = 1, pairs, executor, onDemand } = options;
    const recipe = checkRecipe(options.recipe);
    checkImages(network, heldOut ? [dataset, heldOut] : [dataset]);
    checkCentred(network, recipe);
    checkMargin(network, recipe);
    this.network = network;
    this.recipe = recipe;
    this.dataset = dataset;
    this.heldOut = heldOut;
    this.#random = Random.fromSeed((Random.fromSeed(seed).nextUint32() ^ PAIR_STREAM) >>> 0);
    const work = { dataset, recipe, seed, random: this.#random, pairs, executor };
    this.#work = recipe.sampling === "pairs" ? pairSteps(network, work) : imageSteps(network, work, onDemand);
    const { average } = recipe;
    if (average > 0) {
      this.#average = new WeightAverage(network.weights.length, this.steps - Math.floor(this.steps * average) + 1);
    }
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
  }

  get epochs(): number {
    return this.recipe.epochs;
  }

  get stepsPerEpoch(): number {
    return this.#work.stepsPerEpoch;
  }

  get steps(): number {
    return this.epochs * this.stepsPerEpoch;
  }

  /** What the last measured epoch's figures were taken from. */
  get measured(): MeasuredSets | undefined {
    return this.#measured;
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
      if (!state.average) throw new TypeError("The state holds no average of the weights.");
      this.#average.mean.set(state.average);
    }
    this.network.weights.set(state.weights);
    this.#random.restore(state.random);
    this.#step = state.step;
    this.#epochLoss = state.epochLoss;
    // Whether the end of an epoch that is just over has been emitted is not in the state: it is emitted again.
    this.#ended = Math.ceil(state.step / this.stepsPerEpoch) - 1;
  }

  /** Trains from the step reached to the last epoch's end. Stop iterating to stop training. */
  *run(): Generator<TrainEvent, void> {
    const startStep = this.#step;
    let seconds = 0;
    for (;;) {
      const done = Math.floor(this.#step / this.stepsPerEpoch);
      if (done > this.#ended && this.#step % this.stepsPerEpoch === 0) yield this.#endEpoch(done);
      if (this.#step === this.steps) return;
      const begin = performance.now();
      const loss = this.#runStep();
      seconds += (performance.now() - begin) / 1000;
      yield this.#stepEvent(done + 1, loss, seconds, seconds / (this.#step - startStep));
    }
  }

  #stepEvent(epoch: number, loss: number, seconds: number, perStep: number): StepEvent {
    const pairsPerSecond = this.#pairsPerStep / perStep;
    const secondsLeft = perStep * (this.steps - this.#step);
    return { type: "step", step: this.#step, steps: this.steps, epoch, loss, seconds, pairsPerSecond, secondsLeft };
  }

  /** Pairs of images that pass in a step, on the average. */
  get #pairsPerStep(): number {
    const items = this.#work.items / this.stepsPerEpoch;
    return this.recipe.sampling === "pairs" ? items : items / 2;
  }

  #runStep(): number {
    const { schedule, lr } = this.recipe;
    const epoch = Math.floor(this.#step / this.stepsPerEpoch);
    const step = this.#step % this.stepsPerEpoch;
    const loss = this.#work.run(epoch, step, learningRate(schedule, lr, this.#step, this.steps));
    this.#epochLoss = (step === 0 ? 0 : this.#epochLoss) + loss * this.#work.itemsOf(step);
    this.#step++;
    this.#average?.add(this.network.weights, this.#step);
    return loss;
  }

  #endEpoch(epoch: number): EpochEvent {
    this.#ended = epoch;
    const loss = this.#epochLoss / this.#work.items;
    if (epoch === this.epochs && this.#average) this.network.weights.set(this.#average.mean);
    const event = { type: "epoch" as const, epoch, epochs: this.epochs, step: this.#step, loss };
    const every = Math.ceil(this.epochs / this.measures);
    if (epoch % every !== 0 && epoch !== this.epochs) return event;
    const { measured, sets } = measureEpoch(this.network, this, epoch === this.epochs);
    this.#measured = sets;
    return { ...event, measured };
  }
}

const sizeOf = ({ height, width, channels }: Record<"height" | "width" | "channels", number>): string =>
  `${height}x${width}x${channels}`;

function checkImages(network: Network, datasets: readonly Dataset[]): void {
  const [taken, ...sizes] = [network.architecture.input, ...datasets].map(sizeOf);
  const other = sizes.find((size) => size !== taken);
  if (other) throw new RangeError(`The network takes images of ${taken}, the data set has ${other}.`);
}

/** Embeddings of length 1 are at most 2 apart: beyond that no margin can be kept. */
function checkMargin({ architecture }: Network, { loss, margin }: Recipe): void {
  // The margin loss's boundary lies at two margins, its reach at three.
  const most = loss === "margin" ? 0.6 : 2;
  if (architecture.layers.at(-1)?.type !== "normalise" || margin <= most) return;
  throw new RangeError(`Embeddings of length 1 need a margin of at most ${most}, such as 0.5, got ${margin}.`);
}

/** Which part of an image is looked at is the recipe's to say; a network made otherwise would not do what it says. */
function checkCentred(network: Network, { name, centred }: Recipe): void {
  const { architecture } = network;
  const { layers } = coreOf(network);
  const { top, left } = seenPart(architecture, layers);
  const asked = seenPart({ ...architecture, input: { ...architecture.input, centred } }, layers);
  if (top === asked.top && left === asked.left) return;
  throw new TypeError(
    `The recipe ${quote(name)} is for a network with input.centred: ${centred}, this one has ${!centred}. ` +
      `Make the network so, or give the recipe with centred: ${!centred}.`,
  );
}
