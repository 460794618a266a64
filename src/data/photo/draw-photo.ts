import type { Random } from "../../random.ts";
import type { Augmentation, ViewOfImage } from "../augment.ts";
import { axisBlur, blur } from "./blur.ts";
import { erase, PATCH_NUMBERS } from "./erase.ts";
import { jpegBlocks } from "./jpeg-blocks.ts";
import { changeLevels, LEVEL_NUMBERS, writeLevelChange } from "./levels.ts";
import { addNoise, noiseFactor } from "./noise.ts";
import type { PhotoImage } from "./photo-image.ts";

// Where an image's numbers begin: its change of levels, patch, blur (passes and weight, down and along), noise (factor and
// seed), and quality as a JPEG (0: none).
const PATCH = LEVEL_NUMBERS;
const BLUR = PATCH + PATCH_NUMBERS;
const NOISE = BLUR + 4;
const QUALITY = NOISE + 2;

/** i32 numbers that describe how one image is photographed. */
export const PHOTO_NUMBERS = QUALITY + 1;

/**
 * Draws at random how an image is photographed, each number even over its range; one image in two becomes a JPEG.
 * @param numbers takes PHOTO_NUMBERS integers from `at` on
 * @param pixel what `pixelsOf` says of the image
 */
export function drawPhoto(
  numbers: Int32Array,
  at: number,
  augmentation: Augmentation,
  view: ViewOfImage,
  { high, broad }: { readonly high: number; readonly broad: number },
  channels: number,
  random: Random,
): void {
  const {
    brightness = 0,
    contrast = 0,
    colour = 0,
    blur: most = 0,
    noise = 0,
    erase: part = 0,
    jpeg = 0,
  } = augmentation;
  const around = (range: number): number => (2 * random.uniform() - 1) * range;
  const factor = (range: number): number => 1 + around(range);
  const below = (count: number): number => Math.floor(random.uniform() * count);
  const change = {
    brightness: around(brightness),
    contrast: factor(contrast),
    saturation: factor(colour),
    gains: [factor(colour), factor(colour), factor(colour)] as const,
  };
  writeLevelChange(numbers, at, change, channels);
  const height = below(view.rows * part + 1);
  const width = below(view.columns * part + 1);
  const top = below(view.rows - height + 1);
  const left = below(view.columns - width + 1);
  let to = at + PATCH;
  for (const number of [top, left, height, width, below(256), below(256), below(256)]) numbers[to++] = number;
  const down = axisBlur(random.uniform() * most * high);
  const along = axisBlur(random.uniform() * most * broad);
  for (const number of [down.passes, down.weight, along.passes, along.weight]) numbers[to++] = number;
  numbers[at + NOISE] = noiseFactor(random.uniform() * noise * 255);
  numbers[at + NOISE + 1] = random.nextUint32();
  const quality = 100 - below(100 * jpeg);
  numbers[at + QUALITY] = jpeg > 0 && random.uniform() < 0.5 ? quality : 0;
}

/**
 * Photographs an image, in place, as it comes about: its light and colours, dirt on it, the lens, the sensor's noise, the
 * file.
 * @param planes room for the image's pixels
 */
export function takePhoto(image: PhotoImage, numbers: Int32Array, at: number, planes: Uint8Array): void {
  changeLevels(image, numbers, at);
  erase(image, numbers, at + PATCH);
  const [downPasses, downWeight, alongPasses, alongWeight, factor, seed, quality] = numbers.subarray(
    at + BLUR,
    at + PHOTO_NUMBERS,
  );
  blur(image, { passes: downPasses, weight: downWeight }, { passes: alongPasses, weight: alongWeight });
  addNoise(image, factor, seed);
  if (quality > 0) jpegBlocks(image, quality, planes);
}
