import type { Allocator } from "../wasm/arena.ts";
import type { Kernels } from "../wasm/kernels.ts";
import type { ParameterLayout } from "./parameters.ts";
import type { ConvShape, LayerShape } from "./shapes.ts";

/**
 * Whether a layer's outputs are computed by Winograd's algorithm: filters and windows of 3x3 that the kernel was made
 * for, over more than one input channel, since for one the transforms cost more than the sums.
 */
export const usesWinograd = (shape: ConvShape): boolean =>
  shape.R === 3 && shape.P === 3 && shape.Cp % 4 === 0 && shape.Kp >= 8;

/** Room for each layer's transformed filters, as byte offsets; 0 for a layer that needs none. */
export function planFilters(arena: Allocator, shapes: readonly LayerShape[]): number[] {
  return shapes.map((shape) =>
    shape.type === "conv" && usesWinograd(shape) ? arena.allocateFloats(25 * shape.Cp * shape.Kp) : 0,
  );
}

/** Transforms the filters of the layers that need it; to be done after the weights have changed. */
export function transformFilters(
  kernels: Kernels,
  shapes: readonly LayerShape[],
  layout: ParameterLayout,
  weights: number,
  filters: readonly number[],
): void {
  for (let l = 0; l < shapes.length; l++) {
    const shape = shapes[l];
    if (shape.type === "conv" && usesWinograd(shape)) {
      kernels.winogradFilters(filters[l], weights + layout.layers[l].weight * 4, shape.Cp, shape.Kp);
    }
  }
}

/** Floats of scratch that a layer's forward pass needs. */
export const winogradScratch = ({ PW, Cp, Kp }: ConvShape): number => 25 * PW * (Cp + Kp) + 5 * (3 * PW + 2) * Cp + 60;
