import { PNG } from "pngjs";

/** A grey image as a PNG file. */
export function encodePng(pixels: Uint8Array, height: number, width: number): Buffer {
  const png = new PNG({ width, height });
  for (const [i, value] of pixels.entries()) png.data.set([value, value, value, 255], 4 * i);
  return PNG.sync.write(png);
}
