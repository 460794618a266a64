import { quoteValue } from "../message-text.ts";
import { checkOptions } from "../options.ts";
import type { Random } from "../random.ts";

/**
 * How far training images may be changed at random; 0 for not at all. Pixels are those of images of 28x28; of others they
 * are in proportion to the height and the width.
 *
 * What comes in from beyond the frame is blank for a grey image, as around a drawing. With any of the entries of
 * photographs, from brightness on, and for RGB images, it is the nearest pixel of the edge.
 */
export interface Augmentation {
  /** Pixels, up or down and left or right; at least 0. */
  readonly shift: number;
  /** Degrees, either way; 0 to 45. */
  readonly rotate: number;
  /** Share of the size, larger or smaller, in both directions apart; 0 to 0.5. */
  readonly scale: number;
  /** Columns a row, either way; 0 to 0.5. */
  readonly shear: number;
  /** Pixels by which the edges are bent out of line, each of six ways; at least 0. */
  readonly bend: number;
  /** Share of the whole range by which all levels rise or fall; 0 to 1. Default 0, as of all below. */
  readonly brightness?: number;
  /** Share by which differences from the middle of the range grow or shrink; 0 to 1. */
  readonly contrast?: number;
  /** Share by which the saturation, and red, green and blue each on its own, grow or shrink; 0 to 1. Of RGB alone. */
  readonly colour?: number;
  /** The largest standard deviation of a blur, in pixels, down and along apart; 0 to 8. */
  readonly blur?: number;
  /** The largest standard deviation of noise, as a share of the range; 0 to 0.5. */
  readonly noise?: number;
  /** The largest height and width of a patch that is covered with a random colour, as a share of the image's; 0 to 1. */
  readonly erase?: number;
  /** How far JPEG's quality may fall below 100, in hundreds, for every second image; 0 to 0.99. */
  readonly jpeg?: number;
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

/** How many pixels of an image, down and to the right, are one of a 28x28 image. */
export const pixelsOf = ({ height, width }: ViewOfImage) => ({ high: height / 28, broad: width / 28 });

/** i32 numbers that describe one warp: see assembly/warp-images.ts. */
export const WARP_NUMBERS = 12;

// sin x to within 1e-9 up to 45 degrees, of operations that every engine rounds alike.
function sine(degrees: number): number {
  const x = (degrees * Math.PI) / 180;
  const square = x * x;
  return x * (1 - (square / 6) * (1 - (square / 20) * (1 - (square / 42) * (1 - square / 72))));
}

// The most of each.
const LIMITS = {
  shift: 1024,
  rotate: 45,
  scale: 0.5,
  shear: 0.5,
  bend: 16,
  brightness: 1,
  contrast: 1,
  colour: 1,
  blur: 8,
  noise: 0.5,
  erase: 1,
  jpeg: 0.99,
};
const AUGMENTATION_ENTRIES = Object.keys(LIMITS) as (keyof Augmentation)[];
/** Those of photographs. */
const PHOTO_ENTRIES = AUGMENTATION_ENTRIES.slice(5);

/** Whether images are augmented as photographs are, and go on beyond their frame. */
export const isPhotographic = (augmentation: Augmentation, channels: number): boolean =>
  channels === 3 || PHOTO_ENTRIES.some((key) => augmentation[key]);

/**
 * Checks an augmentation.
 * @returns it with its entries in the order above, those of photographs only where they are not 0
 * @throws TypeError, RangeError naming the number that is out of its range
 */
export function checkAugmentation(value: unknown): Augmentation {
  checkOptions(value, "augment", AUGMENTATION_ENTRIES);
  const augmentation = value as Partial<Record<keyof Augmentation, unknown>>;
  const entries = AUGMENTATION_ENTRIES.flatMap((key) => {
    const isPhoto = PHOTO_ENTRIES.includes(key);
    const entry = isPhoto ? (augmentation[key] ?? 0) : augmentation[key];
    if (typeof entry !== "number") throw new TypeError(`augment: ${key} must be a number, got ${quoteValue(entry)}.`);
    if (!(entry >= 0 && entry <= LIMITS[key])) {
      throw new RangeError(`augment: ${key} must be from 0 to ${LIMITS[key]}, got ${entry}.`);
    }
    return isPhoto && entry === 0 ? [] : [[key, entry]];
  });
  return Object.fromEntries(entries);
}

/**
 * Draws a warp at random, each of its twelve numbers even over its range. The image is turned, scaled, sheared and bent
 * about the middle of what the network sees, then moved.
 *
 * @param warps takes WARP_NUMBERS integers from `at` on
 */
export function drawWarp(
  warps: Int32Array,
  at: number,
  { shift, rotate, scale, shear, bend }: Augmentation,
  view: ViewOfImage,
  random: Random,
): void {
  const around = (range: number): number => (2 * random.uniform() - 1) * range;
  const sin = (2 * random.uniform() - 1) * sine(rotate);
  const cos = Math.sqrt(1 - sin * sin);
  const tall = 1 + around(scale);
  const wide = 1 + around(scale);
  const slant = around(shear);
  const { high, broad } = pixelsOf(view);
  const down = around(shift * high);
  const right = around(shift * broad);
  // Source steps a row and a column of the output: first sheared and scaled, then turned.
  const yi = tall * cos + slant * sin;
  const xi = slant * cos - tall * sin;
  const yj = wide * sin;
  const xj = wide * cos;
  const middleRow = (view.rows - 1) / 2;
  const middleColumn = (view.columns - 1) / 2;
  // How far a pixel at the edge is pushed, down and to the right, by its row, by both, and by its column.
  const bent = (pixel: number, first: number, second: number): number =>
    bend === 0 ? 0 : around(bend * pixel) / Math.max(1, first * second);
  const yuu = bent(high, middleRow, middleRow);
  const xuu = bent(broad, middleRow, middleRow);
  const yuv = bent(high, middleRow, middleColumn);
  const xuv = bent(broad, middleRow, middleColumn);
  const yvv = bent(high, middleColumn, middleColumn);
  const xvv = bent(broad, middleColumn, middleColumn);
  // The source of output pixel (i, j), measured from the middles.
  const row = (u: number, v: number): number => u * yi + v * yj + u * u * yuu + u * v * yuv + v * v * yvv;
  const column = (u: number, v: number): number => u * xi + v * xj + u * u * xuu + u * v * xuv + v * v * xvv;
  const [u, v] = [-middleRow, -middleColumn];
  const [y0, x0] = [row(u, v), column(u, v)];
  const numbers = [
    y0 + view.top + middleRow + down,
    x0 + view.left + middleColumn + right,
    row(u + 1, v) - y0,
    column(u + 1, v) - x0,
    row(u, v + 1) - y0,
    column(u, v + 1) - x0,
    2 * yuu,
    2 * xuu,
    yuv,
    xuv,
    2 * yvv,
    2 * xvv,
  ];
  for (let i = 0; i < WARP_NUMBERS; i++) warps[at + i] = Math.floor(numbers[i] * 65536 + 0.5);
}
