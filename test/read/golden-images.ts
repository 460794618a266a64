import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DecodedImage } from "../../src/data/image.ts";

/** A picture of test/fixtures/images, and its pixels as Pillow or the PNG specification has them. */
export interface GoldenImage {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Of the pixels, (height, width, channels). */
  readonly sha256: string;
  /** What Pillow gives instead, where its pixels are others. */
  readonly pillow?: string;
}

const folder = fileURLToPath(new URL("../fixtures/images/", import.meta.url));

export const readFixture = (name: string): Uint8Array => new Uint8Array(readFileSync(folder + name));

export const goldenImages: readonly GoldenImage[] = JSON.parse(readFileSync(`${folder}golden.json`, "utf8"));

/** Red, green, blue and alpha of each pixel. */
export function toRgba({ pixels, channels, width, height }: DecodedImage): Uint8Array {
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const pixel = pixels.subarray(i * channels, (i + 1) * channels);
    const colour = channels < 3 ? [pixel[0], pixel[0], pixel[0]] : pixel.subarray(0, 3);
    rgba.set(colour, 4 * i);
    rgba[4 * i + 3] = channels % 2 === 0 ? pixel[channels - 1] : 255;
  }
  return rgba;
}
