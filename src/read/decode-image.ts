import type { DecodedImage } from "../data/image.ts";
import { decodeJpeg } from "./jpeg.ts";
import { MAX_IMAGE_FILE_BYTES, MAX_IMAGE_SIDE } from "./limits.ts";
import { decodePng } from "./png.ts";
import { isReadable, refuseFormat, sniff, type UnreadableFormat } from "./sniff.ts";
import { refuse } from "./unreadable.ts";

/** Decodes a format that is not read here. What it throws, or gives that is no image, is an `UnreadableFileError`. */
export type ImageDecoder = (bytes: Uint8Array) => DecodedImage | Promise<DecodedImage>;

export interface DecodeImageOptions {
  /** By format, as `sniff` names it: `{ webp: ... }`. Their pixels are theirs: not the same bits everywhere. */
  readonly decoders?: Readonly<Partial<Record<UnreadableFormat, ImageDecoder>>>;
}

function checkImage(image: DecodedImage, source: string): DecodedImage {
  const { width, height, channels, pixels } = image ?? {};
  const areSides = [width, height].every((side) => Number.isInteger(side) && side >= 1 && side <= MAX_IMAGE_SIDE);
  if (!areSides || ![1, 2, 3, 4].includes(channels) || !(pixels instanceof Uint8Array)) {
    refuse(source, "expected an image from the decoder that was handed in, got something else.");
  }
  if (pixels.length !== width * height * channels) {
    const expected = `${width * height * channels} bytes for ${width}x${height}x${channels}`;
    refuse(source, `expected ${expected} from the decoder that was handed in, got ${pixels.length}.`);
  }
  return image;
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
  let image: DecodedImage;
  try {
    image = await decode(bytes);
  } catch (cause) {
    refuse(source, `expected a whole ${format} image, the decoder that was handed in refused it.`, cause);
  }
  return checkImage(image, source);
}
