import { isPhotographic } from "../data/augment.ts";
import { createDataset, type Dataset } from "../data/dataset.ts";
import type { PairList } from "../data/pairs.ts";
import { canHash, hashDataset } from "../formats/hash.ts";
import { fingerprint, loadWeights } from "../formats/model.ts";
import { isSimilarityLoss } from "../loss/loss-names.ts";
import { quoteValue } from "../message-text.ts";
import { type Architecture, symbolsArchitecture } from "../nn/architecture.ts";
import { architectureFor, type ImagesToLearn } from "../nn/architecture-for.ts";
import { type Backend, createNetwork, type Network } from "../nn/network.ts";
import { checkOptions } from "../options.ts";
import { Random } from "../random.ts";
import { executorOf, startThreads, type ThreadOptions, type Threads } from "../threads/start-threads.ts";
import type { OnDemand } from "../train/image-steps.ts";
import { needsData, type Recipe } from "../train/recipe.ts";
import { Trainer, type TrainerOptions, type TrainerState } from "../train/trainer.ts";
import { version } from "../version.ts";
import type { KernelSource } from "../wasm/kernels.ts";
import { hashPairs, type RunIdentity } from "./identity.ts";
import { endedFor, initArchitecture } from "./init-layers.ts";
import { defaultRecipe, type RecipeChanges, type RecipeName, resolveRecipe } from "./recipes.ts";

/** Where a run resumes. */
export interface Resumed {
  /** As the run states it, with what only the checkpoint knows: the weights that it started with. */
  readonly identity: RunIdentity;
  readonly state: TrainerState;
}

/** A stopped run, to be resumed: `loadCheckpoint` reads one. It brings the code that resumes, which most pages never do. */
export interface Checkpoint {
  /** Which run it is. */
  readonly identity: RunIdentity;
  /**
   * Where it stands, for a run that states what it is.
   * @throws UnreadableFileError saying what differs, if it is not the checkpoint's run; if the file is damaged, or of
   *   another network
   */
  resume(network: Network, stated: RunIdentity): Resumed;
}

/** What a run is made from. Only `dataset` is needed, and not even that by a recipe that draws its own classes. */
export interface TrainOptions {
  /**
   * The images to train on, and to choose the threshold with. Default, for a recipe that needs none, such as "symbols":
   * drawn glyphs, of which others are then held out.
   */
  readonly dataset?: Dataset | undefined;
  /** Images that training never sees: quality is measured on them after epochs. */
  readonly heldOut?: Dataset | undefined;
  /**
   * How to train: a name, a recipe, or changes to a named one. Default "best", of RGB images "photo"; of a resumed run, its
   * own.
   */
  readonly recipe?: RecipeName | Recipe | RecipeChanges | undefined;
  /** These four replace the recipe's own entries; see `Recipe`. */
  readonly epochs?: number | undefined;
  readonly batch?: number | undefined;
  readonly lr?: number | undefined;
  readonly margin?: number | undefined;
  /** Seed of the first weights and of all that is drawn; 0 to 2^32 - 1. Default 1; of a resumed run, its own. */
  readonly seed?: number | undefined;
  /** Pairs of image numbers to train on, in this order, instead of drawn ones; for recipes of pairs. */
  readonly pairs?: PairList | undefined;
  /**
   * The layers. Default: those of `init`, if that names them, else those that fit the size of the images, their channels and
   * number of classes.
   */
  readonly architecture?: Architecture | undefined;
  /** Weights to start with: a safetensors file with tensors of the network's names and shapes. Default: drawn. */
  readonly init?: Uint8Array | undefined;
  /** The name of that file, for errors and for the record. */
  readonly initFile?: string | undefined;
  /** A network to train further, with the weights that it has. Default: a new one. */
  readonly network?: Network | undefined;
  /** A stopped run to resume, to the same bits as if it had never been stopped. */
  readonly resume?: Checkpoint | undefined;
  /** Threads to train on: the same bits in less time. A network of one's own must then be made with `shared: true`. */
  readonly threads?: ThreadOptions | undefined;
  /** Threads that `startThreads` has started for `network` already. */
  readonly executor?: Threads | undefined;
  /** As for `createNetwork`. */
  readonly backend?: Backend | undefined;
  readonly kernels?: KernelSource | undefined;
  readonly maxMemory?: number | undefined;
  /** Where the images come from, in words, and what said so: kept in the run's files. */
  readonly data?: string | undefined;
  readonly dataFlags?: Readonly<Record<string, unknown>> | undefined;
}

const OPTIONS = [
  "dataset",
  "heldOut",
  "recipe",
  "epochs",
  "batch",
  "lr",
  "margin",
  "seed",
  "pairs",
  "architecture",
  "init",
  "initFile",
  "network",
  "resume",
  "threads",
  "executor",
  "backend",
  "kernels",
  "maxMemory",
  "data",
  "dataFlags",
] as const satisfies readonly (keyof TrainOptions)[];

/** What a network of one's own has already. */
const OF_A_NEW_NETWORK = ["architecture", "init", "initFile", "backend", "kernels", "maxMemory"] as const;

/** A run, ready to train. `network.close()` ends its threads. */
export interface Run {
  readonly network: Network;
  readonly trainer: Trainer;
  readonly identity: RunIdentity;
}

