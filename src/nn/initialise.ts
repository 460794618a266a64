import type { Random } from "../random.ts";
import { fanIn, fanOut, type ParameterLayout, visitWeight } from "./parameters.ts";
import type { LayerShape } from "./shapes.ts";

/**
 * Draws every weight and bias uniformly from +-1/sqrt(fan in), PyTorch's default for conv and dense layers
 * (Kaiming uniform with a = sqrt(5); He et al. 2015). Padding becomes 0, and stays 0 in training.
 *
 * @param slab all parameters, `layout.size` elements; overwritten
 */
export function initialise(
  slab: Float32Array,
  shapes: readonly LayerShape[],
  layout: ParameterLayout,
  random: Random,
): void {
  slab.fill(0);
  for (const [l, shape] of shapes.entries()) {
    const { weight, bias } = layout.layers[l];
    const bound = 1 / Math.sqrt(fanIn(shape));
    const draw = () => (2 * random.uniform() - 1) * bound;
    visitWeight(shape, (place) => {
      slab[weight + place] = draw();
    });
    for (let k = 0; k < fanOut(shape); k++) slab[bias + k] = draw();
  }
}
