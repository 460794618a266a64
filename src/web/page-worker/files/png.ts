import { scaleImage } from "../../../data/scale-image.ts";
import { UnreadableFileError } from "../../../errors.ts";

// As on the command line: 74 bytes can claim 20,000 x 20,000 pixels.
const MAX_SIDE = 4096;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/**
 * The grey values of a PNG file, scaled to side x side: its luma (ITU-R BT.601) over black, as the command line reads it.
 * @throws UnreadableFileError if the browser cannot read it, or it is over 4096x4096
 */
export async function readPng(file: File, side: number): Promise<Uint8Array> {
  const head = new DataView(await file.slice(0, 24).arrayBuffer());
  const [width, height] = head.byteLength < 24 ? [0, 0] : [head.getUint32(16), head.getUint32(20)];
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
    throw new UnreadableFileError(
      `${file.name}: expected a PNG of at most ${MAX_SIDE}x${MAX_SIDE} pixels, it claims ${width}x${height}.`,
    );
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  } catch (cause) {
    throw new UnreadableFileError(`${file.name}: expected a PNG file, got a damaged one.`, { cause });
  }
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser has no canvas in workers: use CSV or IDX files.");
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const luma = 299 * data[4 * i] + 587 * data[4 * i + 1] + 114 * data[4 * i + 2];
    pixels[i] = Math.floor(luma / 1000 + 0.5);
  }
  return height === side && width === side ? pixels : scaleImage(pixels, height, width, side, side);
}
