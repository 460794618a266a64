import { scaleImage } from "./scale-image.ts";

/** MNIST's own sizes: the drawing's longer side, and the image around it. */
const BOX = 20;
const SIDE = 28;

interface Part {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The smallest rectangle around everything that is not 0; undefined if all is. */
function inkedPart(pixels: Uint8Array, height: number, width: number): Part | undefined {
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (pixels[y * width + x] === 0) continue;
      if (y < top) top = y;
      if (x < left) left = x;
      if (x > right) right = x;
      bottom = y;
    }
  }
  return bottom < 0 ? undefined : { top, left, height: bottom - top + 1, width: right - left + 1 };
}

function cutOut(pixels: Uint8Array, width: number, part: Part): Uint8Array {
  const result = new Uint8Array(part.height * part.width);
  for (let y = 0; y < part.height; y++) {
    const from = (part.top + y) * width + part.left;
    result.set(pixels.subarray(from, from + part.width), y * part.width);
  }
  return result;
}

/** Where the drawing begins along one axis, so that its centre of mass comes to lie on the image's middle, all inside. */
function place(centre: number, size: number, side: number): number {
  const middle = (side - 1) / 2;
  return Math.min(side - size, Math.max(0, Math.floor(middle - centre + 0.5)));
}

/**
 * Puts a drawing into a square image, by whole pixels: its centre of mass as near to the middle as it fits.
 *
 * @param small (rows, columns), neither more than `side`
 * @returns (side, side); all 0 if there is no ink
 */
export function placeByMass(small: Uint8Array, rows: number, columns: number, side: number): Uint8Array {
  const result = new Uint8Array(side * side);
  let [mass, massX, massY] = [0, 0, 0];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const ink = small[y * columns + x];
      mass += ink;
      massX += ink * x;
      massY += ink * y;
    }
  }
  // So faint that nothing is left of it.
  if (mass === 0) return result;
  const top = place(massY / mass, rows, side);
  const left = place(massX / mass, columns, side);
  for (let y = 0; y < rows; y++) {
    result.set(small.subarray(y * columns, (y + 1) * columns), (top + y) * side + left);
  }
  return result;
}

/**
 * Puts a drawing as MNIST's makers put theirs (LeCun, Cortes and Burges: "size normalized to fit in a 20x20 pixel box
 * while preserving their aspect ratio", then the centre of mass on the middle of 28x28). A network that learnt from MNIST
 * recognises a drawing only so.
 *
 * @param pixels ink, 0 (none) to 255; (height, width), row-major
 * @returns (28, 28); all 0 if there is no ink
 * @throws RangeError if `pixels` is not height x width
 */
export function centreDrawing(pixels: Uint8Array, height: number, width: number): Uint8Array {
  if (pixels.length !== height * width) {
    throw new RangeError(
      `Expected ${height * width} pixels for a drawing of ${height}x${width}, got ${pixels.length}.`,
    );
  }
  const part = inkedPart(pixels, height, width);
  if (!part) return new Uint8Array(SIDE * SIDE);
  const longer = Math.max(part.height, part.width);
  const rows = Math.max(1, Math.floor((part.height * BOX) / longer + 0.5));
  const columns = Math.max(1, Math.floor((part.width * BOX) / longer + 0.5));
  const small = scaleImage(cutOut(pixels, width, part), part.height, part.width, rows, columns);
  return placeByMass(small, rows, columns, SIDE);
}
