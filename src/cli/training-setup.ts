import { basename } from "node:path";
import { onlyClasses } from "../data/classes.ts";
import type { Dataset } from "../data/dataset.ts";
import { loadModel } from "../formats/model.ts";
import { quote } from "../message-text.ts";
import type { Architecture } from "../nn/architecture.ts";
import { type ArchitectureSize, architectureFor } from "../nn/architecture-for.ts";
import type { Backend } from "../nn/network.ts";
import { loadTrainingData, type TrainingData } from "../node/read/load-dataset.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { type Checkpoint, createRun, drawnData, type Run, type TrainOptions } from "../run/create-run.ts";
import { initArchitecture } from "../run/init-layers.ts";
import { isRecipeName, parseRecipe, recipeNames, recipes } from "../run/recipes.ts";
import { fewRecipe } from "../run/try-few.ts";
import { needsData, type Recipe } from "../train/recipe.ts";
import { MAX_MEMORY_BYTES } from "../wasm/arena.ts";
import { fewData, readFew } from "./few.ts";
import { readModelBytes } from "./load-model.ts";
import { nodeThreads } from "./node-threads.ts";
import { type DataFlagsOfRun, dataFlagsOf } from "./receipt.ts";

/** Everything that a run is made from. */
export interface TrainingSource extends DataFlagsOfRun {
  /** Or what it is for the data, where that is not known yet. */
  readonly recipe: Recipe | ((data: Dataset, isFew: boolean) => Recipe);
  /** The layers, or how large they are to be for the images. Default: "medium". */
  readonly architecture?: Architecture | ArchitectureSize | undefined;
  /** Numbers in an embedding. Default: as many as suit the images. Of an architecture that is given: its own. */
  readonly dimension?: number | undefined;
  readonly seed: number;
  /** Weights to start with: a safetensors file. */
  readonly init?: string | undefined;
  readonly backend?: Backend | undefined;
  readonly threads: number;
  /** The checkpoint to resume from. */
  readonly resume?: Checkpoint | undefined;
}

export interface TrainingSetup extends Run {
  readonly data: TrainingData;
  /** The weights that it starts with, if they were given. */
  readonly init?: Uint8Array;
}

/** A recipe by its name, or from a JSON file. */
export async function readRecipe(nameOrFile: string, say: (line: string) => void): Promise<Recipe> {
  if (isRecipeName(nameOrFile)) return recipes[nameOrFile];
  if (nameOrFile === "seed") {
    say('--recipe seed: this recipe is called "notebook" now.');
    return recipes.notebook;
  }
  if (!nameOrFile.endsWith(".json")) {
    throw new RangeError(`--recipe: expected ${recipeNames.join(", ")} or a .json file, got ${quote(nameOrFile)}.`);
  }
  return parseRecipe(new TextDecoder().decode(await readBytes(nameOrFile)), nameOrFile);
}

/** The images become those that given layers take. @throws RangeError if others are asked for */
export function takenBy<Source extends DataFlagsOfRun>({ input }: Architecture, source: Source): Source {
  const { height, width, channels } = input;
  const { size = { height, width }, colour = channels === 3 ? "rgb" : channels === 1 ? "grey" : undefined } = source;
  if (size.height !== height || size.width !== width) {
    throw new RangeError(
      `${size.height}x${size.width} images: the architecture takes ${height}x${width}; leave --architecture out, or ` +
        `--size ${height}x${width}.`,
    );
  }
  return { ...source, size, colour };
}

/** Pixels along the shorter side of images that layers are found for. */
const LEAST_SIDE = 4;

function layersOf({ architecture, dimension }: TrainingSource, images: Dataset): Architecture | undefined {
  if (typeof architecture === "object") return architecture;
  const { height, width } = images;
  if (Math.min(height, width) < LEAST_SIDE) {
    throw new RangeError(
      `${height}x${width} images: the smallest that layers are chosen for are ${LEAST_SIDE}x${LEAST_SIDE}; scale them, ` +
        "as with --size 8x8, or give layers with --architecture FILE.",
    );
  }
  if (architecture === undefined && dimension === undefined) return undefined;
  return architectureFor(images, { size: architecture, dimension });
}

/** The layers that are said, by themselves or by the weights to start with. */
function givenLayers({ architecture, dimension, init }: TrainingSource, bytes?: Uint8Array) {
  if (typeof architecture === "object") return architecture;
  if (architecture !== undefined || dimension !== undefined || init === undefined || !bytes) return undefined;
  return initArchitecture(bytes, init);
}

/** The images that the flags name; for a recipe that needs none, drawn ones unless the flags name some. */
async function readData(source: TrainingSource, architecture: Architecture | undefined): Promise<TrainingData> {
  const { recipe } = source;
  const { classCount: _, ...named } = dataFlagsOf(source);
  if (typeof recipe === "function" || needsData(recipe) || Object.keys(named).length > 0) {
    return loadTrainingData(architecture ? takenBy(architecture, source) : source);
  }
  const { dataset, heldOut } = await drawnData();
  return { train: dataset, test: heldOut, notes: [], source: "Drawn glyphs" };
}

/** Makes the run; where a network's memory is too small for it, says what takes less. */
async function createRunOf(options: TrainOptions, { height, width }: Dataset): Promise<Run> {
  try {
    return await createRun(options);
  } catch (error) {
    if (!(error instanceof RangeError && error.message.startsWith("Out of linear memory"))) throw error;
    throw new RangeError(
      `${height}x${width} images need more than the 1 GiB that a network may have; a smaller --size or --batch needs ` +
        `less, and --architecture small. ${error.message}`,
      { cause: error },
    );
  }
}

/** A few drawings of each class, where weights are given to start with and nothing says how to read or to train. */
async function readFewOf(source: TrainingSource, init: Uint8Array | undefined): Promise<TrainingData | undefined> {
  const { recipe } = source;
  const { path, folder = path, classes: _, ...more } = dataFlagsOf(source);
  if (!init || folder === undefined || Object.keys(more).length > 0) return undefined;
  if (typeof recipe === "object" && recipe.name !== fewRecipe.name) return undefined;
  const dataset = await readFew(folder, await loadModel(init, source.init));
  return dataset && fewData(dataset, basename(folder));
}

/** Reads the data and makes the run. Nothing is written. `network.close()` ends the threads. */
export async function setUpTraining(source: TrainingSource): Promise<TrainingSetup> {
  const { recipe, seed, threads, backend, classes, init, resume } = source;
  const initBytes = init === undefined ? undefined : await readModelBytes(init);
  const few = await readFewOf(source, initBytes);
  const loaded = few ?? (await readData(source, givenLayers(source, initBytes)));
  const data = classes
    ? { ...loaded, train: onlyClasses(loaded.train, classes), test: onlyClasses(loaded.test, classes) }
    : loaded;
  if (classes && data.pairs) throw new RangeError("--classes: a list of pairs says itself which images to train on.");
  const options = {
    dataset: data.train,
    heldOut: data.test,
    recipe: typeof recipe === "function" ? recipe(data.train, few !== undefined) : recipe,
    architecture: layersOf(source, data.train),
    seed,
    pairs: data.pairs,
    init: initBytes,
    initFile: init,
    threads: nodeThreads(threads),
    backend,
    // A computer has address space enough: as much as without threads.
    maxMemory: MAX_MEMORY_BYTES,
    resume,
    data: data.source,
    dataFlags: { ...dataFlagsOf(source) },
  };
  const run = await createRunOf(options, data.train);
  return { ...run, data, ...(initBytes ? { init: initBytes } : {}) };
}
