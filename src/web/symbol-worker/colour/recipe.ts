import { createDataset, type Dataset } from "../../../data/dataset.ts";
import type { Architecture } from "../../../nn/architecture.ts";
import type { ConvLayer } from "../../../nn/layers/conv-pool.ts";
import type { Random } from "../../../random.ts";
import { recipes } from "../../../run/recipes.ts";
import type { Recipe } from "../../../train/recipe.ts";
import { COLOUR_SHAPE, COLOUR_SIZE } from "../../page/drawing.ts";
import { anyScene, pictureOf, type Scene } from "./scenes.ts";

const conv = (filters: number, pool: number): ConvLayer => ({ type: "conv", filters, kernelSize: 3, relu: true, pool });

/** The network of colour pictures: 32x32x3 to an embedding of 64 numbers, length 1; 55,920 parameters. */
export const colourArchitecture: Architecture = {
  input: { ...COLOUR_SHAPE, centred: true },
  layers: [conv(16, 2), conv(32, 1), conv(32, 2), conv(48, 1), { type: "dense", units: 64 }, { type: "normalise" }],
};

/** How it is trained: on scenes, and further on the visitor's pictures beside scenes. */
export const colourRecipe: Recipe = {
  ...recipes.symbols,
  name: "colours",
  sampling: "balanced",
  epochs: 20,
  lr: 0.004,
  schedule: "one-cycle",
  augment: {
    shift: 1,
    rotate: 6,
    scale: 0.08,
    shear: 0.05,
    bend: 0.3,
    brightness: 0.1,
    contrast: 0.2,
    colour: 0.08,
    blur: 0.6,
  },
  average: 0,
  network: "default",
  mix: null,
};

/**
 * Scenes that there never were, each pictured several times; half of them are like the one before.
 * @param care how far the pictures of a scene differ, by its number
 * @returns (classes, pictures), 32x32x3
 */
export function drawScenes(
  classes: number,
  pictures: number,
  care: (scene: number) => number,
  random: Random,
): Uint8Array {
  const all = new Uint8Array(classes * pictures * COLOUR_SIZE);
  let scene: Scene | undefined;
  for (let c = 0, at = 0; c < classes; c++) {
    scene = anyScene(random, c % 2 === 1 ? scene : undefined);
    for (let p = 0; p < pictures; p++, at += COLOUR_SIZE) all.set(pictureOf(scene, care(c), random), at);
  }
  return all;
}

/** Pictures as `drawScenes` gives them, as a data set of classes without names. */
export function sceneDataset(images: Uint8Array, pictures: number): Dataset {
  const labels = Uint16Array.from({ length: images.length / COLOUR_SIZE }, (_, i) => Math.floor(i / pictures));
  return createDataset(images, labels, COLOUR_SHAPE.height, COLOUR_SHAPE.width, { channels: 3 });
}
