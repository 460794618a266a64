import type { Allocator } from "../../wasm/arena.ts";
import type { Engine } from "../../wasm/engine.ts";

/** Rounds a channel count up to whole vectors of four lanes. */
const padLanes = (count: number): number => (count + 3) & ~3;

/**
 * An image between two layers: (rows, width, stored) elements, channels last. Heights and widths are of what is read:
 * pooling and the layers above leave rows and columns unread, which are neither computed nor stored.
 */
export interface FeatureMap {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  /** Columns as stored: more than `columns` in the input image alone, whose rows are copied whole. */
  readonly width: number;
  /** Channels as stored: padded to lanes with zeros, but for the input image. */
  readonly stored: number;
}

/** Elements of one image as stored. */
export const mapSize = ({ rows, width, stored }: FeatureMap): number => rows * width * stored;

/** A layer's output, stored without a column too many. */
export const outputMap = (rows: number, columns: number, channels: number): FeatureMap => ({
  rows,
  columns,
  channels,
  width: columns,
  stored: padLanes(channels),
});

/** What all layers have, with their sizes resolved: plain data, which workers get as JSON. */
export interface ResolvedLayer {
  readonly type: string;
  /** As PyTorch code would name it: conv1, conv2, ..., lin1, lin2, ... */
  readonly name: string;
  readonly input: FeatureMap;
  readonly output: FeatureMap;
  /**
   * Where its parameters begin in a slab, in elements: 0 if no layer below has any, and then no gradient of its input is
   * of use.
   */
  readonly slabOffset: number;
  /** Elements that its parameters take in a slab, padding included: a multiple of 4. */
  readonly slabSize: number;
  /** Byte offset of its weights in the linear memory; 0 until `placeLayers`. */
  readonly weightsOffset: number;
}

/** Byte offsets of one layer's buffers in a workspace. */
export interface LayerBuffers {
  readonly x: number;
  readonly y: number;
  /** Gradients, in workspaces that train; 0 where no layer at or below has parameters. */
  readonly dx: number;
  readonly dy: number;
  /** For what a kernel needs only while it runs. */
  readonly scratch: number;
}

/** A layer's parameters as a PyTorch tensor, one of `weight` and `bias`. */
export interface LayerTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Calls `visit` for each element, row-major, with its place in a slab. Padding is not visited. */
  visit(visit: (place: number) => void): void;
}

/** The tensor of a bias that begins at `offset` in a slab. */
export const biasTensor = (offset: number, count: number): LayerTensor => ({
  name: "bias",
  shape: [count],
  visit(visit) {
    for (let k = 0; k < count; k++) visit(offset + k);
  },
});

/**
 * Checks a description in an architecture and works out the output's size, as if all of the input were read. Apart from
 * the rest of its kind: workers get layers that are resolved.
 * @param base the layer's name, its input, and where its parameters begin
 * @throws RangeError, TypeError naming the layer, what it expects and what it got
 */
export type Resolve<D = object, L extends ResolvedLayer = ResolvedLayer> = (description: D, base: ResolvedLayer) => L;

/** What one kind of layer does once its sizes are known. L: the layer resolved; B: its buffers. */
export interface LayerKind<L extends ResolvedLayer = ResolvedLayer, B extends LayerBuffers = LayerBuffers> {
  /** Its layers are named by this and a number. */
  readonly prefix: string;
  /** Whether it takes its input as one row of numbers, so that no layer above it gets an image. */
  readonly flattens: boolean;
  /** How much of its input, at most `whole`, a part of its output is computed from. */
  reads(layer: L, output: FeatureMap, whole: FeatureMap): { readonly rows: number; readonly columns: number };
  /** PyTorch's tensors, in the order in which they are drawn, counted and stored. */
  tensors(layer: L): readonly LayerTensor[];
  /** Whether it calls kernels that are no part of the core (assembly/core.ts). */
  needsAll?(layer: L): boolean;
  /** Takes room for the forms of its weights that the forward pass reads; that the backward pass reads. */
  place?(arena: Allocator, layer: L): L;
  placeBackward?(arena: Allocator, layer: L): L;
  /** Writes those forms; to be done after the weights have changed. */
  prepare?(engine: Engine, layer: L): void;
  prepareBackward?(engine: Engine, layer: L): void;
  /** Takes the buffers that are its own, for `images` images at a time. */
  allocateBuffers?(arena: Allocator, layer: L, images: number, train: boolean): Omit<B, keyof LayerBuffers>;
  /** Bytes of scratch that its kernels need. */
  scratchBytes?(layer: L, images: number, train: boolean): number;
  /** From `x` to `y`, n images. */
  forward(engine: Engine, layer: L, buffers: B, n: number): void;
  /**
   * From `dy`, which is overwritten, to `dx` and to the gradients of the parameters.
   *
   * The images stand in the buffers as one part a slab, n images each; the gradients of each part are added to its slab.
   * @param slabs byte offsets of slabs of gradients
   */
  backward(engine: Engine, layer: L, buffers: B, slabs: readonly number[], n: number): void;
}

// The conv weight gradient reads up to three elements after the last patch, average pooling after the last pixel.
export const SLACK = 4;
