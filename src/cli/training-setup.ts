import { onlyClasses } from "../data/classes.ts";
import { UnreadableFileError } from "../errors.ts";
import { hashDataset, sha256 } from "../formats/hash.ts";
import { fingerprint, loadWeights } from "../formats/model.ts";
import { type Backend, createNetwork, type Network } from "../nn/network.ts";
import { type DataSources, loadTrainingData, type TrainingData } from "../node/read/load-dataset.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import type { Configuration } from "../node/run-configuration.ts";
import { spawnNodeWorker } from "../node/spawn-thread.ts";
import { startThreads } from "../threads/start-threads.ts";
import { checkRecipe, type Recipe, recipeArchitecture, recipes } from "../train/recipe.ts";
import { Trainer } from "../train/trainer.ts";
import { MAX_MEMORY_BYTES } from "../wasm/arena.ts";
import { packageVersion } from "./package-version.ts";

/** Everything that a run is made from. */
export interface TrainingSource extends DataSources {
  /** Train on the images of these classes only. */
  readonly classes?: readonly number[] | undefined;
  readonly recipe: Recipe;
  readonly seed: number;
  /** Weights to begin with: a safetensors file. */
  readonly init?: string | undefined;
  readonly backend?: Backend | undefined;
  readonly threads: number;
}

export interface TrainingSetup {
  readonly data: TrainingData;
  readonly network: Network;
  readonly trainer: Trainer;
  readonly configuration: Configuration;
}

/** A recipe by its name, or from a JSON file. */
export async function readRecipe(nameOrFile: string): Promise<Recipe> {
  if (Object.hasOwn(recipes, nameOrFile)) return recipes[nameOrFile];
  if (!nameOrFile.endsWith(".json")) {
    throw new RangeError(`--recipe: expected ${Object.keys(recipes).join(", ")} or a .json file, got "${nameOrFile}".`);
  }
  const text = new TextDecoder().decode(await readBytes(nameOrFile));
  try {
    return checkRecipe(JSON.parse(text));
  } catch (error) {
    throw new UnreadableFileError(`${nameOrFile}: ${(error as Error).message}`);
  }
}

const DATA_FLAGS = [
  "images",
  "labels",
  "folder",
  "testImages",
  "testLabels",
  "testFolder",
  "pairs",
  "fraction",
  "testFraction",
  "classCount",
  "classes",
] as const;

/** The flags that say which data to read, without those that were not given. */
const dataFlagsOf = (source: TrainingSource): Record<string, unknown> =>
  Object.fromEntries(DATA_FLAGS.filter((key) => source[key] !== undefined).map((key) => [key, source[key]]));

/** Reads the data and makes the network and its trainer. Nothing is written. `network.close()` ends the threads. */
export async function setUpTraining(source: TrainingSource): Promise<TrainingSetup> {
  const { recipe, seed, threads, backend, classes, init } = source;
  const loaded = await loadTrainingData(source);
  const data = classes
    ? { ...loaded, train: onlyClasses(loaded.train, classes), test: onlyClasses(loaded.test, classes) }
    : loaded;
  const { train, test, pairs } = data;
  if (classes && pairs) throw new RangeError("--classes: a list of pairs says itself which images to train on.");
  const network = await createNetwork({
    seed,
    architecture: recipeArchitecture(recipe, train.height, train.width),
    shared: threads > 1,
    // A computer has address space enough: as much as without threads.
    maxMemory: MAX_MEMORY_BYTES,
    ...(backend === undefined ? {} : { backend }),
  });
  if (init !== undefined) loadWeights(network, await readBytes(init), init);
  const executor = threads > 1 ? { executor: await startThreads(network, { threads, spawn: spawnNodeWorker }) } : {};
  try {
    const trainer = new Trainer(network, {
      dataset: train,
      heldOut: test,
      recipe,
      seed,
      now: () => performance.now(),
      ...executor,
      ...(pairs ? { pairs } : {}),
    });
    const configuration: Configuration = {
      version: packageVersion(),
      data: data.source,
      dataHash: await hashDataset(train),
      dataFlags: dataFlagsOf(source),
      recipe: trainer.recipe,
      seed,
      ...(init === undefined ? {} : { init: await fingerprint(network), initFile: init }),
      ...(pairs ? { pairs: await sha256(new TextEncoder().encode(JSON.stringify(pairs))) } : {}),
    };
    return { data, network, trainer, configuration };
  } catch (error) {
    network.close();
    throw error;
  }
}
