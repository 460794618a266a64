import { UnreadableFileError } from "../../errors.ts";
import { hashDataset } from "../../formats/hash.ts";
import { checkRecipe, type Recipe } from "../../train/recipe.ts";
import type { TrainingImages } from "./training-images.ts";

declare const VERSION: string;

/** What tells a run from others, kept in its files with the names that the command line uses. */
export interface RunConfiguration {
  readonly recipe: Recipe;
  readonly seed: number;
  /** Strings of a loaded run that the page has no say in, such as where its first weights came from. */
  readonly kept: Readonly<Record<string, string>>;
}

const KEPT = ["init", "initFile"];

/** Browsers hash for pages from https or from this machine alone. */
export const canHash = (): boolean => globalThis.crypto?.subtle !== undefined;

/** As the command line's `--resume` reads it: a run started here goes on there. */
export async function configurationStrings(
  { recipe, seed, kept }: RunConfiguration,
  images: TrainingImages,
): Promise<Record<string, string>> {
  return {
    ...kept,
    version: VERSION,
    data: images.source,
    ...(canHash() ? { dataHash: await hashDataset(images.train) } : {}),
    dataFlags: JSON.stringify({ classCount: images.classNames.length }),
    recipe: JSON.stringify(recipe),
    seed: String(seed),
  };
}

/**
 * The configuration in a checkpoint's metadata.
 * @throws UnreadableFileError if it is missing, or the run was on other images than these
 */
export async function readConfiguration(
  metadata: Readonly<Record<string, string>>,
  images: TrainingImages,
  source: string,
): Promise<RunConfiguration> {
  let recipe: Recipe;
  const seed = Number(metadata.seed);
  try {
    recipe = checkRecipe(JSON.parse(metadata.recipe ?? "null"));
  } catch (cause) {
    throw new UnreadableFileError(`${source}: expected a run's recipe in its metadata: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new UnreadableFileError(`${source}: expected the run's seed in its metadata, got "${metadata.seed}".`);
  }
  if (metadata.pairs !== undefined) {
    throw new UnreadableFileError(`${source}: this run trains on a list of pairs; go on with it on the command line.`);
  }
  if (canHash() && metadata.dataHash !== (await hashDataset(images.train))) {
    throw new UnreadableFileError(
      `${source}: this run was started with other images (${metadata.data ?? "unknown"}) than those chosen here ` +
        `(${images.source}); choose the same images first.`,
    );
  }
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => KEPT.includes(key)));
  return { recipe, seed, kept };
}
