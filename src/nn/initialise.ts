import type { Random } from "../random.ts";
import { kindOf } from "./layers/index.ts";
import type { ResolvedLayer } from "./layers/layer.ts";

/**
 * Draws every weight and bias uniformly from +-1/sqrt(fan in), PyTorch's default for conv and dense layers
 * (Kaiming uniform with a = sqrt(5); He et al. 2015). Padding becomes 0, and stays 0 in training.
 *
 * @param slab the parameters of all layers; overwritten
 */
export function initialise(slab: Float32Array, layers: readonly ResolvedLayer[], random: Random): void {
  slab.fill(0);
  for (const layer of layers) {
    const tensors = kindOf(layer).tensors(layer);
    if (tensors.length === 0) continue;
    const fanIn = tensors[0].shape.slice(1).reduce((a, b) => a * b, 1);
    const bound = 1 / Math.sqrt(fanIn);
    for (const tensor of tensors) {
      tensor.visit((place) => {
        slab[place] = (2 * random.uniform() - 1) * bound;
      });
    }
  }
}
