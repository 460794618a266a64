import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encodePng } from "../../src/node/pictures/encode-png.ts";

/** Grey images as PNG files, by path below a folder. */
export async function writeImages(
  folder: string,
  images: Readonly<Record<string, Uint8Array>>,
  height: number,
  width: number,
): Promise<void> {
  for (const [name, pixels] of Object.entries(images)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await encodePng(pixels, height, width, 1));
  }
}
