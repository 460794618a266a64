import { PNG } from "pngjs";

/** An image, grey or RGB, as a PNG file. */
export function encodePng(pixels: Uint8Array, height: number, width: number): Buffer {
  const png = new PNG({ width, height });
  const channels = pixels.length / (height * width);
  for (let i = 0; i < height * width; i++) {
    const [red, green = red, blue = red] = pixels.subarray(channels * i, channels * (i + 1));
    png.data.set([red, green, blue, 255], 4 * i);
  }
  return PNG.sync.write(png);
}
