import type { DecodedImage } from "../data/image.ts";
import { decodeJpeg } from "./jpeg.ts";
import { MAX_IMAGE_FILE_BYTES, MAX_IMAGE_SIDE } from "./limits.ts";
import { decodePng } from "./png.ts";
import { isReadable, refuseFormat, sniff, type UnreadableFormat } from "./sniff.ts";
import { refuse } from "./unreadable.ts";

/** A picture as a canvas has it: red, green, blue and alpha of each pixel. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * Decodes a format that is not read here. What it throws becomes an `UnreadableFileError`, and so does what it gives
 * that is no image of at most 4096x4096 pixels.
 */
export type ImageDecoder = (bytes: Uint8Array) => DecodedImage | RgbaImage | Promise<DecodedImage> | Promise<RgbaImage>;

export interface DecodeImageOptions {
  /** By format, as `sniff` names it: `{ webp: ... }`. Their pixels are theirs: not the same bits everywhere. */
  readonly decoders?: Readonly<Partial<Record<UnreadableFormat, ImageDecoder>>>;
}

function checkImage(given: Partial<DecodedImage & RgbaImage> | undefined, source: string): DecodedImage {
  const { width = 0, height = 0, data, channels = 4, pixels = data } = given ?? {};
  const areSides = [width, height].every((side) => Number.isInteger(side) && side >= 1 && side <= MAX_IMAGE_SIDE);
  const areBytes = pixels instanceof Uint8Array || pixels instanceof Uint8ClampedArray;
  if (!areSides || !areBytes || ![1, 2, 3, 4].includes(channels)) {
    refuse(source, "expected an image from the decoder that was handed in, got something else.");
  }
  if (pixels.length !== width * height * channels) {
    const expected = `${width * height * channels} bytes for ${width}x${height}x${channels}`;
    refuse(source, `expected ${expected} from the decoder that was handed in, got ${pixels.length}.`);
  }
  return { width, height, channels, pixels: new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length) };
}

/**
 * Decodes an image file, PNG or JPEG by its first bytes, to 8 bits a channel: the same bits in every engine.
 *
 * @param source the file's name, for errors
 * @throws TypeError if `bytes` is no Uint8Array
 * @throws UnreadableFileError if it is no whole PNG or JPEG of at most 4096x4096 pixels; other formats are named
 */
export async function decodeImage(
  bytes: Uint8Array,
  source: string,
  { decoders = {} }: DecodeImageOptions = {},
): Promise<DecodedImage> {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`Expected the bytes of an image as a Uint8Array.`);
  if (bytes.length > MAX_IMAGE_FILE_BYTES) {
    refuse(source, `expected an image file of at most ${MAX_IMAGE_FILE_BYTES} bytes, got ${bytes.length}.`);
  }
  const format = sniff(bytes);
  if (format === "png") return decodePng(bytes, source);
  if (format === "jpeg") return decodeJpeg(bytes, source);
  if (format === undefined) refuse(source, "expected a PNG or JPEG image, got other data.");
  if (isReadable(format))
    refuse(source, `expected a PNG or JPEG image, got ${format === "idx" ? "an" : "a"} ${format} file.`);
  const decode = Object.hasOwn(decoders, format) ? decoders[format] : undefined;
  if (!decode) refuseFormat(format, source);
  let image: DecodedImage | RgbaImage;
  try {
    image = await decode(bytes);
  } catch (cause) {
    refuse(source, `expected a whole ${format} image, the decoder that was handed in refused it.`, cause);
  }
  return checkImage(image, source);
}
