import { UnreadableFileError } from "../errors.ts";
import { kindOf } from "../nn/layers/index.ts";
import type { LayerTensor, ResolvedLayer } from "../nn/layers/layer.ts";

/** A tensor as files hold it: row-major. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** All tensors of the layers, in their order, named `conv1.weight`, `conv1.bias`, ..., `lin1.weight`, ... */
const tensorsOf = (layers: readonly ResolvedLayer[]): LayerTensor[] =>
  layers.flatMap((layer) =>
    kindOf(layer)
      .tensors(layer)
      .map((tensor) => ({ ...tensor, name: `${layer.name}.${tensor.name}` })),
  );

/**
 * A slab (of weights, gradients or moments) as a PyTorch state_dict has it; dense weights above an image read its
 * channels first.
 */
export function toStateDict(slab: Float32Array, layers: readonly ResolvedLayer[]): Map<string, NamedTensor> {
  const tensors = new Map<string, NamedTensor>();
  for (const { name, shape, visit } of tensorsOf(layers)) {
    const data = new Float32Array(shape.reduce((a, b) => a * b));
    let next = 0;
    visit((place) => {
      data[next++] = slab[place];
    });
    tensors.set(name, { shape, data });
  }
  return tensors;
}

type FoundTensors = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>;

// A hostile shape may have thousands of sides.
const sides = (dims: readonly number[]): string =>
  dims.length > 4 ? `${dims.slice(0, 4).join(", ")}, ... ${dims.length} sides` : dims.join(", ");

/**
 * The tensors of all layers, if all are there: a small file can name layers that would need much memory, so this is
 * asked before a network is made.
 *
 * @param source the file's name, for errors
 * @throws UnreadableFileError if a tensor is missing, of another shape, or not of 32-bit floats
 */
export function findParameters(
  layers: readonly ResolvedLayer[],
  tensors: FoundTensors,
  source: string,
): { readonly data: Float32Array; readonly visit: LayerTensor["visit"] }[] {
  return tensorsOf(layers).map(({ name, shape, visit }) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new UnreadableFileError(`${source}: expected a tensor named ${name}, there is none.`);
    if (tensor.shape.join() !== shape.join()) {
      throw new UnreadableFileError(
        `${source}: expected ${name} of shape (${sides(shape)}), got (${sides(tensor.shape)}).`,
      );
    }
    if (!(tensor.data instanceof Float32Array)) {
      throw new UnreadableFileError(`${source}: expected ${name} to hold 32-bit floats.`);
    }
    return { data: tensor.data, visit };
  });
}

/**
 * Fills a slab from tensors named and shaped as `toStateDict` names and shapes them. Other tensors are left alone.
 * Throws as `findParameters`; the slab is then as it was.
 */
export function fromStateDict(
  slab: Float32Array,
  layers: readonly ResolvedLayer[],
  tensors: FoundTensors,
  source: string,
): void {
  const found = findParameters(layers, tensors, source);
  slab.fill(0);
  for (const { data, visit } of found) {
    let next = 0;
    visit((place) => {
      slab[place] = data[next++];
    });
  }
}
