import { PNG } from "pngjs";
import { UnreadableFileError } from "../errors.ts";
import { readBytes } from "./read-bytes.ts";

/** The largest side of a picture that is decoded. */
const LARGEST_SIDE = 4096;
const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

export interface GreyImage {
  /** 0 to 255; (height, width). */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Decodes a PNG to grey (ITU-R BT.601 luma). What is transparent counts as black, the ground that MNIST's digits
 * stand on. The size is read and bounded before anything is decoded.
 *
 * @throws UnreadableFileError if the bytes are no PNG, or one of more than 4096 pixels a side
 */
export function decodePng(bytes: Uint8Array, source: string): GreyImage {
  if (bytes.length < 33 || SIGNATURE.some((byte, i) => bytes[i] !== byte)) {
    throw new UnreadableFileError(`${source}: expected a PNG file, its first bytes are not a PNG's.`);
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = header.getUint32(16);
  const height = header.getUint32(20);
  if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
    throw new UnreadableFileError(
      `${source}: expected a picture of at most ${LARGEST_SIDE}x${LARGEST_SIDE}, it claims ${width}x${height}.`,
    );
  }
  let data: Uint8Array;
  try {
    data = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).data;
  } catch (error) {
    throw new UnreadableFileError(`${source}: a damaged PNG: ${(error as Error).message.replace(/\s+/g, " ")}.`);
  }
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const luma = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
    pixels[i] = Math.round((luma * data[4 * i + 3]) / 255);
  }
  return { pixels, height, width };
}

/** Scales an image by area: each new pixel is the mean of what it covers. */
export function scaleImage(image: GreyImage, height: number, width: number): Uint8Array {
  const result = new Uint8Array(height * width);
  const stepY = image.height / height;
  const stepX = image.width / width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let sy = Math.floor(y * stepY); sy < (y + 1) * stepY - 1e-9; sy++) {
        const weightY = Math.min(sy + 1, (y + 1) * stepY) - Math.max(sy, y * stepY);
        for (let sx = Math.floor(x * stepX); sx < (x + 1) * stepX - 1e-9; sx++) {
          const weightX = Math.min(sx + 1, (x + 1) * stepX) - Math.max(sx, x * stepX);
          sum += weightY * weightX * image.pixels[sy * image.width + sx];
        }
      }
      result[y * width + x] = Math.round(sum / (stepY * stepX));
    }
  }
  return result;
}

/**
 * Reads a PNG file as a network's input; another size is scaled, and `note` says so.
 * @throws UnreadableFileError
 */
export async function readDigitPng(
  path: string,
  height: number,
  width: number,
): Promise<{ pixels: Uint8Array; note?: string }> {
  const image = decodePng(await readBytes(path), path);
  if (image.height === height && image.width === width) return { pixels: image.pixels };
  const note = `${path}: ${image.width}x${image.height}, scaled to ${width}x${height}`;
  return { pixels: scaleImage(image, height, width), note };
}
