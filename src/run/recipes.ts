import type { Augmentation } from "../data/augment.ts";
import type { Dataset } from "../data/dataset.ts";
import { UnreadableFileError } from "../errors.ts";
import { quote, quoteValue } from "../message-text.ts";
import { suggest } from "../options.ts";
import { parseJson } from "../parse-json.ts";
import { checkRecipe, type Recipe } from "../train/recipe.ts";

/** The best that was found on a validation split of MNIST's training images: docs/quality.md. */
const best: Recipe = {
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
  network: "default",
  mix: null,
};

/** For a result in a second: fewer, smaller batches, and all their pairs. */
const quick: Recipe = {
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
  network: "default",
  mix: null,
};

/** The recipe of the notebook that this replaces, with the correct loss: random pairs at a constant rate. */
const notebook: Recipe = {
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
  network: "default",
  mix: null,
};

/**
 * Start weights for any symbol, from drawn glyphs alone: it needs no data. For classes that training never sees, so
 * there are many of them, and the embedding is large. docs/unseen.md says how it was chosen.
 */
const symbols: Recipe = {
  name: "symbols",
  sampling: "mix",
  epochs: 35,
  batch: 160,
  lr: 0.0025,
  schedule: "constant",
  loss: "multi-similarity",
  mining: "all",
  margin: 0.1,
  augment: { shift: 1.5, rotate: 15, scale: 0.15, shear: 0.2, bend: 1 },
  centred: true,
  average: 0.5,
  network: "symbols",
  mix: { data: null, mixed: null, glyphs: { classes: 20, images: 8, made: 4000, drawings: 12, many: 70 } },
};

/** For digits, and classes to come: the data's own classes beside digits turned and mixed, and drawn glyphs. */
const open: Recipe = {
  ...symbols,
  name: "open",
  mix: {
    data: { classes: 8, images: 14, alone: 15 },
    mixed: { classes: 3, images: 8, made: 1500, drawings: 12 },
    glyphs: { classes: 3, images: 8, made: 1500, drawings: 12, many: 70 },
  },
};

/** For photographs, grey or RGB, that differ in place, light, colours, sharpness, noise and dirt. */
const photo: Recipe = {
  ...best,
  name: "photo",
  lr: 0.006,
  schedule: "one-cycle",
  augment: {
    shift: 2,
    rotate: 8,
    scale: 0.12,
    shear: 0.1,
    bend: 0.3,
    brightness: 0.25,
    contrast: 0.4,
    colour: 0.2,
    blur: 0.8,
    noise: 0.04,
    erase: 0.1,
    jpeg: 0.6,
  },
  average: 0,
};

/** The recipes that have a name; which is the default, `defaultRecipe` says. */
export const recipes = { best, quick, notebook, photo, symbols, open } as const satisfies Readonly<
  Record<string, Recipe>
>;

export type RecipeName = keyof typeof recipes;

export const recipeNames = Object.keys(recipes) as RecipeName[];

/** What a data set is trained by unless told: grey images by "best", RGB images by "photo". */
export const defaultRecipe = ({ channels }: Pick<Dataset, "channels">): RecipeName =>
  channels === 3 ? "photo" : "best";

export const isRecipeName = (name: unknown): name is RecipeName =>
  typeof name === "string" && Object.hasOwn(recipes, name);

/** Entries of a recipe; what is missing comes from the recipe that `base` names. Without a base none may be missing. */
export interface RecipeChanges extends Partial<Omit<Recipe, "augment">> {
  readonly base?: RecipeName;
  /** Entries that are missing come from the base's augmentation, if it has one. */
  readonly augment?: Partial<Augmentation> | null;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @throws RangeError, TypeError if there is no such recipe */
function recipeNamed(name: unknown, what: string): Recipe {
  if (isRecipeName(name)) return recipes[name];
  if (typeof name !== "string") {
    throw new TypeError(`${what}: expected the name of a recipe or an object, got ${quoteValue(name)}.`);
  }
  throw new RangeError(`${what}: there is no recipe ${quote(name)}; ${suggest(name, recipeNames)}`);
}

/**
 * The whole recipe that is meant by a name, by a recipe, or by changes to a named one.
 *
 * @param entries replace the recipe's own, where they are given
 * @throws TypeError, RangeError naming the entry, what it must be and what it is
 */
export function resolveRecipe(
  choice: RecipeName | Recipe | RecipeChanges = "best",
  entries: { readonly [Key in keyof Recipe]?: Recipe[Key] | undefined } = {},
): Recipe {
  const own: RecipeChanges = isObject(choice) ? choice : recipeNamed(choice, "recipe");
  const { base, ...changes } = own;
  const from: Partial<Recipe> = base === undefined ? {} : recipeNamed(base, "recipe: base");
  const given = Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
  const whole = { ...from, ...changes, ...given };
  if (!from.augment || !isObject(changes.augment)) return checkRecipe(whole);
  return checkRecipe({ ...whole, augment: { ...from.augment, ...changes.augment } });
}

/**
 * Reads a recipe file: JSON, whole or with a `base`.
 * @param source the file's name, for errors
 * @throws UnreadableFileError naming the file, and the entry that is wrong
 */
export function parseRecipe(text: string, source: string): Recipe {
  const value = parseJson(text);
  if (value === undefined) {
    throw new UnreadableFileError(`${source}: expected a recipe in JSON, such as {"base": "best", "epochs": 20}.`);
  }
  if (!isObject(value)) {
    throw new UnreadableFileError(
      `${source}: expected a recipe, an object such as {"base": "best", "epochs": 20}, got ${quoteValue(value)}.`,
    );
  }
  try {
    return resolveRecipe(value as RecipeChanges);
  } catch (error) {
    throw new UnreadableFileError(`${source}: ${(error as Error).message}`);
  }
}
