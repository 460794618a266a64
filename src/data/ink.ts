import type { DecodedImage } from "./image.ts";

/** What a see-through picture is laid on. */
export type Ground = "black" | "white";

/** Of every channel. */
export const groundLevel = (ground: Ground): number => (ground === "white" ? 255 : 0);

/** Levels by which the channels of a grey picture may differ: JPEG tints greys by a few. */
const TINT = 16;

/** Rec. 601 luma in 16 bits, as Pillow's `convert("L")` has it: greys stay as they are. */
export const luma = (red: number, green: number, blue: number): number =>
  (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;

/** Whether any pixel that is seen has a colour: channels that differ by more than 16 levels. */
export function hasColour({ pixels, channels }: DecodedImage): boolean {
  if (channels < 3) return false;
  for (let i = 0; i < pixels.length; i += channels) {
    const red = pixels[i];
    const green = pixels[i + 1];
    const blue = pixels[i + 2];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > TINT && (channels === 3 || pixels[i + 3] > 0))
      return true;
  }
  return false;
}

/**
 * How much of a see-through picture is seen on a black and on a white ground: the sums over its pixels of alpha times
 * the difference of its luma from the ground, exact. Add up those of several pictures to find one ground for all.
 */
export function measureGrounds({ pixels, channels }: DecodedImage): Record<Ground, number> {
  const seen = { black: 0, white: 0 };
  const hasAlpha = channels % 2 === 0;
  for (let i = 0; i < pixels.length; i += channels) {
    const grey = channels < 3 ? pixels[i] : luma(pixels[i], pixels[i + 1], pixels[i + 2]);
    const alpha = hasAlpha ? pixels[i + channels - 1] : 255;
    seen.black += alpha * grey;
    seen.white += alpha * (255 - grey);
  }
  return seen;
}

/** The ground on which more is seen: a black icon on nothing is laid on white. Black where both are equal. */
export const chooseGround = (seen: Readonly<Record<Ground, number>>): Ground =>
  seen.white > seen.black ? "white" : "black";

/** Lays an image with alpha on a ground, each channel rounded to the nearest; one without comes as it is. */
export function layOnGround(image: DecodedImage, ground: Ground): DecodedImage {
  const { width, height, channels, pixels } = image;
  if (channels % 2 === 1) return image;
  const colours = channels - 1;
  const under = groundLevel(ground);
  const laid = new Uint8Array(width * height * colours);
  for (let from = 0, to = 0; from < pixels.length; from += channels) {
    const alpha = pixels[from + colours];
    for (let c = 0; c < colours; c++) {
      // Division by 255 has no ties, so that adding 127 rounds to the nearest.
      laid[to++] = Math.floor((pixels[from + c] * alpha + under * (255 - alpha) + 127) / 255);
    }
  }
  return { width, height, channels: colours as 1 | 3, pixels: laid };
}

/** An image without alpha in grey, by `luma`. */
export function toGrey(image: DecodedImage): DecodedImage {
  const { width, height, channels, pixels } = image;
  if (channels === 1) return image;
  if (channels !== 3) throw new RangeError(`Expected an image of 1 or 3 channels, got ${channels}.`);
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = luma(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]);
  return { width, height, channels: 1, pixels: grey };
}

/** An image without alpha in RGB. */
export function toRgb(image: DecodedImage): DecodedImage {
  const { width, height, channels, pixels } = image;
  if (channels === 3) return image;
  if (channels !== 1) throw new RangeError(`Expected an image of 1 or 3 channels, got ${channels}.`);
  const rgb = new Uint8Array(pixels.length * 3);
  for (const [i, value] of pixels.entries()) rgb.fill(value, 3 * i, 3 * i + 3);
  return { width, height, channels: 3, pixels: rgb };
}

/** Light for dark and dark for light; not of alpha. */
export function invert(image: DecodedImage): DecodedImage {
  if (image.channels % 2 === 0)
    throw new RangeError(`Expected an image without alpha, got ${image.channels} channels.`);
  return { ...image, pixels: image.pixels.map((value) => 255 - value) };
}

/** Whether all pixels are equal, so that a network sees nothing in it. */
export const isBlank = (pixels: Uint8Array, channels: number): boolean =>
  pixels.every((value, i) => value === pixels[i % channels]);

/**
 * Tells dark ink on light paper from light ink on dark, over the grey images of a data set: ink seldom reaches the frame
 * of outermost pixels. So paper is light if the frames are light on the whole, and lighter than the images are.
 */
export class InkTally {
  #frame = 0;
  #frameCount = 0;
  #sum = 0;
  #count = 0;

  /** @param image grey, without alpha */
  add({ pixels, width, height, channels }: DecodedImage): void {
    if (channels !== 1) throw new RangeError(`Expected a grey image, got ${channels} channels.`);
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        this.#sum += pixels[i];
        if (y > 0 && y < height - 1 && x > 0 && x < width - 1) continue;
        this.#frame += pixels[i];
        this.#frameCount++;
      }
    }
    this.#count += pixels.length;
  }

  /** False before any image was added. */
  get isDarkOnLight(): boolean {
    // Means, compared by products: the same in every engine.
    return 2 * this.#frame > 255 * this.#frameCount && this.#frame * this.#count > this.#sum * this.#frameCount;
  }
}
