import type { Allocator } from "../../wasm/arena.ts";
import type { Engine } from "../../wasm/engine.ts";
import type { Workspace } from "../workspace.ts";
import { type AveragePoolLayer, averagePool, resolveAveragePool } from "./average-pool.ts";
import { type ConvLayer, convPool, resolveConv } from "./conv-pool.ts";
import { type DenseLayer, dense, resolveDense } from "./dense.ts";
import type { LayerKind, Resolve, ResolvedLayer } from "./layer.ts";
import { type NormaliseLayer, normalise, resolveNormalise } from "./normalise.ts";

/** The one list of the kinds of layers, by the `type` of their descriptions. */
export const layerKinds = { conv: convPool, dense, "average-pool": averagePool, normalise };

/** How each is resolved, in the same order. */
export const resolvers: Readonly<Record<string, Resolve<never>>> = {
  conv: resolveConv,
  dense: resolveDense,
  "average-pool": resolveAveragePool,
  normalise: resolveNormalise,
};

/** A layer as an architecture describes it. */
export type Layer = ConvLayer | DenseLayer | AveragePoolLayer | NormaliseLayer;

export const kindOf = (layer: ResolvedLayer): LayerKind => layerKinds[layer.type as Layer["type"]];

/** Whether a layer calls kernels that are loaded on demand. */
export const needsAll = (layer: ResolvedLayer): boolean => kindOf(layer).needsAll?.(layer) ?? false;

/** Elements of a slab: the parameters of all layers in order, padding included; a multiple of 4. */
export const slabSizeOf = (layers: readonly ResolvedLayer[]): number =>
  layers.reduce((size, layer) => size + layer.slabSize, 0);

/** Parameters as the user counts them, without padding. */
export const parameterCount = (layers: readonly ResolvedLayer[]): number =>
  layers
    .flatMap((layer) => kindOf(layer).tensors(layer))
    .reduce((count, { shape }) => count + shape.reduce((a, b) => a * b), 0);

/** Takes room for a slab of weights and for the forms of them that the forward pass reads. */
export function placeLayers(arena: Allocator, layers: readonly ResolvedLayer[]): ResolvedLayer[] {
  const weightsOffset = arena.allocateFloats(slabSizeOf(layers));
  return layers.map((layer) => {
    const placed = { ...layer, weightsOffset: weightsOffset + layer.slabOffset * 4 };
    return kindOf(layer).place?.(arena, placed) ?? placed;
  });
}

/** The same layers, with room for the forms of their weights that the backward pass reads. */
export const placeBackward = (arena: Allocator, layers: readonly ResolvedLayer[]): ResolvedLayer[] =>
  layers.map((layer) => kindOf(layer).placeBackward?.(arena, layer) ?? layer);

/** Brings the weights into the forms that the forward pass reads; to be done after they have changed. */
export function prepare(engine: Engine, layers: readonly ResolvedLayer[]): void {
  for (let l = 0; l < layers.length; l++) kindOf(layers[l]).prepare?.(engine, layers[l]);
}

/** Brings the weights into the forms that the backward pass reads. Once a step. */
export function prepareBackward(engine: Engine, layers: readonly ResolvedLayer[]): void {
  for (let l = 0; l < layers.length; l++) kindOf(layers[l]).prepareBackward?.(engine, layers[l]);
}

/** Takes n images from `workspace.input` through all layers; the embeddings are `workspace.output`. */
export function forward(engine: Engine, layers: readonly ResolvedLayer[], workspace: Workspace, n: number): void {
  const { buffers } = workspace;
  for (let l = 0; l < layers.length; l++) kindOf(layers[l]).forward(engine, layers[l], buffers[l], n);
}

/**
 * Adds the gradients of all parameters, given the gradient of the embeddings in `workspace.dOutput`.
 *
 * The images stand in the workspace as one part a slab, n images each: the left twins, whose gradients go to the first
 * slab, then the right twins. All gradients in the workspace are overwritten.
 *
 * @param slabs byte offsets of slabs of gradients, added to
 */
export function backward(
  engine: Engine,
  layers: readonly ResolvedLayer[],
  workspace: Workspace,
  slabs: readonly number[],
  n: number,
): void {
  const { buffers } = workspace;
  for (let l = layers.length - 1; l >= 0; l--) kindOf(layers[l]).backward(engine, layers[l], buffers[l], slabs, n);
}
