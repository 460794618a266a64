import { existsSync } from "node:fs";
import { join } from "node:path";
import { UnreadableFileError } from "../errors.ts";
import { type Checkpoint, loadCheckpoint } from "../formats/checkpoint.ts";
import type { Network } from "../nn/network.ts";
import type { Recipe } from "../train/recipe.ts";
import { readBytes } from "./read/read-bytes.ts";

/** What tells one run from another: with the same, a run gives the same bits. Plain JSON. */
export interface Configuration {
  readonly version: string;
  /** Where the images come from, in words. */
  readonly data: string;
  /** sha256 of the training images and labels. */
  readonly dataHash: string;
  /** The flags that say which data to read. */
  readonly dataFlags: Readonly<Record<string, unknown>>;
  readonly recipe: Recipe;
  readonly seed: number;
  /** sha256 of the weights that the run began with, if they were given. */
  readonly init?: string;
  /** The file that they came from. */
  readonly initFile?: string;
  /** sha256 of the list of pairs, if one was given. */
  readonly pairs?: string;
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The configuration as a file's metadata. */
export const configurationStrings = (configuration: Configuration): Record<string, string> =>
  Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, text(value)]));

/** What must be the same for a run to go on to the same bits. Where the data lies may change. */
const DECISIVE = ["version", "dataHash", "recipe", "seed", "init", "pairs"] as const;

/**
 * Reads the checkpoint of a run folder.
 * @returns undefined if there is none
 * @throws UnreadableFileError if the file is damaged, or of a run with another configuration, naming what differs
 */
export async function readRunCheckpoint(
  folder: string,
  network: Network,
  configuration: Configuration,
): Promise<Checkpoint | undefined> {
  const path = join(folder, "checkpoint.safetensors");
  if (!existsSync(path)) return undefined;
  const checkpoint = loadCheckpoint(await readBytes(path), network, path);
  const expected = configurationStrings(configuration);
  const differences = DECISIVE.flatMap((key) => {
    const [was, is] = [checkpoint.metadata[key] ?? "none", expected[key] ?? "none"];
    return was === is ? [] : [`${key} was ${was} and is ${is}`];
  });
  if (differences.length > 0) {
    throw new UnreadableFileError(
      `${path}: cannot go on with this run, since something differs: ${differences.join("; ")}. ` +
        "Pass what the run was begun with, or choose another --out.",
    );
  }
  return checkpoint;
}
