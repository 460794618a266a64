import { type Augmentation, checkAugmentation } from "../data/augment.ts";
import type { LossName, Mining } from "../loss/batch-loss.ts";
import { quote, quoteValue } from "../message-text.ts";
import { type Architecture, defaultArchitecture } from "../nn/architecture.ts";
import type { Schedule } from "../optim/schedule.ts";

/** How a network is trained, as plain JSON. */
export interface Recipe {
  readonly name: string;
  /**
   * "pairs": each step draws pairs, half of one class and half of two. "balanced": each step draws images, as many of
   * each class, embeds them once and pairs them with one another.
   */
  readonly sampling: "pairs" | "balanced";
  /** Passes of 20,000 pairs, or over the images; 1 to 1,000,000. */
  readonly epochs: number;
  /** Pairs a step (even), or images; 2 to 4,096 images, 65,536 pairs. */
  readonly batch: number;
  /** Adam's learning rate, the highest of the schedule; > 0. */
  readonly lr: number;
  readonly schedule: Schedule;
  /** What a batch costs; see `BatchLoss`. Of "pairs": contrastive over all of them. */
  readonly loss: LossName;
  readonly mining: Mining;
  /** The loss's margin; > 0. */
  readonly margin: number;
  /** How images are augmented; null: not at all. Of "balanced". */
  readonly augment: Augmentation | null;
  /** Whether the network looks at the middle of the image, see `Architecture`. */
  readonly centred: boolean;
  /** The share of the steps, the last ones, whose weights are averaged into the result; 0 (none) to 1. */
  readonly average: number;
}

/** The notebook's recipe, with the correct loss: random pairs at a constant rate. */
export const notebookRecipe: Recipe = {
  name: "notebook",
  sampling: "pairs",
  epochs: 10,
  batch: 32,
  lr: 0.001,
  schedule: "constant",
  loss: "contrastive",
  mining: "all",
  margin: 2,
  augment: null,
  centred: false,
  average: 0,
};

/** The best that was found on a validation split of MNIST's training images: docs/quality.md. */
export const bestRecipe: Recipe = {
  name: "best",
  sampling: "balanced",
  epochs: 200,
  batch: 160,
  lr: 0.0025,
  schedule: "constant",
  loss: "contrastive",
  mining: "batch-hard",
  margin: 4,
  augment: { shift: 1.5, rotate: 15, scale: 0.15, shear: 0.2, bend: 1 },
  centred: true,
  average: 0.5,
};

/** For a result in a second: fewer, smaller batches, and all their pairs. */
export const quickRecipe: Recipe = {
  name: "quick",
  sampling: "balanced",
  epochs: 10,
  batch: 64,
  lr: 0.006,
  schedule: "one-cycle",
  loss: "contrastive",
  mining: "all",
  margin: 4,
  augment: { shift: 2, rotate: 12, scale: 0.12, shear: 0.15, bend: 0 },
  centred: true,
  average: 0,
};

export const recipes: Readonly<Record<string, Recipe>> = {
  notebook: notebookRecipe,
  quick: quickRecipe,
  best: bestRecipe,
};

const choices = {
  sampling: ["pairs", "balanced"],
  schedule: ["constant", "one-cycle"],
  loss: ["contrastive", "triplet", "margin"],
  mining: ["all", "batch-hard", "semi-hard"],
} as const;

/**
 * Checks a recipe, such as one read from a file.
 * @throws TypeError, RangeError naming the entry, what it must be and what it is
 */
export function checkRecipe(value: unknown): Recipe {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("A recipe must be an object.");
  }
  const recipe = value as Record<string, unknown>;
  const missing = Object.keys(notebookRecipe).find((key) => !Object.hasOwn(recipe, key));
  if (missing !== undefined) throw new TypeError(`recipe: "${missing}" is missing.`);
  const unknown = Object.keys(recipe).find((key) => !Object.hasOwn(notebookRecipe, key));
  if (unknown !== undefined) throw new TypeError(`recipe: there is no ${quote(unknown)}.`);
  if (typeof recipe.name !== "string") throw new TypeError("recipe: name must be a string.");
  if (typeof recipe.centred !== "boolean") throw new TypeError("recipe: centred must be true or false.");
  for (const [key, allowed] of Object.entries(choices)) {
    if (!(allowed as readonly unknown[]).includes(recipe[key])) {
      throw new RangeError(`recipe: ${key} must be one of ${allowed.join(", ")}, got ${quoteValue(recipe[key])}.`);
    }
  }
  const number = (key: string, expected: string, fits: (value: number) => boolean): void => {
    const entry = recipe[key];
    if (typeof entry !== "number") throw new TypeError(`recipe: ${key} must be a number, got ${typeof entry}.`);
    if (!fits(entry)) throw new RangeError(`recipe: ${key} must be ${expected}, got ${entry}.`);
  };
  const most = recipe.sampling === "pairs" ? 65_536 : 4096;
  number("epochs", "an integer from 1 to 1000000", (n) => Number.isInteger(n) && n >= 1 && n <= 1e6);
  number("batch", `an integer from 2 to ${most}`, (n) => Number.isInteger(n) && n >= 2 && n <= most);
  for (const key of ["lr", "margin"]) number(key, "a positive number", (n) => n > 0 && n < Infinity);
  number("average", "from 0 to 1", (n) => n >= 0 && n <= 1);
  if (recipe.augment !== null) checkAugmentation(recipe.augment as Augmentation);
  if (recipe.sampling === "pairs") {
    if (recipe.loss !== "contrastive" || recipe.mining !== "all") {
      throw new RangeError('recipe: pairs are trained with the loss "contrastive" and the mining "all".');
    }
    if (recipe.augment !== null) throw new RangeError('recipe: only the sampling "balanced" varies images.');
  }
  return recipe as unknown as Recipe;
}

/** The network that a recipe trains: the default layers over images of a size. */
export const recipeArchitecture = (recipe: Recipe, height = 28, width = 28): Architecture => ({
  ...defaultArchitecture,
  input: { height, width, channels: 1, ...(recipe.centred ? { centred: true } : {}) },
});
