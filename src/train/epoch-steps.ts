import type { Dataset } from "../data/dataset.ts";
import { ImageSampler } from "../data/image-sampler.ts";
import { checkPairs, type PairList, PairSampler } from "../data/pairs.ts";
import type { Network } from "../nn/network.ts";
import type { Random } from "../random.ts";
import type { Executor } from "./executor.ts";
import type { ImageSource } from "./image-source.ts";
import { ImageStep, type ImageStepOptions } from "./image-step.ts";
import { PairStep } from "./pair-step.ts";
import type { Recipe } from "./recipe.ts";

/** Pairs of an epoch that samples: 10,000 items, each a pair of one class and a pair of two. */
const EPOCH_PAIRS = 20_000;

/** The steps of an epoch, as a recipe's sampling has them. */
export interface EpochSteps {
  readonly training: PairStep | ImageStep;
  readonly stepsPerEpoch: number;
  /** Pairs or images of an epoch. */
  readonly items: number;
  /** Pairs or images of a step of an epoch, counted from 0. */
  itemsOf(step: number): number;
  /** Does a step of an epoch, both counted from 0. Returns the mean loss of its items. */
  run(epoch: number, step: number, lr: number): number;
}

export interface EpochStepsOptions {
  readonly dataset: Dataset;
  readonly recipe: Recipe;
  readonly seed: number;
  /** Draws the pairs, or how images are augmented. */
  readonly random: Random;
  readonly pairs?: PairList | undefined;
  readonly executor?: Executor | undefined;
  readonly photography?: ImageStepOptions["photography"];
  readonly createLoss?: ImageStepOptions["createLoss"];
  /** Of a mix: what its images are drawn from. */
  readonly source?: ImageSource | undefined;
}

/** As many of each class of the data set as there can be. */
function balancedImages(dataset: Dataset, batch: number, seed: number): ImageSource {
  const sampler = new ImageSampler(dataset.labels, batch, seed);
  const { images, labels } = dataset;
  return { images, labels, steps: sampler.steps, fill: (index, epoch, step) => sampler.fill(index, epoch, step) };
}

/** Batches of images, each embedded once. */
function imageSteps(network: Network, options: EpochStepsOptions): EpochSteps {
  const { dataset, recipe, seed, random, executor, pairs, photography, createLoss } = options;
  const { batch, lr, loss, mining, margin, augment, mix } = recipe;
  if (mix && !options.source)
    throw new TypeError("A recipe of a mix needs its source: make the run with createRun or train.");
  if (pairs) throw new TypeError('A list of pairs needs a recipe with the sampling "pairs", such as "notebook".');
  const source = options.source ?? balancedImages(dataset, batch, seed);
  const training = new ImageStep(network, source.images, source.labels, {
    batch,
    lr,
    loss: { loss, mining, margin },
    createLoss,
    augment,
    photography,
    executor,
  });
  const index = new Uint32Array(batch);
  return {
    training,
    stepsPerEpoch: source.steps,
    items: source.steps * batch,
    itemsOf: () => batch,
    run(epoch, step, rate) {
      source.fill(index, epoch, step);
      return training.run(index, random, rate);
    },
  };
}

/** Batches of pairs: those of a list, or drawn ones. */
function pairSteps(network: Network, options: EpochStepsOptions): EpochSteps {
  const { dataset, recipe, random, executor, pairs } = options;
  const { batch, lr, margin } = recipe;
  const target = { left: new Uint32Array(batch), right: new Uint32Array(batch), same: new Uint8Array(batch) };
  let sampler: PairSampler | undefined;
  if (pairs) {
    checkPairs(pairs, dataset.count);
  } else {
    if (batch % 2 !== 0) {
      throw new RangeError(`The batch must be even, half of its pairs same and half different; got ${batch}.`);
    }
    sampler = new PairSampler(dataset.labels, random, dataset.classNames);
  }
  const training = new PairStep(network, dataset.images, { batch, lr, margin, executor });
  const items = pairs?.length ?? EPOCH_PAIRS;
  const itemsOf = (step: number): number => Math.min(batch, items - step * batch);
  return {
    training,
    stepsPerEpoch: Math.ceil(items / batch),
    items,
    itemsOf,
    run(_epoch, step, rate) {
      const count = itemsOf(step);
      if (pairs) {
        for (let i = 0; i < count; i++) {
          target.left[i] = pairs.left[step * batch + i];
          target.right[i] = pairs.right[step * batch + i];
          target.same[i] = pairs.same[step * batch + i];
        }
      } else {
        sampler?.next(target, count / 2);
      }
      return training.run(target, count, rate);
    },
  };
}

/** @throws RangeError, TypeError for data or a batch that the recipe's sampling cannot take */
export const epochSteps = (network: Network, options: EpochStepsOptions): EpochSteps =>
  options.recipe.sampling === "pairs" ? pairSteps(network, options) : imageSteps(network, options);
