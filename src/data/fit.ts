import type { DecodedImage } from "./image.ts";
import { chooseGround, type Ground, groundLevel, invert, layOnGround, measureGrounds, toGrey, toRgb } from "./ink.ts";
import { resizeImage } from "./scale-image.ts";

/**
 * How an image of another shape becomes one of the network's: `contain` shows all of it with bars beside it, `cover`
 * fills the whole and cuts what sticks out, half on each side, `stretch` scales each side on its own.
 */
export type Fit = "contain" | "cover" | "stretch";

export interface FitOptions {
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
  /** 1: grey, by `luma`. 3: RGB, of a grey image three times the same. */
  readonly channels: 1 | 3;
  /** Default "contain". */
  readonly fit?: Fit;
  /** What a see-through image is laid on. Default "auto": the one on which more of it is seen. */
  readonly background?: Ground | "auto";
  /** Whether to make dark ink on light paper light ink on dark. Default false; `InkTally` finds out for a data set. */
  readonly invert?: boolean;
}

type Size = readonly [height: number, width: number];

/** a * b / c to the nearest integer, halves up, but 1 at least. */
const share = (a: number, b: number, c: number): number => Math.max(1, Math.floor((2 * a * b + c) / (2 * c)));

/** The largest size of the image's shape within another. */
function sizeWithin([height, width]: Size, [newHeight, newWidth]: Size): Size {
  return width * newHeight >= newWidth * height
    ? [Math.min(newHeight, share(height, newWidth, width)), newWidth]
    : [newHeight, Math.min(newWidth, share(width, newHeight, height))];
}

/** Copies the middle of an image into the middle of another size, which is `level` wherever the image does not reach. */
function centre(
  pixels: Uint8Array,
  [height, width]: Size,
  [newHeight, newWidth]: Size,
  channels: number,
  level: number,
) {
  if (height === newHeight && width === newWidth) return pixels;
  const result = new Uint8Array(newHeight * newWidth * channels).fill(level);
  const rows = Math.min(height, newHeight);
  const columns = Math.min(width, newWidth) * channels;
  const skip = (more: number) => Math.max(0, Math.floor(more / 2));
  for (let y = 0; y < rows; y++) {
    const from = ((y + skip(height - newHeight)) * width + skip(width - newWidth)) * channels;
    const to = ((y + skip(newHeight - height)) * newWidth + skip(newWidth - width)) * channels;
    result.set(pixels.subarray(from, from + columns), to);
  }
  return result;
}

/** 255 if the outermost pixels are light on the whole, else 0: the level that continues an image beyond its frame. */
function frameLevel({ pixels, width, height, channels }: DecodedImage): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) {
      for (let c = 0; c < channels; c++) sum += pixels[(y * width + x) * channels + c];
      count += channels;
    }
  }
  return 2 * sum > 255 * count ? 255 : 0;
}

/**
 * Brings a decoded image to the size and channels of a network, in integers alone, so that every engine gives the same:
 * laid on a ground, then coloured, inverted, and scaled. Bars beside it continue its ground: black or white.
 *
 * @returns pixels, 0 to 255; (height, width, channels)
 * @throws RangeError for sizes that are no integers of at least 1
 */
export function fitImage(image: DecodedImage, options: FitOptions): Uint8Array {
  const { height, width, channels, fit = "contain", background = "auto", invert: inverts = false } = options;
  const ground = background === "auto" ? chooseGround(measureGrounds(image)) : background;
  const laid = layOnGround(image, ground);
  const coloured = channels === 1 ? toGrey(laid) : toRgb(laid);
  const { pixels, ...size } = inverts ? invert(coloured) : coloured;
  const own: Size = [size.height, size.width];
  const target: Size = [height, width];
  if (fit === "stretch") return resizeImage(pixels, own, target, channels);
  if (fit === "cover") {
    const seen = sizeWithin(target, own);
    return resizeImage(centre(pixels, own, seen, channels, 0), seen, target, channels);
  }
  const level = image.channels % 2 === 0 ? groundLevel(ground) : frameLevel(coloured);
  const scaled = sizeWithin(own, target);
  return centre(resizeImage(pixels, own, scaled, channels), scaled, target, channels, inverts ? 255 - level : level);
}
