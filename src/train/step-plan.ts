import { placeBackward, prepare, prepareBackward } from "../nn/layers/index.ts";
import type { NetworkCore } from "../nn/network.ts";
import type { TrainingPlan } from "./tasks.ts";
import type { WeightUpdate } from "./weight-update.ts";

/** The part of a plan that does not depend on what a batch is made of. Copies the images into the linear memory. */
export function allocateStep(core: NetworkCore, update: WeightUpdate, images: Uint8Array) {
  const { engine, weightsOffset, slabSize, inputOffset, imageSize } = core;
  const { arena } = engine;
  const { gradient, m, v, numbers } = update;
  const imagesAt = arena.allocate(images.length + inputOffset + 16);
  arena.views.u8.set(images, imagesAt);
  return {
    layers: placeBackward(arena, core.layers),
    slabSize,
    weightsOffset,
    gradient,
    m,
    v,
    numbers,
    images: imagesAt + inputOffset,
    imageBytes: imageSize,
  };
}

/** Brings the weights into the forms that the forward and the backward pass read. Once a step. */
export function prepareWeights({ engine }: NetworkCore, { layers }: TrainingPlan): void {
  prepare(engine, layers);
  prepareBackward(engine, layers);
}
