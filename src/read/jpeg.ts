import type { DecodedImage } from "../data/image.ts";
import { orient } from "./exif.ts";
import type { JpegCodec } from "./jpeg-codec.ts";
import { readJpegHeader } from "./jpeg-header.ts";
import { refuse } from "./unreadable.ts";

let codec: Promise<JpegCodec> | undefined;

async function loadCodec(): Promise<JpegCodec> {
  try {
    const { JpegCodec } = await import("./jpeg-codec.ts");
    return await JpegCodec.create();
  } catch (cause) {
    // It may be there the next time.
    codec = undefined;
    const hint = "its chunk must lie beside the bundle, and a content security policy must allow 'wasm-unsafe-eval'";
    throw new Error(`The JPEG decoder could not be loaded: ${hint}.`, { cause });
  }
}

/**
 * Decodes a JPEG file, grey or coloured, baseline or progressive: the pixels that libjpeg gives, the same bits in every
 * engine. It is turned as EXIF says, once, here. Colour profiles are ignored.
 *
 * The decoder (MozJPEG, of @jsquash/jpeg) is loaded at the first JPEG.
 *
 * @param source names the bytes in an error
 * @throws UnreadableFileError if they are not a whole, undamaged JPEG of at most 4096x4096 pixels, or one that is CMYK,
 * lossless, hierarchical, arithmetic-coded or of more than 8 bits a sample; Error if the decoder cannot be loaded
 */
export async function decodeJpeg(bytes: Uint8Array, source: string): Promise<DecodedImage> {
  const { width, height, components, orientation } = readJpegHeader(bytes, source);
  codec ??= loadCodec();
  const rgba = await (await codec).decode(bytes);
  if (!rgba || rgba.width !== width || rgba.height !== height) {
    refuse(source, "expected a whole JPEG, its data are damaged or cut short.");
  }
  const pixels = new Uint8Array(width * height * components);
  for (let from = 0, to = 0; to < pixels.length; from += 4) {
    for (let c = 0; c < components; c++) pixels[to++] = rgba.data[from + c];
  }
  return orient({ width, height, channels: components, pixels }, orientation);
}
