import type { createDataset, Dataset } from "../data/dataset.ts";
import { glyphs } from "../data/sources/glyphs.ts";
import type { RandomOf } from "../data/sources/mix.ts";

const CLASSES = 200;
const DRAWINGS = 10;
const MANY_STROKES = 0.7;
// Apart from every training seed, as the pairs are that a network is judged on.
const SEED = 0x5eed;

/**
 * Data for a recipe that draws its own classes: glyphs to choose the threshold with, and others to measure on. None is
 * trained on; they are the same for every seed.
 */
export function drawnData(randomOf: RandomOf, toDataset: typeof createDataset): { dataset: Dataset; heldOut: Dataset } {
  const random = randomOf(SEED);
  const draw = (): Dataset => {
    const { images, labels, height, width } = glyphs(CLASSES, DRAWINGS, MANY_STROKES, random);
    return toDataset(images, labels, height, width);
  };
  return { dataset: draw(), heldOut: draw() };
}

/** One image each of classes that are in neither of them, nor trained on: (200, 28, 28). */
export const drawnStrangers = (randomOf: RandomOf): Uint8Array =>
  glyphs(CLASSES, 1, MANY_STROKES, randomOf(SEED + 1)).images;
