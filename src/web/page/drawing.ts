import { drawStrokes } from "../../data/strokes.ts";

/** The pad's side: places on it are integers, thousandths of the pad from its upper left corner. */
export const PAD_SIDE = 1000;
/** Strokes may leave the pad by half a pad: what lies outside is not shown, but belongs to the drawing. */
export const OUTSIDE = 500;
/** Places of one drawing: more than a visitor draws, few enough for a model file's metadata to hold all symbols. */
export const MAX_PLACES = 800;
/** Pixels of an image as the network sees it: 28x28. */
export const IMAGE_SIZE = 28 * 28;

/**
 * A drawing is what the hand did: its strokes, x and y in turn. The network's pixels are made of them, and never read
 * from a canvas: some browsers add noise to what a page reads there.
 */
export interface StrokeDrawing {
  readonly strokes: readonly (readonly number[])[];
}

/** An image that never was strokes: one of the data set, or a symbol of an older file; (28, 28), ink 0 to 255. */
export interface PixelDrawing {
  readonly pixels: Uint8Array;
}

export type Drawing = StrokeDrawing | PixelDrawing;

/** What the network sees of a drawing: (28, 28), ink 0 to 255. The same bytes in every browser and in Node. */
export const pixelsOf = (drawing: Drawing): Uint8Array =>
  "pixels" in drawing ? drawing.pixels : drawStrokes(drawing.strokes);

/** A place of the pad as it is kept: on the grid, and not too far outside. */
export const toGrid = (value: number): number => Math.round(Math.min(PAD_SIDE + OUTSIDE, Math.max(-OUTSIDE, value)));

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
  if (binary.length !== IMAGE_SIZE) return undefined;
  return { pixels: Uint8Array.from(binary, (char) => char.charCodeAt(0)) };
}
