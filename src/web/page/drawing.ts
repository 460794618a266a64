import { scaleImage } from "../../data/scale-image.ts";
import { inMiddle, strokeImage } from "../../data/stroke-image.ts";
import { MAX_PLACES, OUTSIDE, PAD_SIDE } from "../../elements/pad-grid.ts";
import type { ImageShape } from "../protocol.ts";

/** MNIST's images, and what symbols of older files are. */
const DIGIT_SIDE = 28;
export const DIGIT_SHAPE: ImageShape = { height: DIGIT_SIDE, width: DIGIT_SIDE, channels: 1 };
export const DIGIT_SIZE = DIGIT_SIDE * DIGIT_SIDE;

/**
 * A drawing is what the hand did: its strokes, x and y in turn. The network's pixels are made of them, and never read
 * from a canvas: some browsers add noise to what a page reads there.
 */
export interface StrokeDrawing {
  readonly strokes: readonly (readonly number[])[];
}

/** An image that never was strokes: one of the data set, or a symbol of an older file, (28, 28), ink 0 to 255. */
export interface PixelDrawing {
  readonly pixels: Uint8Array;
}

export type Drawing = StrokeDrawing | PixelDrawing;

export const sizeOf = ({ height, width, channels }: ImageShape): number => height * width * channels;

/** Whether an image's bytes are of that shape. */
const fits = (pixels: Uint8Array, shape: ImageShape): boolean => pixels.length === sizeOf(shape);

/**
 * What the network sees of a drawing: (height, width, channels), ink 0 to 255. The same bytes in every browser and in
 * Node. The drawing fills the middle square; in an RGB image its ink is white.
 */
export function pixelsOf(drawing: Drawing, shape: ImageShape): Uint8Array {
  if ("pixels" in drawing && fits(drawing.pixels, shape)) return drawing.pixels;
  if ("strokes" in drawing) return strokeImage(drawing.strokes, shape);
  const side = Math.min(shape.height, shape.width);
  return inMiddle(scaleImage(drawing.pixels, DIGIT_SIDE, DIGIT_SIDE, side, side), side, shape);
}

/** A drawing as JSON has it: a list of strokes, each a list of integers, or base64 of the pixels. */
export const drawingToJson = (drawing: Drawing): unknown =>
  "pixels" in drawing ? btoa(String.fromCharCode(...drawing.pixels)) : drawing.strokes;

/** Undefined if the value is not what `drawingToJson` makes. */
export function drawingFromJson(value: unknown): Drawing | undefined {
  if (typeof value === "string") return fromBase64(value);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  let places = 0;
  for (const stroke of value as unknown[]) {
    if (!Array.isArray(stroke) || stroke.length < 2 || stroke.length % 2 !== 0) return undefined;
    places += stroke.length / 2;
    if (!stroke.every((at) => Number.isInteger(at) && at >= -OUTSIDE && at <= PAD_SIDE + OUTSIDE)) return undefined;
  }
  return places <= MAX_PLACES ? { strokes: value as number[][] } : undefined;
}

function fromBase64(text: string): Drawing | undefined {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return undefined;
  }
  if (binary.length !== DIGIT_SIZE) return undefined;
  return { pixels: Uint8Array.from(binary, (char) => char.charCodeAt(0)) };
}
