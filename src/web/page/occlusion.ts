import { euclideanDistance } from "../../distance.ts";
import type { ImageShape } from "../protocol.ts";
import { sizeOf } from "./drawing.ts";

/** Blocks across an image, and down: each is covered in turn. */
export const BLOCKS = 7;

/** Copies of an image, one for each block, row by row, in which that block is empty. */
function occlude(image: Uint8Array, { height, width, channels }: ImageShape): Uint8Array[] {
  return Array.from({ length: BLOCKS * BLOCKS }, (_, block) => {
    const covered = image.slice();
    const [row, column] = [Math.floor(block / BLOCKS), block % BLOCKS];
    const edge = (i: number, side: number) => Math.round((i * side) / BLOCKS);
    for (let y = edge(row, height); y < edge(row + 1, height); y++) {
      covered.fill(0, (y * width + edge(column, width)) * channels, (y * width + edge(column + 1, width)) * channels);
    }
    return covered;
  });
}

/**
 * What each block of two images does to their distance: by how much they would lie farther apart without it (Zeiler and
 * Fergus, "Visualizing and Understanding Convolutional Networks", 2014, section 4.2).
 * @param embeddings of both images, of the first one's occlusions, and of the second one's
 */
export function blockEffects(embeddings: Float32Array, dimension: number): [Float64Array, Float64Array] {
  const blocks = BLOCKS * BLOCKS;
  const between = (a: number, b: number) =>
    euclideanDistance(embeddings, a * dimension, embeddings, b * dimension, dimension);
  const whole = between(0, 1);
  const effects = (first: number, other: number) =>
    Float64Array.from({ length: blocks }, (_, block) => between(first + block, other) - whole);
  return [effects(2, 1), effects(2 + blocks, 0)];
}

/** All images that `blockEffects` wants embedded. */
export const occlusionsOf = (a: Uint8Array, b: Uint8Array, shape: ImageShape): Uint8Array[] => {
  if (a.length !== sizeOf(shape) || b.length !== sizeOf(shape)) return [];
  return [a, b, ...occlude(a, shape), ...occlude(b, shape)];
};
