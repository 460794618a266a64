import { clampLevel, type PhotoImage } from "./photo-image.ts";

/** ITU-T T.81, annex K.1: how coarsely a coefficient of brightness and of colour is kept, row by row. */
const BRIGHTNESS_STEPS = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
const COLOUR_STEPS = [
  [17, 18, 24, 47],
  [18, 21, 26, 66],
  [24, 26, 56],
  [47, 66],
];

const colourStep = (i: number): number => COLOUR_STEPS[i >> 3]?.[i & 7] ?? 99;

/** The steps of a quality from 1 to 100, as libjpeg scales them. */
function scaledSteps(step: (i: number) => number, quality: number): Float64Array {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return Float64Array.from({ length: 64 }, (_, i) =>
    Math.min(255, Math.max(1, Math.floor((step(i) * percent + 50) / 100))),
  );
}

/** cos(k pi / 16) times the root of 2, in 1/65536: exactly 1 for k = 0 and 4, so that ties of the mean are kept. */
const [C0, C1, C2, C3, C4, C5, C6, C7] = [65536, 90901, 85627, 77062, 65536, 51491, 35468, 18081];
/** A product of two of them, times 8, by which so scaled cosines are too large: 2^35. */
const UNIT = 34359738368;

const block = new Float64Array(64);
const half = new Float64Array(64);

/** The cosine transform of the rows of eight numbers; they become columns, which a second pass turns back into rows. */
function toFrequencies(from: Float64Array, to: Float64Array): void {
  for (let line = 0; line < 8; line++) {
    const at = 8 * line;
    const s0 = from[at] + from[at + 7];
    const s1 = from[at + 1] + from[at + 6];
    const s2 = from[at + 2] + from[at + 5];
    const s3 = from[at + 3] + from[at + 4];
    const d0 = from[at] - from[at + 7];
    const d1 = from[at + 1] - from[at + 6];
    const d2 = from[at + 2] - from[at + 5];
    const d3 = from[at + 3] - from[at + 4];
    to[line] = C0 * (s0 + s1 + s2 + s3);
    to[line + 8] = C1 * d0 + C3 * d1 + C5 * d2 + C7 * d3;
    to[line + 16] = C2 * (s0 - s3) + C6 * (s1 - s2);
    to[line + 24] = C3 * d0 - C7 * d1 - C1 * d2 - C5 * d3;
    to[line + 32] = C4 * (s0 - s1 - s2 + s3);
    to[line + 40] = C5 * d0 - C1 * d1 + C7 * d2 + C3 * d3;
    to[line + 48] = C6 * (s0 - s3) - C2 * (s1 - s2);
    to[line + 56] = C7 * d0 - C5 * d1 + C3 * d2 - C1 * d3;
  }
}

/** The transform back: the same matrix, turned over. */
function fromFrequencies(from: Float64Array, to: Float64Array): void {
  for (let line = 0; line < 8; line++) {
    const at = 8 * line;
    const f1 = from[at + 1];
    const f3 = from[at + 3];
    const f5 = from[at + 5];
    const f7 = from[at + 7];
    const sum = C0 * from[at] + C4 * from[at + 4];
    const difference = C0 * from[at] - C4 * from[at + 4];
    const outer = C2 * from[at + 2] + C6 * from[at + 6];
    const inner = C6 * from[at + 2] - C2 * from[at + 6];
    const o0 = C1 * f1 + C3 * f3 + C5 * f5 + C7 * f7;
    const o1 = C3 * f1 - C7 * f3 - C1 * f5 - C5 * f7;
    const o2 = C5 * f1 - C1 * f3 + C7 * f5 + C3 * f7;
    const o3 = C7 * f1 - C5 * f3 + C3 * f5 - C1 * f7;
    to[line] = sum + outer + o0;
    to[line + 8] = difference + inner + o1;
    to[line + 16] = difference - inner + o2;
    to[line + 24] = sum - outer + o3;
    to[line + 32] = sum - outer - o3;
    to[line + 40] = difference - inner - o2;
    to[line + 48] = difference + inner - o1;
    to[line + 56] = sum + outer - o0;
  }
}

/** Rounds the block's frequencies to whole steps, as a JPEG does. All numbers on the way are integers below 2^53. */
function coarsen(steps: Float64Array): void {
  toFrequencies(block, half);
  toFrequencies(half, block);
  for (let i = 0; i < 64; i++) {
    const unit = steps[i] * UNIT;
    const value = block[i];
    const size = Math.floor((value < 0 ? -value : value) / unit + 0.5) * steps[i];
    block[i] = value < 0 ? -size : size;
  }
  fromFrequencies(block, half);
  fromFrequencies(half, block);
}

/**
 * Leaves in an image what a JPEG of it leaves, in place: brightness and colour apart, blocks of 8 by 8, their frequencies
 * rounded to the steps of the quality; colour is kept at full size (4:4:4). Exact: integers, and sums of them below 2^53.
 *
 * @param quality 1 to 100, libjpeg's
 * @param planes room for the image's pixels
 */
export function jpegBlocks(image: PhotoImage, quality: number, planes: Uint8Array): void {
  const { pixels, rows, columns, channels } = image;
  const size = rows * columns;
  if (channels === 1) {
    coarsenPlane(
      pixels,
      0,
      rows,
      columns,
      scaledSteps((i) => BRIGHTNESS_STEPS[i], quality),
    );
    return;
  }
  for (let i = 0; i < size; i++) {
    const red = pixels[3 * i];
    const green = pixels[3 * i + 1];
    const blue = pixels[3 * i + 2];
    // JFIF's brightness and two colours, in 1/65536.
    planes[i] = (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
    planes[size + i] = clampLevel(((-11059 * red - 21709 * green + 32768 * blue + 32768) >> 16) + 128);
    planes[2 * size + i] = clampLevel(((32768 * red - 27439 * green - 5329 * blue + 32768) >> 16) + 128);
  }
  for (let c = 0; c < 3; c++) {
    const steps = scaledSteps(c === 0 ? (i) => BRIGHTNESS_STEPS[i] : colourStep, quality);
    coarsenPlane(planes, c * size, rows, columns, steps);
  }
  for (let i = 0; i < size; i++) {
    const y = planes[i];
    const cb = planes[size + i] - 128;
    const cr = planes[2 * size + i] - 128;
    pixels[3 * i] = clampLevel(y + ((91881 * cr + 32768) >> 16));
    pixels[3 * i + 1] = clampLevel(y + ((-22554 * cb - 46802 * cr + 32768) >> 16));
    pixels[3 * i + 2] = clampLevel(y + ((116130 * cb + 32768) >> 16));
  }
}

/** A plane of (rows, columns) bytes from `at` on; blocks that reach beyond it continue its edge. */
function coarsenPlane(plane: Uint8Array, at: number, rows: number, columns: number, steps: Float64Array): void {
  for (let top = 0; top < rows; top += 8) {
    for (let left = 0; left < columns; left += 8) {
      const high = Math.min(8, rows - top);
      const wide = Math.min(8, columns - left);
      for (let y = 0, i = 0; y < 8; y++) {
        const row = at + (top + Math.min(y, high - 1)) * columns + left;
        for (let x = 0; x < 8; x++) block[i++] = plane[row + (x < wide ? x : wide - 1)] - 128;
      }
      coarsen(steps);
      for (let y = 0; y < high; y++) {
        const row = at + (top + y) * columns + left;
        for (let x = 0; x < wide; x++) plane[row + x] = clampLevel(Math.floor(block[8 * y + x] / UNIT + 0.5) + 128);
      }
    }
  }
}
