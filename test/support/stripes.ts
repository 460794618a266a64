import { PNG } from "pngjs";
import type { TemporaryFolder } from "../node/temporary-folder.ts";

/** A class is a stripe's direction and colour; images of it differ in where and how strong it is. Red, green, blue. */
const CLASSES = {
  axe: [1, 0, [230, 40, 40]],
  brain: [0, 1, [40, 230, 40]],
  cup: [1, 1, [60, 60, 240]],
} as const;

export type StripeClass = keyof typeof CLASSES;
export const stripeClasses = Object.keys(CLASSES) as readonly StripeClass[];

/** Image `n` of a class, 24x30 in colour, as a PNG file. */
export function stripePng(name: StripeClass, n: number): Buffer {
  const [dx, dy, colour] = CLASSES[name];
  const [height, width] = [24, 30];
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isInk = Math.abs(dx * (x - 10) + dy * (y - 8) - (n % 7)) < 4;
      png.data.set([...colour.map((value) => (isInk ? value - 3 * (n % 5) : 12)), 255], 4 * (y * width + x));
    }
  }
  return PNG.sync.write(png);
}

/** Writes a folder of `count` images of each class, from image `from` on, a sub-folder a class. @returns its path */
export function writeStripes(folder: TemporaryFolder, name: string, count: number, from = 0): string {
  for (const each of stripeClasses) {
    for (let n = from; n < from + count; n++) folder.write(`${name}/${each}/${n}.png`, stripePng(each, n));
  }
  return folder.join(name);
}
