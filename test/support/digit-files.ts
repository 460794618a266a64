import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodePng } from "../../src/node/pictures/encode-png.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";

/** Images in a sub-folder. */
export const PER_FOLDER = 1000;

/** The sub-folders of the first so many images. */
export const foldersOf = (folder: string, count: number): string[] =>
  Array.from({ length: Math.ceil(count / PER_FOLDER) }, (_, i) => join(folder, String(i).padStart(6, "0")));

/**
 * Writes so many PNG files into sub-folders of a folder: MNIST's 70,000 digits, over and over, each time moved by other
 * pixels. A digit at a time is in memory.
 */
export async function writeDigits(folder: string, count: number): Promise<void> {
  const { train, test } = await loadDefaultMnist();
  const side = train.width;
  const folders = foldersOf(folder, count);
  const moved = new Uint8Array(side * side);
  for (let i = 0; i < count; i++) {
    const below = folders[Math.floor(i / PER_FOLDER)];
    if (i % PER_FOLDER === 0) mkdirSync(below, { recursive: true });
    const of = i % (train.count + test.count);
    const [{ images }, at] = of < train.count ? [train, of] : [test, of - train.count];
    const turn = Math.floor(i / (train.count + test.count));
    const [down, right] = [turn % 5, Math.floor(turn / 5) % 5];
    moved.fill(0);
    for (let y = down; y < side; y++) {
      const row = at * side * side + (y - down) * side;
      moved.set(images.subarray(row, row + side - right), y * side + right);
    }
    writeFileSync(join(below, `${String(i).padStart(9, "0")}.png`), await encodePng(moved, side, side, 1));
  }
}
