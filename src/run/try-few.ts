import { type Dataset, selectImages } from "../data/dataset.ts";
import { groupByClass } from "../data/labels.ts";
import { classPrototypes, rankPrototypes } from "../evaluate/prototypes.ts";
import { embedViews } from "../evaluate/views.ts";
import { loadModel } from "../formats/model.ts";
import { areaUnderCurve, rocCurve } from "../metrics/roc.ts";
import type { Network } from "../nn/network.ts";
import { Random } from "../random.ts";
import type { Recipe } from "../train/recipe.ts";
import { loadManyClasses, type TrainOptions } from "./create-run.ts";
import { recipes } from "./recipes.ts";
import { train } from "./train.ts";

/** A few drawings of each class beside glyphs, so that nothing is forgotten: for networks that start from "symbols". */
export const fewRecipe: Recipe = {
  ...recipes.symbols,
  name: "few",
  epochs: 1,
  batch: 136,
  lr: 0.001,
  mix: {
    data: { classes: 10, images: 4 },
    mixed: null,
    glyphs: { classes: 12, images: 8, made: 400, drawings: 10, many: 70 },
  },
};

/** Of one drawing alone nothing is learnt but itself; more than 20 are enough to train on as on any data. */
export const LEAST_FEW = 2;
export const MAX_FEW = 20;

/** What of a run's options a training on few drawings takes. `recipe`: default `fewRecipe`. */
export const RUN_OPTIONS = [
  "recipe",
  "epochs",
  "batch",
  "lr",
  "margin",
  "seed",
  "threads",
  "backend",
  "kernels",
  "initFile",
] as const satisfies readonly (keyof TrainOptions)[];

export interface FewOptions extends Pick<TrainOptions, (typeof RUN_OPTIONS)[number]> {
  /** Drawings as grey images of 28x28, such as `centreDrawing` makes, a few of each of some classes. */
  readonly dataset: Dataset;
  /** Weights to start with, such as `symbols`: a model file. */
  readonly init: Uint8Array;
}

/** How a network does on one drawing of each class, held back, by the means of the others: compared as galleries do. */
export interface FewQuality {
  /** Drawings, and how many of them are nearest to the mean of their own class. */
  readonly drawings: number;
  readonly right: number;
  /**
   * How well the distance to the nearest mean tells them from drawings of other symbols, the area under the ROC curve: from
   * drawn glyphs, and from one another, as if each one's own symbol had not been taught.
   */
  readonly apart: number;
}

export interface FewTrial {
  readonly before: FewQuality;
  readonly after: FewQuality;
  /** Whether training made nothing worse. */
  readonly better: boolean;
}

/** So much may the area under the curve fall: of so few drawings it is not known better. */
const NOISE = 0.01;

function judge(network: Network, shown: Dataset, asked: Dataset, foreign: Uint8Array): FewQuality {
  const { dimension } = network;
  const means = classPrototypes(embedViews(network, shown.images), shown.labels, dimension);
  const ranked = (embeddings: Float32Array, i: number) =>
    rankPrototypes(embeddings.subarray(i * dimension, (i + 1) * dimension), means);
  const own = embedViews(network, asked.images);
  const strangers = embedViews(network, foreign);
  const others = strangers.length / dimension;
  let right = 0;
  const distances = new Float64Array(2 * asked.count + others);
  const known = new Uint8Array(distances.length).fill(1, 0, asked.count);
  for (let i = 0; i < asked.count; i++) {
    const ranks = ranked(own, i);
    if (ranks[0].label === asked.labels[i]) right++;
    distances[i] = ranks[0].distance;
    distances[asked.count + i] = ranks.find(({ label }) => label !== asked.labels[i])?.distance ?? Infinity;
  }
  for (let i = 0; i < others; i++) distances[2 * asked.count + i] = ranked(strangers, i)[0].distance;
  return { drawings: asked.count, right, apart: areaUnderCurve(rocCurve(distances, known)) };
}

/** Whether there are three drawings of each class: of fewer none can be held back. */
export const canTry = ({ labels }: Dataset): boolean =>
  groupByClass(labels).every(({ members }) => members.length >= 3);

/**
 * Tries whether training on a few drawings of each class would be worth it: holds the last one of each class back, trains
 * `init` on the others, and judges both.
 *
 * @param onStep called after each training step
 * @returns undefined if `canTry` says no
 */
export async function tryFew(options: FewOptions, onStep?: () => void): Promise<FewTrial | undefined> {
  const { dataset, init, initFile, backend, kernels, recipe = fewRecipe } = options;
  if (!canTry(dataset)) return undefined;
  const held = new Set(groupByClass(dataset.labels).map(({ members }) => members[members.length - 1]));
  const part = (wanted: boolean): Dataset =>
    selectImages(
      dataset,
      [...dataset.labels.keys()].filter((i) => held.has(i) === wanted),
    );
  const [shown, asked] = [part(false), part(true)];
  const foreign = (await loadManyClasses()).drawnStrangers(Random.fromSeed);
  const before = judge(await loadModel(init, initFile, { backend, kernels }), shown, asked, foreign);
  const training = train({ ...options, recipe, dataset: shown });
  for await (const { type } of training) if (type === "step") onStep?.();
  training.network.close();
  const after = judge(training.network, shown, asked, foreign);
  return { before, after, better: after.right >= before.right && after.apart >= before.apart - NOISE };
}