/** The network that a recipe trains: its layers, or those that fit the images, looked at as the recipe says. */
export function recipeArchitecture(
  { centred, network }: Recipe,
  images: ImagesToLearn = { height: 28, width: 28, channels: 1 },
): Architecture {
  const { input, layers } = architectureFor(images);
  return {
    input: { ...input, ...(centred ? { centred } : {}) },
    layers: network === "symbols" ? symbolsArchitecture.layers : layers,
  };
}

/** The recipe of a run, with the options that replace its entries. */
function recipeOf({ recipe, resume, dataset, epochs, batch, lr, margin }: TrainOptions): Recipe {
  const chosen = recipe ?? resume?.identity.recipe ?? (dataset && defaultRecipe(dataset));
  return resolveRecipe(chosen, { epochs, batch, lr, margin });
}

/** @throws TypeError for options that do not exist, or that do not go together */
export function checkTrainOptions(options: TrainOptions): void {
  checkOptions(options, "train", OPTIONS);
  const { dataset, heldOut, network, executor, threads } = options;
  for (const [key, given] of Object.entries({ dataset, heldOut })) {
    const isMissing = given === undefined && key === "dataset" && needsData(recipeOf(options));
    if (isMissing || (given !== undefined && !(given?.images instanceof Uint8Array))) {
      throw new TypeError(`train: expected ${key} as createDataset makes it, got ${quoteValue(given)}.`);
    }
  }
  if (executor && (threads || !network)) {
    throw new TypeError("train: an executor goes with the network that it was started for.");
  }
  const twice = network && OF_A_NEW_NETWORK.find((key) => options[key] !== undefined);
  if (twice) throw new TypeError(`train: expected a network or ${twice}, got both.`);
}

/** What the layers look at is the recipe's to say; an architecture that says it too must say the same. */
function architectureOf(
  { architecture, init, initFile }: TrainOptions,
  recipe: Recipe,
  dataset: Dataset,
): Architecture {
  if (!architecture) {
    const own = recipeArchitecture(recipe, dataset);
    const from = init && initArchitecture(init, initFile ?? "init");
    return from ? { ...own, layers: endedFor(recipe, from.layers) } : own;
  }
  const { input } = architecture;
  if (!recipe.centred || input?.centred !== undefined) return architecture;
  return { ...architecture, input: { ...input, centred: true } };
}

/** What recipes of many classes need: other pages do not load it. */
export const loadManyClasses = () => import("./many-classes.ts");

/** Data for a recipe that needs none: glyphs to choose the threshold with, and others to measure on. */
export const drawnData = async () => (await loadManyClasses()).drawnData(Random.fromSeed, createDataset);

/** What most recipes do without. */
async function loadOnDemand({ augment, epochs, loss, mix }: Recipe, dataset: Dataset, seed: number): Promise<OnDemand> {
  const photography =
    augment && isPhotographic(augment, dataset.channels) ? await import("../data/photo/index.ts") : undefined;
  const createLoss = isSimilarityLoss(loss) ? (await loadManyClasses()).createSimilarityLoss : undefined;
  const source = mix ? (await loadManyClasses()).mixedImages(mix, epochs, dataset, seed, Random.fromSeed) : undefined;
  return { photography, createLoss, source };
}

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Makes a run: the recipe, the network with its first weights, its threads, the trainer, and what tells the run from
 * others. A run that resumes stands where its checkpoint does.
 *
 * @throws TypeError, RangeError for options that are unknown, out of range or do not go together; UnreadableFileError if
 *   `init` or `resume` does not fit, saying what differs
 */
export async function createRun(options: TrainOptions): Promise<Run> {
  checkTrainOptions(options);
  const { pairs, resume, threads, init, initFile, data, dataFlags } = options;
  const recipe = recipeOf(options);
  const { dataset, heldOut } = (options.dataset ? options : await drawnData()) as Pick<
    TrainerOptions,
    "dataset" | "heldOut"
  >;
  const seed = options.seed ?? resume?.identity.seed ?? 1;
  const { backend, kernels, maxMemory } = options;
  const network =
    options.network ??
    (await createNetwork({
      seed,
      architecture: architectureOf(options, recipe, dataset),
      shared: threads !== undefined && threads.threads > 1,
      backend,
      kernels,
      maxMemory,
    }));
  try {
    if (init) loadWeights(network, init, initFile ?? "init");
    const { architecture } = network;
    const own = recipeArchitecture(recipe, dataset);
    const startHash = canHash() && (init || options.network) ? await fingerprint(network) : undefined;
    const stated: RunIdentity = {
      version,
      data,
      dataHash: canHash() ? await hashDataset(dataset) : undefined,
      dataFlags,
      recipe,
      architecture: sameJson(architecture, own) ? undefined : architecture,
      seed,
      init: startHash,
      initFile,
      pairs: canHash() && pairs ? await hashPairs(pairs) : undefined,
    };
    const resumed = resume?.resume(network, stated);
    const identity = resumed?.identity ?? stated;
    const started = threads && threads.threads !== 1 ? await startThreads(network, threads) : options.executor;
    const executor = started && executorOf(started);
    const onDemand = await loadOnDemand(recipe, dataset, seed);
    network.classNames = dataset.classNames;
    network.preparation = dataset.preparation;
    const trainer = new Trainer(network, { dataset, heldOut, recipe, seed, pairs, executor, onDemand });
    if (resumed) trainer.state = resumed.state;
    return { network, trainer, identity };
  } catch (error) {
    if (!options.network) network.close();
    throw error;
  }
}
