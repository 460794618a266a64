import { UnreadableFileError } from "../errors.ts";
import { quote, quoteValue } from "../message-text.ts";
import type { ArchitectureSize } from "../nn/architecture-for.ts";
import { suggest } from "../options.ts";
import { parseJson } from "../parse-json.ts";
import { type RecipeChanges, type RecipeName, resolveRecipe } from "../run/recipes.ts";
import type { Recipe } from "../train/recipe.ts";
import { canonicalJson, type Json } from "./canonical-json.ts";
import { MAX_DIMENSION, SIZES } from "./job.ts";

/** What is tried with every seed. */
export interface Configuration {
  /** As the grid has it, of what the grid names. */
  readonly settings: Readonly<Record<string, Json>>;
  readonly recipe: Recipe;
  readonly architecture: ArchitectureSize | null;
  readonly dimension: number | null;
}

export interface Grid {
  /** The first entry of the grid changes slowest. */
  readonly configurations: readonly Configuration[];
  readonly seeds: readonly number[];
}

/** Runs of a sweep; so many lines still are a table. */
const MAX_RUNS = 100_000;

type Check = readonly [expected: string, fits: (value: unknown) => boolean];
const integer = (value: unknown, min: number, max: number): boolean =>
  Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
const positive: Check = ["a number above 0", (value) => typeof value === "number" && value > 0 && value < Infinity];

const ENTRIES: Readonly<Record<string, Check>> = {
  recipe: [
    "the name of a recipe or changes to one",
    (value) => typeof value === "string" || (typeof value === "object" && value !== null && !Array.isArray(value)),
  ],
  architecture: [SIZES.join(", "), (value) => SIZES.some((size) => size === value)],
  dimension: [`an integer from 1 to ${MAX_DIMENSION}`, (value) => integer(value, 1, MAX_DIMENSION)],
  epochs: ["an integer from 1 to 1000000", (value) => integer(value, 1, 1e6)],
  batch: ["an integer from 2 to 65536", (value) => integer(value, 2, 65_536)],
  lr: positive,
  margin: positive,
  seed: ["an integer from 0 to 4294967295", (value) => integer(value, 0, 2 ** 32 - 1)],
};

function valuesOf(key: string, given: unknown, refuse: (message: string) => never): Json[] {
  const values = Array.isArray(given) ? given : [given];
  if (values.length === 0) refuse(`${key}: expected a value or a list of them, got an empty list.`);
  const [expected, fits] = ENTRIES[key];
  const seen = new Set<string>();
  for (const value of values) {
    if (!fits(value)) refuse(`${key}: expected ${expected}, got ${quoteValue(value)}.`);
    const text = canonicalJson(value);
    if (seen.has(text)) refuse(`${key}: it has ${quoteValue(value)} twice.`);
    seen.add(text);
  }
  return values;
}

/**
 * Reads a grid, such as {"recipe": ["best", "quick"], "lr": [0.001, 0.002], "seed": [1, 2, 3]}: every combination is a
 * configuration, and is tried with every seed.
 *
 * @param fallback the recipe where the grid names none
 * @param source the file's name, for errors
 * @throws UnreadableFileError naming the entry that is wrong, and what it must be
 */
export function parseGrid(text: string, fallback: RecipeName, source: string): Grid {
  const refuse = (message: string): never => {
    throw new UnreadableFileError(`${source}: ${message}`);
  };
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(`expected a grid, such as {"lr": [0.001, 0.002], "seed": [1, 2, 3]}, got ${quoteValue(value)}.`);
  }
  const keys = Object.keys(value);
  const unknown = keys.find((key) => !Object.hasOwn(ENTRIES, key));
  if (unknown !== undefined) refuse(`there is no entry ${quote(unknown)}; ${suggest(unknown, Object.keys(ENTRIES))}`);
  const lists = new Map(keys.map((key) => [key, valuesOf(key, (value as Record<string, unknown>)[key], refuse)]));
  const runs = [...lists.values()].reduce((product, list) => product * list.length, 1);
  if (runs > MAX_RUNS) refuse(`expected at most ${MAX_RUNS} runs, got ${runs}.`);
  const seeds = (lists.get("seed") ?? [1]) as number[];
  lists.delete("seed");
  let all: Record<string, Json>[] = [{}];
  for (const [key, list] of lists) all = all.flatMap((before) => list.map((each) => ({ ...before, [key]: each })));
  return { configurations: all.map((settings) => configurationOf(settings, fallback, refuse)), seeds };
}

function configurationOf(
  settings: Readonly<Record<string, Json>>,
  fallback: RecipeName,
  refuse: (message: string) => never,
): Configuration {
  const { recipe: choice = fallback, architecture = null, dimension = null, ...entries } = settings;
  let recipe: Recipe;
  try {
    recipe = resolveRecipe(choice as RecipeName | RecipeChanges, entries);
  } catch (error) {
    return refuse(`${quote(JSON.stringify(settings), 200)}: ${(error as Error).message}`);
  }
  return {
    settings,
    recipe,
    architecture: architecture as ArchitectureSize | null,
    dimension: dimension as number | null,
  };
}
