import { type Augmentation, checkAugmentation } from "../data/augment.ts";
import type { Mining } from "../loss/batch-loss.ts";
import { isSimilarityLoss, type LossName, lossNames } from "../loss/loss-names.ts";
import { quoteValue } from "../message-text.ts";
import { type NetworkName, networkNames } from "../nn/architecture.ts";
import type { Schedule } from "../optim/schedule.ts";
import { checkOptions } from "../options.ts";
import { checkMix, type Mix } from "./mix.ts";

const MAX_NAME = 100;

/** How a network is trained, as plain JSON. */
export interface Recipe {
  readonly name: string;
  /**
   * "pairs": each step draws pairs, half of one class and half of two. "balanced": each step draws images, as many of
   * each class, embeds them once and pairs them with one another. "mix": the same, with images from the sources of `mix`.
   */
  readonly sampling: "pairs" | "balanced" | "mix";
  /** Passes of 20,000 pairs, or over the images, or of 100 steps of a mix; 1 to 1,000,000. */
  readonly epochs: number;
  /** Pairs a step (even), or images; 2 to 4,096 images, 65,536 pairs. */
  readonly batch: number;
  /** Adam's learning rate, the highest of the schedule; > 0. */
  readonly lr: number;
  readonly schedule: Schedule;
  /**
   * What a batch costs; see `BatchLoss`, `multiSimilarity` and `supervisedContrastive`. Of "pairs": contrastive over all
   * of them. The last two need a network whose embeddings have length 1, and choose their pairs themselves (mining "all").
   */
  readonly loss: LossName;
  readonly mining: Mining;
  /** The loss's margin, or of supervised contrastive its temperature; > 0. */
  readonly margin: number;
  /** How images are augmented; null: not at all. Not of "pairs". */
  readonly augment: Augmentation | null;
  /** Whether the network looks at the middle of the image, see `Architecture`. */
  readonly centred: boolean;
  /** The share of the steps, the last ones, whose weights are averaged into the result; 0 (none) to 1. */
  readonly average: number;
  /** Which layers the recipe is for; see `networks`. */
  readonly network: NetworkName;
  /** Of "mix": where the classes come from. Else null. */
  readonly mix: Mix | null;
}

/** A recipe's entries, in the order in which files hold them. */
export const RECIPE_ENTRIES = [
  "name",
  "sampling",
  "epochs",
  "batch",
  "lr",
  "schedule",
  "loss",
  "mining",
  "margin",
  "augment",
  "centred",
  "average",
  "network",
  "mix",
] as const satisfies readonly (keyof Recipe)[];

/** What recipes were before they had these entries. */
const LATER_ENTRIES = { network: "default", mix: null };

const choices = {
  sampling: ["pairs", "balanced", "mix"],
  schedule: ["constant", "one-cycle"],
  loss: lossNames,
  mining: ["all", "batch-hard", "semi-hard"],
  network: networkNames,
} as const;

/** Whether a recipe trains on the images of a data set: else they serve to choose the threshold alone. */
export const needsData = ({ mix }: Recipe): boolean => !mix || !!(mix.data || mix.mixed);

/**
 * Checks a whole recipe.
 * @returns it with its entries in the order of `RECIPE_ENTRIES`, so that two equal recipes are the same text
 * @throws TypeError, RangeError naming the entry, what it must be and what it is
 */
export function checkRecipe(value: unknown): Recipe {
  checkOptions(value, "recipe", RECIPE_ENTRIES);
  const recipe = { ...LATER_ENTRIES, ...(value as Record<keyof Recipe, unknown>) };
  const missing = RECIPE_ENTRIES.find((key) => !Object.hasOwn(recipe, key));
  if (missing !== undefined) {
    throw new TypeError(
      `recipe: "${missing}" is missing; give it, or name a recipe to take it from, such as "base": "best".`,
    );
  }
  if (typeof recipe.name !== "string" || recipe.name.length > MAX_NAME) {
    throw new TypeError(
      `recipe: name must be a string of at most ${MAX_NAME} characters, got ${quoteValue(recipe.name)}.`,
    );
  }
  if (typeof recipe.centred !== "boolean") {
    throw new TypeError(`recipe: centred must be true or false, got ${quoteValue(recipe.centred)}.`);
  }
  for (const [key, allowed] of Object.entries(choices) as [keyof typeof choices, readonly unknown[]][]) {
    if (!allowed.includes(recipe[key])) {
      throw new RangeError(`recipe: ${key} must be one of ${allowed.join(", ")}, got ${quoteValue(recipe[key])}.`);
    }
  }
  const number = (key: keyof Recipe, expected: string, fits: (value: number) => boolean): void => {
    const entry = recipe[key];
    if (typeof entry !== "number") throw new TypeError(`recipe: ${key} must be a number, got ${quoteValue(entry)}.`);
    if (!fits(entry)) throw new RangeError(`recipe: ${key} must be ${expected}, got ${entry}.`);
  };
  const most = recipe.sampling === "pairs" ? 65_536 : 4096;
  number("epochs", "an integer from 1 to 1000000", (n) => Number.isInteger(n) && n >= 1 && n <= 1e6);
  number("batch", `an integer from 2 to ${most}`, (n) => Number.isInteger(n) && n >= 2 && n <= most);
  for (const key of ["lr", "margin"] as const) number(key, "a positive number", (n) => n > 0 && n < Infinity);
  number("average", "from 0 to 1", (n) => n >= 0 && n <= 1);
  const augment = recipe.augment === null ? null : checkAugmentation(recipe.augment);
  if (recipe.sampling === "pairs") {
    if (recipe.loss !== "contrastive" || recipe.mining !== "all") {
      throw new RangeError('recipe: pairs are trained with the loss "contrastive" and the mining "all".');
    }
    if (augment !== null) throw new RangeError('recipe: the sampling "pairs" augments no images.');
  }
  if (isSimilarityLoss(recipe.loss as LossName) && recipe.mining !== "all") {
    throw new RangeError(`recipe: the loss "${recipe.loss}" chooses its pairs itself: give the mining "all".`);
  }
  if ((recipe.mix !== null) !== (recipe.sampling === "mix")) {
    throw new RangeError('recipe: a mix goes with the sampling "mix" alone.');
  }
  const mix = recipe.mix === null ? null : checkMix(recipe.mix, recipe.batch as number);
  const parsed = { ...recipe, augment, mix };
  return Object.fromEntries(RECIPE_ENTRIES.map((key) => [key, parsed[key]])) as unknown as Recipe;
}
