import type { Random } from "../random.ts";

/** How far a training image may be moved, turned, scaled and sheared at random; 0 for not at all. */
export interface Augmentation {
  /** Pixels, up or down and left or right; at least 0. */
  readonly shift: number;
  /** Degrees, either way; 0 to 45. */
  readonly rotate: number;
  /** Share of the size, larger or smaller, in both directions apart; 0 to 0.5. */
  readonly scale: number;
  /** Columns a row, either way; 0 to 0.5. */
  readonly shear: number;
}

/** What an image is looked at through: the rows and columns that a network sees of an image of height x width. */
export interface ViewOfImage {
  readonly height: number;
  readonly width: number;
  /** First row and column seen, and how many. */
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** i32 numbers that describe one warp, two of them unused: see assembly/warp-images.ts. */
export const WARP_NUMBERS = 8;

// sin x to within 1e-9 up to 45 degrees, of operations that every engine rounds alike.
function sine(degrees: number): number {
  const x = (degrees * Math.PI) / 180;
  const square = x * x;
  return x * (1 - (square / 6) * (1 - (square / 20) * (1 - (square / 42) * (1 - square / 72))));
}

/** @throws TypeError, RangeError naming the number that is out of its range */
export function checkAugmentation(augmentation: Augmentation): void {
  const most = { shift: 1024, rotate: 45, scale: 0.5, shear: 0.5 };
  for (const key of ["shift", "rotate", "scale", "shear"] as const) {
    const value = augmentation?.[key];
    if (typeof value !== "number") throw new TypeError(`augment: ${key} must be a number, got ${typeof value}.`);
    if (!(value >= 0 && value <= most[key])) {
      throw new RangeError(`augment: ${key} must be from 0 to ${most[key]}, got ${value}.`);
    }
  }
}

/**
 * Draws a warp at random: five numbers, even over their ranges. The image is turned, scaled and sheared about the
 * middle of what the network sees, then moved.
 *
 * @param warps takes WARP_NUMBERS integers from `at` on
 */
export function drawWarp(
  warps: Int32Array,
  at: number,
  { shift, rotate, scale, shear }: Augmentation,
  view: ViewOfImage,
  random: Random,
): void {
  const around = (range: number): number => (2 * random.uniform() - 1) * range;
  const sin = (2 * random.uniform() - 1) * sine(rotate);
  const cos = Math.sqrt(1 - sin * sin);
  const tall = 1 + around(scale);
  const wide = 1 + around(scale);
  const slant = around(shear);
  const down = around(shift);
  const right = around(shift);
  // Source steps a row and a column of the output: first sheared and scaled, then turned.
  const yi = tall * cos + slant * sin;
  const xi = slant * cos - tall * sin;
  const yj = wide * sin;
  const xj = wide * cos;
  const middleRow = (view.rows - 1) / 2;
  const middleColumn = (view.columns - 1) / 2;
  const y0 = view.top + middleRow + down - middleRow * yi - middleColumn * yj;
  const x0 = view.left + middleColumn + right - middleRow * xi - middleColumn * xj;
  const numbers = [y0, x0, yi, xi, yj, xj];
  for (let i = 0; i < 6; i++) warps[at + i] = Math.floor(numbers[i] * 65536 + 0.5);
}
