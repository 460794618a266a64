import type { Kernels } from "../wasm/kernels.ts";
import { usesWinograd } from "./filters.ts";
import type { ParameterLayout } from "./parameters.ts";
import type { LayerShape } from "./shapes.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Takes N images from `workspace.input` through all layers; the embeddings are the last layer's `y`.
 *
 * @param weights byte offset of the slab of parameters
 * @param filters byte offsets of the transformed filters; see `transformFilters`
 * @param N images; at most `workspace.images`
 */
export function forward(
  kernels: Kernels,
  shapes: readonly LayerShape[],
  layout: ParameterLayout,
  weights: number,
  filters: readonly number[],
  workspace: Workspace,
  N: number,
): void {
  let x = workspace.input;
  for (let l = 0; l < shapes.length; l++) {
    const shape = shapes[l];
    const { y, winner } = workspace.layers[l];
    const w = weights + layout.layers[l].weight * 4;
    const b = weights + layout.layers[l].bias * 4;
    if (shape.type === "dense") {
      kernels.denseForward(y, x, w, b, N, shape.Ip, shape.Op, Number(shape.relu));
    } else {
      const { H, W, Cp, R, P, PH, PW, Kp } = shape;
      const relu = Number(shape.relu);
      if (usesWinograd(shape)) {
        const { scratch } = workspace;
        kernels.winogradPoolForward(y, winner, x, filters[l], b, scratch, N, H * W * Cp, W * Cp, Cp, PH, PW, Kp, relu);
      } else {
        // Only the first layer's input is full of zeros, and only it needs no gradient.
        const skipBlank = Number(shape.relu && shape.first);
        kernels.convPoolForward(y, winner, x, w, b, N, H * W * Cp, W * Cp, Cp, R, P, PH, PW, Kp, relu, skipBlank);
      }
    }
    x = y;
  }
}
