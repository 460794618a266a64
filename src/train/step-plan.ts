import { planBackward, transposeWeights } from "../nn/backward.ts";
import { transformFilters } from "../nn/filters.ts";
import type { Network } from "../nn/network.ts";
import type { TrainingPlan } from "./tasks.ts";
import type { WeightUpdate } from "./weight-update.ts";

/** The part of a plan that does not depend on what a batch is made of. Copies the images into the linear memory. */
export function planStep(network: Network, update: WeightUpdate, images: Uint8Array) {
  const { arena, shapes, layout, weightsAt, filters, inputOffset, imageSize } = network;
  const { gradient, first, second, numbers } = update;
  const imagesAt = arena.allocate(images.length + inputOffset + 16);
  arena.views.u8.set(images, imagesAt);
  return {
    shapes,
    layout,
    weights: weightsAt,
    filters,
    backward: planBackward(network),
    gradient,
    first,
    second,
    numbers,
    images: imagesAt + inputOffset,
    imageBytes: imageSize,
  };
}

/** Brings the weights into the forms that the forward and the backward pass read. Once a step. */
export function prepareWeights(
  { kernels }: Network,
  { shapes, layout, weights, filters, backward }: TrainingPlan,
): void {
  transformFilters(kernels, shapes, layout, weights, filters);
  transposeWeights(kernels, shapes, layout, weights, backward.transposed);
}
