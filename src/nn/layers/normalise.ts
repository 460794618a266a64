import { checkKeys } from "./checks.ts";
import { type LayerKind, mapSize, outputMap, type ResolvedLayer } from "./layer.ts";

/** A vector divided by its length, or by 1e-12 if that is longer: usually the last layer. No parameters. */
export interface NormaliseLayer {
  readonly type: "normalise";
}

export interface Normalise extends ResolvedLayer {
  readonly type: "normalise";
}

/** See `Resolve`. */
export function resolveNormalise(description: NormaliseLayer, base: ResolvedLayer): Normalise {
  checkKeys(description, base.name, ["type"]);
  const { rows, columns, channels } = base.input;
  if (rows * columns !== 1 || base.slabOffset === 0) {
    throw new RangeError(`${base.name}: expected a vector of features, got ${rows}x${columns}x${channels}.`);
  }
  return { ...base, type: "normalise", output: outputMap(1, 1, channels) };
}

export const normalise: LayerKind<Normalise> = {
  prefix: "norm",
  flattens: true,

  reads: (_layer, _output, whole) => whole,
  tensors: () => [],

  forward({ kernels }, { input }, { x, y }, n) {
    kernels.normaliseForward(y, x, n, mapSize(input));
  },

  backward({ kernels }, { input }, { x, y, dx, dy }, slabs, n) {
    kernels.normaliseBackward(dx, dy, y, x, n * slabs.length, mapSize(input));
  },
};
