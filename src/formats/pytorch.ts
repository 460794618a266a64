import { UnreadableFileError } from "../errors.ts";
import { fanOut, type ParameterLayout, visitWeight } from "../nn/parameters.ts";
import type { LayerShape } from "../nn/shapes.ts";

/** A tensor as files hold it: row-major. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** PyTorch's shape of a layer's weight: (K, C, R, S) or (O, I). */
const weightShape = (shape: LayerShape): number[] =>
  shape.type === "conv" ? [shape.K, shape.C, shape.R, shape.R] : [shape.O, shape.I];

/**
 * A slab (of weights, gradients or moments) as a PyTorch state_dict has it: `conv1.weight`, `conv1.bias`, ...,
 * `lin1.weight`, ... in the order of the layers; dense weights behind a conv layer read the image channels first.
 */
export function toStateDict(
  slab: Float32Array,
  shapes: readonly LayerShape[],
  layout: ParameterLayout,
): Map<string, NamedTensor> {
  const tensors = new Map<string, NamedTensor>();
  for (const [l, shape] of shapes.entries()) {
    const { weight, bias } = layout.layers[l];
    const dims = weightShape(shape);
    const data = new Float32Array(dims.reduce((a, b) => a * b));
    let next = 0;
    visitWeight(shape, (place) => {
      data[next++] = slab[weight + place];
    });
    tensors.set(`${shape.name}.weight`, { shape: dims, data });
    const K = fanOut(shape);
    tensors.set(`${shape.name}.bias`, { shape: [K], data: slab.slice(bias, bias + K) });
  }
  return tensors;
}

type FoundTensors = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>;

// A hostile shape may have thousands of sides.
const sides = (dims: readonly number[]): string =>
  dims.length > 4 ? `${dims.slice(0, 4).join(", ")}, ... ${dims.length} sides` : dims.join(", ");

/**
 * The weight and bias of every layer, if all are there: a small file can name layers that would need much memory, so
 * this is asked before a network is made.
 *
 * @param source the file's name, for errors
 * @throws UnreadableFileError if a tensor is missing, of another shape, or not of 32-bit floats
 */
export function findParameters(
  shapes: readonly LayerShape[],
  tensors: FoundTensors,
  source: string,
): { weight: Float32Array; bias: Float32Array }[] {
  const find = (name: string, dims: readonly number[]): Float32Array => {
    const tensor = tensors.get(name);
    if (!tensor) throw new UnreadableFileError(`${source}: expected a tensor named ${name}, there is none.`);
    if (tensor.shape.join() !== dims.join()) {
      throw new UnreadableFileError(
        `${source}: expected ${name} of shape (${sides(dims)}), got (${sides(tensor.shape)}).`,
      );
    }
    if (!(tensor.data instanceof Float32Array)) {
      throw new UnreadableFileError(`${source}: expected ${name} to hold 32-bit floats.`);
    }
    return tensor.data;
  };
  return shapes.map((shape) => ({
    weight: find(`${shape.name}.weight`, weightShape(shape)),
    bias: find(`${shape.name}.bias`, [fanOut(shape)]),
  }));
}

/**
 * Fills a slab from tensors named and shaped as `toStateDict` names and shapes them. Other tensors are left alone.
 * Throws as `findParameters`; the slab is then as it was.
 */
export function fromStateDict(
  slab: Float32Array,
  shapes: readonly LayerShape[],
  layout: ParameterLayout,
  tensors: FoundTensors,
  source: string,
): void {
  const found = findParameters(shapes, tensors, source);
  slab.fill(0);
  for (const [l, shape] of shapes.entries()) {
    const { weight, bias } = layout.layers[l];
    let next = 0;
    visitWeight(shape, (place) => {
      slab[weight + place] = found[l].weight[next++];
    });
    slab.set(found[l].bias, bias);
  }
}
