import type { Dataset } from "../data/dataset.ts";
import type { PairList } from "../data/pairs.ts";
import type { Random } from "../random.ts";
import type { Executor } from "./executor.ts";
import type { ImageStep } from "./image-step.ts";
import type { PairStep } from "./pair-step.ts";
import type { Recipe } from "./recipe.ts";

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
}
