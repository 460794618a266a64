import { placeByMass } from "./centre-drawing.ts";

/** The places that a pen passed, x and y in turn, y downwards, in any unit: at least one place. */
export type Stroke = ArrayLike<number>;

/** The largest coordinate: more would leave no exactness for the drawing's shape. */
const FARTHEST = 1e9;

export interface DrawOptions {
  /** Side of the image in pixels. Default 28, MNIST's. */
  readonly side?: number;
  /** Pixels of the drawing's longer side, its pen included. Default 20, MNIST's. */
  readonly box?: number;
  /** Width of the pen in pixels; > 0. Default 2.6, about MNIST's. */
  readonly pen?: number;
}

/** @throws TypeError, RangeError naming the first stroke that is none */
function checkStrokes(strokes: readonly Stroke[]): void {
  if (!Array.isArray(strokes)) throw new TypeError("Expected a list of strokes.");
  for (const [i, stroke] of strokes.entries()) {
    const { length } = stroke ?? {};
    if (!(length >= 2 && length % 2 === 0)) {
      throw new RangeError(`Stroke ${i}: expected x and y of at least one place, got ${length ?? "no"} numbers.`);
    }
    for (let k = 0; k < length; k++) {
      if (!(Math.abs(stroke[k]) <= FARTHEST)) {
        throw new RangeError(`Stroke ${i}: expected numbers from -1e9 to 1e9, got ${stroke[k]} at place ${k}.`);
      }
    }
  }
}

/** For each pixel of (height, width) the squared distance of its middle to the nearest stroke; at most `reach`^2. */
function squaredDistances(strokes: readonly Stroke[], height: number, width: number, reach: number): Float64Array {
  const squares = new Float64Array(height * width).fill(reach * reach);
  for (const stroke of strokes) {
    // A stroke of one place is a segment without length: a dot.
    for (let k = 0; k === 0 || k + 3 < stroke.length; k += 2) {
      const x = stroke[k];
      const y = stroke[k + 1];
      const dx = stroke.length > 2 ? stroke[k + 2] - x : 0;
      const dy = stroke.length > 2 ? stroke[k + 3] - y : 0;
      const length = dx * dx + dy * dy;
      const top = Math.max(0, Math.floor(Math.min(y, y + dy) - reach));
      const bottom = Math.min(height - 1, Math.floor(Math.max(y, y + dy) + reach));
      const left = Math.max(0, Math.floor(Math.min(x, x + dx) - reach));
      const right = Math.min(width - 1, Math.floor(Math.max(x, x + dx) + reach));
      for (let row = top; row <= bottom; row++) {
        const v = row + 0.5 - y;
        for (let column = left; column <= right; column++) {
          const u = column + 0.5 - x;
          const along = length > 0 ? Math.min(1, Math.max(0, (u * dx + v * dy) / length)) : 0;
          const across = u - along * dx;
          const down = v - along * dy;
          const square = across * across + down * down;
          const at = row * width + column;
          if (square < squares[at]) squares[at] = square;
        }
      }
    }
  }
  return squares;
}

/**
 * Draws strokes with a round pen whose edge is soft over one pixel: a pixel whose middle is d from the nearest stroke
 * gets 255 times `pen / 2 + 1/2 - d`, cut to 0 and 1. Only + - * / and square roots: the same bytes in every engine.
 *
 * @param strokes in pixels; pixel (row, column) reaches from (column, row) to (column + 1, row + 1). What lies outside
 *   the image is cut off
 * @param pen width in pixels; > 0
 * @returns (height, width), 0 for none to 255
 */
export function rasterise(strokes: readonly Stroke[], pen: number, height: number, width: number): Uint8Array {
  const reach = pen / 2 + 0.5;
  return Uint8Array.from(squaredDistances(strokes, height, width, reach), (square) =>
    Math.floor(255 * Math.min(1, reach - Math.sqrt(square)) + 0.5),
  );
}

/** The strokes moved and scaled, their shape kept, so that they and the pen around them fill a box from (0, 0) on. */
function fitStrokes(
  strokes: readonly Stroke[],
  box: number,
  pen: number,
): { strokes: Float64Array[]; width: number; height: number } {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const stroke of strokes) {
    for (let k = 0; k < stroke.length; k += 2) {
      left = Math.min(left, stroke[k]);
      right = Math.max(right, stroke[k]);
      top = Math.min(top, stroke[k + 1]);
      bottom = Math.max(bottom, stroke[k + 1]);
    }
  }
  const longer = Math.max(right - left, bottom - top);
  // A dot has no size that could be scaled.
  const ratio = (box - pen) / longer;
  const scale = ratio < Infinity ? ratio : 0;
  const fitted = strokes.map((stroke) =>
    Float64Array.from(stroke, (value, k) => (value - (k % 2 === 0 ? left : top)) * scale + pen / 2),
  );
  return { strokes: fitted, width: (right - left) * scale + pen, height: (bottom - top) * scale + pen };
}

/**
 * Draws a symbol as MNIST's digits are drawn, at any size of the strokes: they are scaled first, then drawn with the
 * usual pen, and the centre of mass is put on the image's middle. A small drawing scaled after it is drawn is a blob.
 *
 * @returns (side, side), 0 for none to 255; all 0 without a stroke
 * @throws TypeError, RangeError for strokes that are none, or a box that the image or the pen does not fit
 */
export function drawStrokes(strokes: readonly Stroke[], options: DrawOptions = {}): Uint8Array {
  const { side = 28, box = 20, pen = 2.6 } = options;
  checkStrokes(strokes);
  if (!(Number.isInteger(side) && pen > 0 && pen < box && box <= side)) {
    throw new RangeError(`Expected 0 < pen < box <= side, got pen ${pen}, box ${box}, side ${side}.`);
  }
  if (strokes.length === 0) return new Uint8Array(side * side);
  const fitted = fitStrokes(strokes, box, pen);
  const [rows, columns] = [Math.ceil(fitted.height), Math.ceil(fitted.width)];
  return placeByMass(rasterise(fitted.strokes, pen, rows, columns), rows, columns, side);
}
