import type { PhotoImage } from "./photo-image.ts";

/** Integers of an erased patch: top, left, height, width, and a level for each of three channels. */
export const PATCH_NUMBERS = 7;

/** Covers a patch of an image with one colour, in place (Zhong et al. 2020, "Random Erasing Data Augmentation"). */
export function erase({ pixels, columns, channels }: PhotoImage, numbers: Int32Array, at: number): void {
  const [top, left, height, width] = numbers.subarray(at, at + 4);
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      for (let c = 0; c < channels; c++) pixels[(y * columns + x) * channels + c] = numbers[at + 4 + c];
    }
  }
}
