import type { ImageShape } from "../protocol.ts";
import { sizeOf } from "./drawing.ts";

/** How much ink images have, in fully inked pixels. */
export interface InkRange {
  readonly least: number;
  readonly most: number;
}

/** How a drawing can differ from all images so much that a verdict on it means nothing. */
export type Oddity = "almost empty" | "almost full";

const inkOf = (pixels: Uint8Array): number => pixels.reduce((sum, value) => sum + value, 0) / 255;

/** @param images (N, height, width, 1), ink 0 to 255; N at least 1 */
export function inkRange(images: Uint8Array, shape: ImageShape): InkRange {
  const size = sizeOf(shape);
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let at = 0; at < images.length; at += size) {
    const ink = inkOf(images.subarray(at, at + size));
    least = Math.min(least, ink);
    most = Math.max(most, ink);
  }
  return { least, most };
}

/**
 * A dot has a fifth of the ink of MNIST's thinnest one, a scribble more than its thickest digit: the network puts either
 * somewhere, and the odds of its calibration, which are those of digits, say nothing about them.
 */
export function oddityOf(pixels: Uint8Array, { least, most }: InkRange): Oddity | undefined {
  const ink = inkOf(pixels);
  if (ink < least / 2) return "almost empty";
  return ink > most ? "almost full" : undefined;
}
