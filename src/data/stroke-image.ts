import { drawStrokes, type Stroke } from "./strokes.ts";

/** MNIST's images, which strokes are drawn like. */
const DIGIT_SIDE = 28;
/** In an image of 28 pixels: the drawing's longer side, and the pen's width. Others have them in proportion. */
const [BOX, PEN] = [20, 2.6];

/** What an image is: (height, width, channels) bytes. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Strokes as an image of any size: (height, width, channels), ink 0 to 255. The drawing fills the middle square; in an RGB
 * image its ink is white. The same bytes in every browser and in Node.
 */
export function strokeImage(strokes: readonly Stroke[], size: ImageSize): Uint8Array {
  const side = Math.min(size.height, size.width);
  const share = side / DIGIT_SIDE;
  return inMiddle(drawStrokes(strokes, { side, box: BOX * share, pen: PEN * share }), side, size);
}

/** A square of ink in the middle of an image without any. @param square (side, side) */
export function inMiddle(square: Uint8Array, side: number, { height, width, channels }: ImageSize): Uint8Array {
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
