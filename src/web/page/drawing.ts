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

/** Pixels of a side of a colour picture. */
export const COLOUR_SIDE = 32;
export const COLOUR_SHAPE: ImageShape = { height: COLOUR_SIDE, width: COLOUR_SIDE, channels: 3 };
export const COLOUR_SIZE = COLOUR_SIDE * COLOUR_SIDE * 3;

/** A picture that is told by its colours, and is no drawing: (32, 32, 3), 0 to 255. */
export interface ColourPicture {
  readonly colours: Uint8Array;
}

/** What is told by its lines. */
export type LineDrawing = StrokeDrawing | PixelDrawing;

export type Drawing = LineDrawing | ColourPicture;

export const isColour = (drawing: Drawing): drawing is ColourPicture => "colours" in drawing;

/** What a network sees of a drawing: a colour picture as it is, all else in the shape of its images. */
export const shapeOf = (drawing: Drawing | undefined, shape: ImageShape): ImageShape =>
  drawing && isColour(drawing) ? COLOUR_SHAPE : shape;

export const sizeOf = ({ height, width, channels }: ImageShape): number => height * width * channels;

/** Whether an image's bytes are of that shape. */
const fits = (pixels: Uint8Array, shape: ImageShape): boolean => pixels.length === sizeOf(shape);

/** As `pixelsOf`, of a drawing of any kind in the shape that `shapeOf` says. */
export const seenOf = (drawing: Drawing, shape: ImageShape): Uint8Array =>
  isColour(drawing) ? drawing.colours : pixelsOf(drawing, shape);

/**
 * What the network sees of a drawing: (height, width, channels), ink 0 to 255. The same bytes in every browser and in
 * Node. The drawing fills the middle square; in an RGB image its ink is white.
 */
export function pixelsOf(drawing: LineDrawing, shape: ImageShape): Uint8Array {
  if ("pixels" in drawing && fits(drawing.pixels, shape)) return drawing.pixels;
  if ("strokes" in drawing) return strokeImage(drawing.strokes, shape);
  const side = Math.min(shape.height, shape.width);
  return inMiddle(scaleImage(drawing.pixels, DIGIT_SIDE, DIGIT_SIDE, side, side), side, shape);
}

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** A drawing as JSON has it: a list of strokes, each a list of integers, or base64 of the pixels, of a colour picture named. */
export function drawingToJson(drawing: Drawing): unknown {
  if (isColour(drawing)) return { colours: toBase64(drawing.colours) };
  return "pixels" in drawing ? toBase64(drawing.pixels) : drawing.strokes;
}

/** Undefined if the value is not what `drawingToJson` makes. */
export function drawingFromJson(value: unknown): Drawing | undefined {
  if (typeof value === "string") {
    const pixels = fromBase64(value, DIGIT_SIZE);
    return pixels && { pixels };
  }
  const { colours: coded } = (value ?? {}) as { colours?: unknown };
  if (typeof coded === "string") {
    const colours = fromBase64(coded, COLOUR_SIZE);
    return colours && { colours };
  }
  if (!Array.isArray(value) || value.length === 0) return undefined;
  let places = 0;
  for (const stroke of value as unknown[]) {
    if (!Array.isArray(stroke) || stroke.length < 2 || stroke.length % 2 !== 0) return undefined;
    places += stroke.length / 2;
    if (!stroke.every((at) => Number.isInteger(at) && at >= -OUTSIDE && at <= PAD_SIDE + OUTSIDE)) return undefined;
  }
  return places <= MAX_PLACES ? { strokes: value as number[][] } : undefined;
}

function fromBase64(text: string, size: number): Uint8Array | undefined {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return undefined;
  }
  return binary.length === size ? Uint8Array.from(binary, (char) => char.charCodeAt(0)) : undefined;
}
