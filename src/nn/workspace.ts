import type { Allocator } from "../wasm/arena.ts";
import { kindOf } from "./layers/index.ts";
import { type LayerBuffers, mapSize, type ResolvedLayer, SLACK } from "./layers/layer.ts";

/** Room for the activations of a number of images as they pass through a network, and for their gradients. */
export interface Workspace {
  /** Most images at a time. */
  readonly images: number;
  /** Byte offsets of the images, of the embeddings, and of the embeddings' gradients in a workspace that trains. */
  readonly input: number;
  readonly output: number;
  readonly dOutput: number;
  /** Those of each layer. */
  readonly buffers: readonly LayerBuffers[];
}

export function allocateWorkspace(
  arena: Allocator,
  layers: readonly ResolvedLayer[],
  images: number,
  train: boolean,
): Workspace {
  const scratch = arena.allocate(
    Math.max(...layers.map((layer) => kindOf(layer).scratchBytes?.(layer, images, train) ?? 0)),
  );
  const input = arena.allocateFloats(images * mapSize(layers[0].input) + SLACK);
  let x = input;
  let dx = 0;
  const buffers = layers.map((layer) => {
    const count = images * mapSize(layer.output) + SLACK;
    const y = arena.allocateFloats(count);
    const dy = train && layer.slabOffset + layer.slabSize > 0 ? arena.allocateFloats(count) : 0;
    const all = { x, y, dx, dy, scratch, ...kindOf(layer).allocateBuffers?.(arena, layer, images, train) };
    x = y;
    dx = dy;
    return all;
  });
  return { images, input, output: x, dOutput: dx, buffers };
}
