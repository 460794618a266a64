import { createDataset, type Dataset } from "../../../data/dataset.ts";
import { classPrototypes, rankPrototypes } from "../../../evaluate/prototypes.ts";
import { loadModel } from "../../../formats/model.ts";
import { areaUnderCurve, rocCurve } from "../../../metrics/roc.ts";
import type { Network } from "../../../nn/network.ts";
import { Random } from "../../../random.ts";
import { train } from "../../../run/train.ts";
import type { FewQuality, FewTrial } from "../../../run/try-few.ts";
import type { Recipe } from "../../../train/recipe.ts";
import { COLOUR_SHAPE, COLOUR_SIZE } from "../../page/drawing.ts";
import { type ColourClass, joinPictures } from "./gallery.ts";
import { colourRecipe, drawScenes } from "./recipe.ts";

/** The visitor's pictures beside scenes, so that nothing is forgotten. */
const furtherRecipe: Recipe = {
  ...colourRecipe,
  name: "few colours",
  epochs: 6,
  batch: 160,
  lr: 0.0004,
  schedule: "constant",
  average: 0.5,
};
const SCENES = 60;
const PICTURES = 10;
/** Scenes that are none of those, to be told from. */
const STRANGERS = 200;
// Other scenes than those that the weights were trained on, and the gallery's.
const SEED = 0x66657763;
/** So much may the area under the curve fall: of so few pictures it is not known better. */
const NOISE = 0.01;

/** What came of training on colour pictures. */
export interface TrainedColours {
  readonly trial: FewTrial;
  /** Undefined if the trial was worse for it: then nothing more was trained. */
  readonly network: Network | undefined;
}

/** The classes and scenes as one data set. */
function besideScenes(classes: readonly ColourClass[]): Dataset {
  const own = joinPictures(classes.flatMap(({ pictures }) => pictures));
  const scenes = drawScenes(SCENES, PICTURES, (scene) => 0.4 + (scene % 9) / 10, Random.fromSeed(SEED));
  const images = new Uint8Array(own.length + scenes.length);
  images.set(own);
  images.set(scenes, own.length);
  const labels = classes.flatMap(({ pictures }, c) => pictures.map(() => c));
  for (let i = 0; i < SCENES * PICTURES; i++) labels.push(classes.length + Math.floor(i / PICTURES));
  return createDataset(images, labels, COLOUR_SHAPE.height, COLOUR_SHAPE.width, { channels: 3 });
}

/** How a network does on the last picture of each class by the means of the others. */
function judge(network: Network, classes: readonly ColourClass[], strangers: Uint8Array): FewQuality {
  const { dimension } = network;
  const shown = classes.map(({ pictures }) => pictures.slice(0, -1));
  const labels = Uint16Array.from(shown.flatMap((pictures, c) => pictures.map(() => c)));
  const means = classPrototypes(network.embed(joinPictures(shown.flat())), labels, dimension);
  const rank = (picture: Uint8Array) => rankPrototypes(network.embed(picture), means);
  const distances: number[] = [];
  const others: number[] = [];
  let right = 0;
  for (const [c, { pictures }] of classes.entries()) {
    const ranks = rank(pictures[pictures.length - 1]);
    if (ranks[0].label === c) right++;
    distances.push(ranks[0].distance);
    // As if its own class had not been taught.
    others.push(ranks.find(({ label }) => label !== c)?.distance ?? Infinity);
  }
  for (let at = 0; at < strangers.length; at += COLOUR_SIZE) {
    others.push(rank(strangers.subarray(at, at + COLOUR_SIZE))[0].distance);
  }
  const known = new Uint8Array(distances.length + others.length).fill(1, 0, distances.length);
  const apart = areaUnderCurve(rocCurve(Float64Array.from([...distances, ...others]), known));
  return { drawings: classes.length, right, apart };
}

/**
 * Trains further on the visitor's colour pictures: first with one of each class held back, to see whether it is worth it.
 *
 * @param classes two or more, of three pictures or more each
 * @param weights a model file, to start with
 * @param onStep called with the steps done, and those of trial and training
 */
export async function trainColours(
  classes: readonly ColourClass[],
  weights: Uint8Array,
  onStep: (step: number, steps: number) => void,
): Promise<TrainedColours> {
  let done = 0;
  const run = async (some: readonly ColourClass[]): Promise<Network> => {
    const training = train({ dataset: besideScenes(some), recipe: furtherRecipe, init: weights, initFile: "colours" });
    try {
      for await (const event of training) if (event.type === "step") onStep(++done, 2 * event.steps);
    } finally {
      training.network.close();
    }
    // Its classes are for the gallery to know, which has their names.
    training.network.classNames = undefined;
    return training.network;
  };
  const strangers = drawScenes(STRANGERS, 1, () => 1, Random.fromSeed(SEED + 1));
  const before = judge(await loadModel(weights), classes, strangers);
  const after = judge(
    await run(classes.map(({ name, pictures }) => ({ name, pictures: pictures.slice(0, -1) }))),
    classes,
    strangers,
  );
  const better = after.right >= before.right && after.apart >= before.apart - NOISE;
  return { trial: { before, after, better }, network: better ? await run(classes) : undefined };
}
