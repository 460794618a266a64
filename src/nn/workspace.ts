import type { Allocator } from "../wasm/arena.ts";
import { usesWinograd, winogradScratch } from "./filters.ts";
import { inputSize, type LayerShape, outputSize } from "./shapes.ts";

/** Byte offsets of one layer's buffers. `winner` is of conv layers only; `dy` of workspaces that train. */
export interface LayerBuffers {
  readonly y: number;
  readonly winner: number;
  readonly dy: number;
}

/** Room for the activations of a number of images as they pass through a network, and for their gradients. */
export interface Workspace {
  /** Most images at a time. */
  readonly images: number;
  readonly input: number;
  readonly layers: readonly LayerBuffers[];
  /** For what a kernel needs only while it runs: a list of winners, transformed patches. */
  readonly scratch: number;
}

// The conv weight gradient reads up to three elements after the last patch.
const SLACK = 4;

export function planWorkspace(
  arena: Allocator,
  shapes: readonly LayerShape[],
  images: number,
  train: boolean,
): Workspace {
  const input = arena.allocateFloats(images * inputSize(shapes[0]) + SLACK);
  let scratchBytes = 0;
  const layers = shapes.map((shape) => {
    const count = images * outputSize(shape) + SLACK;
    const y = arena.allocateFloats(count);
    const winner = shape.type === "conv" ? arena.allocateFloats(count) : 0;
    const dy = train ? arena.allocateFloats(count) : 0;
    if (shape.type === "conv") {
      if (usesWinograd(shape)) scratchBytes = Math.max(scratchBytes, 4 * winogradScratch(shape));
      if (train) scratchBytes = Math.max(scratchBytes, 8 * images * shape.PH * shape.PW + 8);
    }
    return { y, winner, dy };
  });
  return { images, input, layers, scratch: arena.allocate(scratchBytes) };
}
