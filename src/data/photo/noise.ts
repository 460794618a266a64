import { clampLevel, type PhotoImage } from "./photo-image.ts";

// Four bytes at random add up to 510 on the average, with this standard deviation: the root of 4 (256^2 - 1) / 12.
const DEVIATION = Math.sqrt(21845);

const GAMMA = 0x9e3779b9;

/** What a sum of four bytes is multiplied by, in 1/65536 levels, for noise of a standard deviation in levels. */
export const noiseFactor = (deviation: number): number => Math.floor((deviation / DEVIATION) * 65536 + 0.5);

/**
 * Adds noise to each level of an image, in place: a sum of four random bytes, nearly normal. The i-th is the finaliser of
 * MurmurHash3 (Appleby) of `seed + (i + 1) * GAMMA` modulo 2^32, so that it depends on nothing else.
 */
export function addNoise({ pixels }: PhotoImage, factor: number, seed: number): void {
  if (factor === 0) return;
  for (let i = 0; i < pixels.length; i++) {
    let z = (seed + Math.imul(GAMMA, i + 1)) | 0;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    z ^= z >>> 16;
    const sum = (z & 255) + ((z >>> 8) & 255) + ((z >>> 16) & 255) + (z >>> 24);
    pixels[i] = clampLevel(pixels[i] + (((sum - 510) * factor + 32768) >> 16));
  }
}
