import type { PairList } from "../data/pairs.ts";
import { UnreadableFileError } from "../errors.ts";
import { sha256 } from "../formats/hash.ts";
import { quote, quoteValue } from "../message-text.ts";
import { type Architecture, resolveLayers } from "../nn/architecture.ts";
import { parseJson } from "../parse-json.ts";
import { checkRecipe, type Recipe } from "../train/recipe.ts";

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

type Entry = keyof RunIdentity;
const TEXTS: readonly Entry[] = ["version", "data", "dataHash", "init", "initFile", "pairs"];
const JSONS: readonly Entry[] = ["dataFlags", "recipe", "architecture", "seed"];
const NEEDED: readonly Entry[] = ["version", "recipe", "seed"];

/** The sha256 of a list of pairs. */
export const hashPairs = ({ left, right, same, length }: PairList): Promise<string> =>
  sha256(new TextEncoder().encode(JSON.stringify({ left, right, same, length })));

/** An identity as a file's metadata. */
export const identityStrings = (identity: RunIdentity): Record<string, string> =>
  Object.fromEntries(
    Object.entries(identity)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );

/**
 * Checks an identity, such as summary.json holds one. Other entries beside it are left out.
 * @param source the file's name, for errors
 * @throws UnreadableFileError naming the entry, what it must be and what it is
 */
export function checkIdentity(value: unknown, source: string): RunIdentity {
  const given = (typeof value === "object" ? value : null) as Readonly<Record<string, unknown>> | null;
  const identity: Record<string, unknown> = {};
  const expect = (fits: boolean, key: Entry, what: string): void => {
    if (fits) return;
    throw new UnreadableFileError(`${source}: expected the run's ${key}, ${what}, got ${quoteValue(given?.[key])}.`);
  };
  for (const key of [...TEXTS, ...JSONS]) {
    const entry = given?.[key];
    if (entry === undefined && !NEEDED.includes(key)) continue;
    if (TEXTS.includes(key)) expect(typeof entry === "string", key, "a string");
    else if (key === "seed")
      expect(typeof entry === "number" && entry === entry >>> 0, key, "an integer from 0 to 4294967295");
    else expect(typeof entry === "object" && entry !== null && !Array.isArray(entry), key, "an object");
    identity[key] = entry;
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
 * @throws UnreadableFileError as `checkIdentity` does
 */
export function readIdentity(metadata: Readonly<Record<string, string>>, source: string): RunIdentity {
  const values: Record<string, unknown> = { ...metadata };
  for (const key of JSONS) {
    if (metadata[key] === undefined) continue;
    values[key] = parseJson(metadata[key]);
    if (values[key] === undefined) {
      throw new UnreadableFileError(`${source}: expected the run's ${key} as JSON, got ${quote(metadata[key])}.`);
    }
  }
  return checkIdentity(values, source);
}
