import { scaleImage } from "../../data/scale-image.ts";
import { drawStrokes } from "../../data/strokes.ts";
import type { ImageShape } from "../protocol.ts";

/** The pad's side: places on it are integers, thousandths of the pad from its upper left corner. */
export const PAD_SIDE = 1000;
/** Strokes may leave the pad by half a pad: what lies outside is not shown, but belongs to the drawing. */
export const OUTSIDE = 500;
/** Places of one drawing: more than a visitor draws, few enough for a model file's metadata to hold all symbols. */
export const MAX_PLACES = 800;
/** MNIST's images, and what symbols of older files are. */
const DIGIT_SIDE = 28;
export const DIGIT_SHAPE: ImageShape = { height: DIGIT_SIDE, width: DIGIT_SIDE, channels: 1 };
export const DIGIT_SIZE = DIGIT_SIDE * DIGIT_SIDE;
/** In an image of 28 pixels: the drawing's longer side, and the pen's width. Others have them in proportion. */
const [BOX, PEN] = [20, 2.6];

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
  const side = Math.min(shape.height, shape.width);
  if ("strokes" in drawing) {
    const share = side / DIGIT_SIDE;
    return inMiddle(drawStrokes(drawing.strokes, { side, box: BOX * share, pen: PEN * share }), side, shape);
  }
  return inMiddle(scaleImage(drawing.pixels, DIGIT_SIDE, DIGIT_SIDE, side, side), side, shape);
}

/** A square of ink in the middle of an image without any. @param square (side, side) */
function inMiddle(square: Uint8Array, side: number, { height, width, channels }: ImageShape): Uint8Array {
  if (height === side && width === side && channels === 1) return square;
  const pixels = new Uint8Array(height * width * channels);
  const [top, left] = [(height - side) >> 1, (width - side) >> 1];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = ((top + y) * width + left + x) * channels;
      pixels.fill(square[y * side + x], at, at + channels);
    }
  }
  return pixels;
}

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
  if (binary.length !== DIGIT_SIZE) return undefined;
  return { pixels: Uint8Array.from(binary, (char) => char.charCodeAt(0)) };
}
