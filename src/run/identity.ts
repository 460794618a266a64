import type { PairList } from "../data/pairs.ts";
import { UnreadableFileError } from "../errors.ts";
import { canHash, sha256 } from "../formats/hash.ts";
import { quote, quoteValue } from "../message-text.ts";
import { type Architecture, resolveLayers } from "../nn/architecture.ts";
import { checkRecipe, RECIPE_ENTRIES, type Recipe } from "../train/recipe.ts";

/**
 * What tells one run from another: with the same, a run gives the same bits. Plain JSON; it stands in summary.json as it
 * is, and in the metadata of model and checkpoint with each value as a string.
 */
export interface RunIdentity {
  /** Of the package. */
  readonly version: string;
  /** Where the images come from, in words. */
  readonly data?: string | undefined;
  /** sha256 of the training images and labels. Not known where the engine does not hash (a page from plain http). */
  readonly dataHash?: string | undefined;
  /** What said which data to read, for `verify`. */
  readonly dataFlags?: Readonly<Record<string, unknown>> | undefined;
  readonly recipe: Recipe;
  /** Of the network, if it is not the recipe's own. */
  readonly architecture?: Architecture | undefined;
  readonly seed: number;
  /** sha256 of the weights that the run started with, if they were given. */
  readonly init?: string | undefined;
  /** The file that they came from. */
  readonly initFile?: string | undefined;
  /** sha256 of the list of pairs, if one was given. */
  readonly pairs?: string | undefined;
}

/** An identity as a file's metadata. */
export const identityStrings = (identity: RunIdentity): Record<string, string> =>
  Object.fromEntries(
    Object.entries(identity)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );

/** The sha256 of a list of pairs. */
export const hashPairs = ({ left, right, same, length }: PairList): Promise<string> =>
  sha256(new TextEncoder().encode(JSON.stringify({ left, right, same, length })));

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === "string" && value.length <= 10_000;
const isHash = (value: unknown): boolean => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isSeed = (value: unknown): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffffffff;

type Check = readonly [fits: (value: unknown) => boolean, expected: string];
const aHash: Check = [isHash, "a sha256, 64 digits from 0 to f"];
const anObject: Check = [isObject, "an object"];

const CHECKS: Readonly<Record<keyof RunIdentity, Check>> = {
  version: [isText, "a string"],
  data: [isText, "a string"],
  dataHash: aHash,
  dataFlags: anObject,
  recipe: anObject,
  architecture: anObject,
  seed: [isSeed, "an integer from 0 to 4294967295"],
  init: aHash,
  initFile: [isText, "a string"],
  pairs: aHash,
};
const KEYS = Object.keys(CHECKS) as (keyof RunIdentity)[];
const NEEDED: readonly (keyof RunIdentity)[] = ["version", "recipe", "seed"];
const AS_JSON: readonly (keyof RunIdentity)[] = ["dataFlags", "recipe", "architecture", "seed"];

/**
 * Reads an identity, such as summary.json holds one. Other entries beside it are left out.
 * @param source the file's name, for errors
 * @throws UnreadableFileError naming the entry, what it must be and what it is
 */
export function parseIdentity(value: unknown, source: string): RunIdentity {
  if (!isObject(value)) {
    throw new UnreadableFileError(`${source}: expected what tells a run, an object, got ${quoteValue(value)}.`);
  }
  const given = value as Readonly<Record<string, unknown>>;
  const identity: Record<string, unknown> = {};
  for (const key of KEYS) {
    if (!Object.hasOwn(given, key) && !NEEDED.includes(key)) continue;
    const [fits, expected] = CHECKS[key];
    if (!fits(given[key])) {
      throw new UnreadableFileError(
        `${source}: expected the run's ${key}, ${expected}, got ${quoteValue(given[key])}.`,
      );
    }
    identity[key] = given[key];
  }
  try {
    if (identity.architecture !== undefined) resolveLayers(identity.architecture as Architecture);
  } catch (error) {
    throw new UnreadableFileError(`${source}: the run's architecture is unusable: ${(error as Error).message}`);
  }
  try {
    return { ...identity, recipe: checkRecipe(identity.recipe) } as RunIdentity;
  } catch (error) {
    throw new UnreadableFileError(`${source}: the run's recipe is unusable: ${(error as Error).message}`);
  }
}

/**
 * Reads the identity in a file's metadata.
 * @throws UnreadableFileError as `parseIdentity` does
 */
export function identityOf(metadata: Readonly<Record<string, string>>, source: string): RunIdentity {
  const values = KEYS.filter((key) => Object.hasOwn(metadata, key)).map((key) => {
    if (!AS_JSON.includes(key)) return [key, metadata[key]];
    try {
      return [key, JSON.parse(metadata[key])];
    } catch {
      throw new UnreadableFileError(`${source}: expected the run's ${key} as JSON, got ${quote(metadata[key])}.`);
    }
  });
  return parseIdentity(Object.fromEntries(values), source);
}

/** Plain JSON as one text, whatever the order of the keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  );
}
function textOf(value: unknown): string {
  if (value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(sorted(value));
}
/** For a message: one line, at most 200 characters. */
const shown = (value: unknown): string => quote(textOf(value), 200).slice(1, -1).replaceAll('\\"', '"');

/**
 * What differs between a run in a file and one that is to resume it, a phrase each; none: they give the same bits. What
 * only one of them can know is left out: the hash of the images, and the first weights where none are given.
 */
export function differences(was: RunIdentity, is: RunIdentity): string[] {
  const pairs: [string, unknown, unknown][] = [
    ["version", was.version, is.version],
    ["seed", was.seed, is.seed],
    ["architecture", was.architecture, is.architecture],
    ["pairs", was.pairs, is.pairs],
    ...RECIPE_ENTRIES.filter((key) => key !== "name").map((key): [string, unknown, unknown] => [
      `recipe.${key}`,
      was.recipe[key],
      is.recipe[key],
    ]),
  ];
  if (canHash()) pairs.push(["dataHash", was.dataHash, is.dataHash]);
  if (is.init !== undefined) pairs.push(["init", was.init, is.init]);
  return pairs.flatMap(([key, before, now]) => {
    if (textOf(before) === textOf(now)) return [];
    const images = key === "dataHash" ? ` (images: ${quoteValue(was.data)}, now ${quoteValue(is.data)})` : "";
    return [`${key} was ${shown(before)} and is ${shown(now)}${images}`];
  });
}
