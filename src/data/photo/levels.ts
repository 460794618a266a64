import { clampLevel, type PhotoImage } from "./photo-image.ts";

/** Integers of a change of levels: for each channel of the result three factors and a summand, in 1/65536. */
export const LEVEL_NUMBERS = 12;

// The share of red, green and blue in what the eye sees as bright: ITU-R BT.601.
const LUMA = [0.299, 0.587, 0.114];

export interface LevelChange {
  /** The share of the range by which all levels move. */
  readonly brightness: number;
  /** The factor of all differences from the middle of the range. */
  readonly contrast: number;
  /** The factor of all differences from the grey that is as bright. */
  readonly saturation: number;
  /** The factors of red, green and blue. */
  readonly gains: readonly [number, number, number];
}

/**
 * Writes down a change of light and colour: `contrast * (gain * (grey + saturation * (level - grey)) - 127.5) + 127.5 +
 * 255 * brightness`. Of a grey image only the first factor and the summand of the first channel are used.
 * @param target takes LEVEL_NUMBERS integers from `at` on
 */
export function writeLevelChange(
  target: Int32Array,
  at: number,
  { brightness, contrast, saturation, gains }: LevelChange,
  channels: number,
): void {
  const summand = 127.5 * (1 - contrast) + 255 * brightness;
  for (let c = 0; c < 3; c++) {
    for (let k = 0; k < 3; k++) {
      const own = c === k ? 1 : 0;
      const factor =
        channels === 1 ? own * contrast : contrast * gains[c] * ((1 - saturation) * LUMA[k] + saturation * own);
      target[at + 4 * c + k] = Math.floor(factor * 65536 + 0.5);
    }
    target[at + 4 * c + 3] = Math.floor(summand * 65536 + 0.5);
  }
}

/** Changes the levels of an image in place, each rounded and kept within 0 to 255. */
export function changeLevels({ pixels, channels }: PhotoImage, numbers: Int32Array, at: number): void {
  if (channels === 1) {
    const factor = numbers[at];
    const summand = numbers[at + 3] + 32768;
    for (let i = 0; i < pixels.length; i++) pixels[i] = clampLevel((factor * pixels[i] + summand) >> 16);
    return;
  }
  const [rr, rg, rb, r0, gr, gg, gb, g0, br, bg, bb, b0] = numbers.subarray(at, at + LEVEL_NUMBERS);
  for (let i = 0; i < pixels.length; i += 3) {
    const red = pixels[i];
    const green = pixels[i + 1];
    const blue = pixels[i + 2];
    pixels[i] = clampLevel((rr * red + rg * green + rb * blue + r0 + 32768) >> 16);
    pixels[i + 1] = clampLevel((gr * red + gg * green + gb * blue + g0 + 32768) >> 16);
    pixels[i + 2] = clampLevel((br * red + bg * green + bb * blue + b0 + 32768) >> 16);
  }
}
