import type { DecodedImage } from "../data/image.ts";
import { concatBytes } from "./data-file.ts";
import { inflate } from "./inflate.ts";
import { MAX_DEFLATE_RATIO, MAX_IMAGE_BYTES } from "./limits.ts";
import { type PngParts, readPngChunks } from "./png-chunks.ts";
import { listPasses, type Pass, unfilter } from "./png-rows.ts";
import { countChannels, storeIndexed, storeSamples } from "./png-samples.ts";
import { refuse } from "./unreadable.ts";

/** The raw deflate stream within the pixels' zlib stream (RFC 1950). Its checksum is not needed: the chunks have CRCs. */
function joinPixels(data: readonly Uint8Array[], source: string): Uint8Array {
  const zlib = data.length === 1 ? data[0] : concatBytes(data);
  // Method 8, a window of at most 32 KiB, a sum that 31 divides, no dictionary.
  const isZlib = (zlib[0] & 15) === 8 && zlib[0] >> 4 <= 7 && (zlib[0] * 256 + zlib[1]) % 31 === 0 && !(zlib[1] & 32);
  if (!isZlib) refuse(source, "expected the PNG's pixels packed by zlib, got other data.");
  return zlib.subarray(2);
}

/** Takes unpacked bytes in pieces of any length, and stores each row once it is whole. */
function assembleRows(parts: PngParts, pixels: Uint8Array, passes: readonly Pass[], source: string) {
  const { width, depth, samples, isIndexed } = parts.header;
  const channels = countChannels(parts);
  const store = isIndexed
    ? storeIndexed(parts, pixels, (colour) =>
        refuse(source, `a pixel has colour ${colour} of a PNG palette of ${parts.palette.length / 3} colours.`),
      )
    : storeSamples(parts, pixels);
  const step = Math.max(1, (depth * samples) >> 3);
  let index = 0;
  let y = 0;
  let filter = -1;
  let filled = 0;
  let row = new Uint8Array(passes[0].rowBytes);
  let above = new Uint8Array(passes[0].rowBytes);
  return (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; ) {
      if (filter < 0) filter = bytes[at++];
      const taken = Math.min(row.length - filled, bytes.length - at);
      row.set(bytes.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled < row.length) return;
      const pass = passes[index];
      if (!unfilter(filter, row, above, step)) {
        refuse(source, `expected a PNG filter from 0 to 4 before a row of pixels, got ${filter}.`);
      }
      store(row, pass.columns, ((pass.y + y * pass.dy) * width + pass.x) * channels, pass.dx * channels);
      filter = -1;
      filled = 0;
      [row, above] = [above, row];
      if (++y < pass.rows) continue;
      y = 0;
      index++;
      if (index === passes.length) return;
      row = new Uint8Array(passes[index].rowBytes);
      above = new Uint8Array(passes[index].rowBytes);
    }
  };
}

/**
 * Decodes a PNG file of any colour type, depth and interlace to 8 bits a channel, the same bits in every engine.
 *
 * Samples of 1, 2 and 4 bits are scaled to 0 to 255 exactly, those of 16 bits rounded to the nearest. A colour that the
 * file calls see-through keeps its value and gets alpha 0. Gamma, colour profiles and orientation are ignored: the
 * pixels are as they are in the file. Of an animation the first picture is taken.
 *
 * @param source names the bytes in an error
 * @throws UnreadableFileError if they are not a whole, sound PNG of at most 4096x4096 pixels
 */
export function decodePng(bytes: Uint8Array, source: string): DecodedImage {
  const parts = readPngChunks(bytes, source);
  const { width, height } = parts.header;
  const packed = joinPixels(parts.data, source);
  const passes = listPasses(parts.header);
  const size = passes.reduce((sum, { rows, rowBytes }) => sum + rows * (1 + rowBytes), 0);
  const wrong = (got: string): never =>
    refuse(source, `expected ${size} bytes of pixels for a PNG of ${width}x${height}, got ${got}.`);
  if (size - 2 * height > MAX_IMAGE_BYTES) {
    refuse(source, `expected a PNG of at most ${MAX_IMAGE_BYTES} bytes of pixels, ${width}x${height} have ${size}.`);
  }
  // Before memory is taken: so little data cannot be so large a picture.
  if (size > packed.length * MAX_DEFLATE_RATIO) wrong(`${packed.length} packed bytes, too few`);
  const channels = countChannels(parts);
  const pixels = new Uint8Array(width * height * channels);
  const { status, length } = inflate(packed, size, assembleRows(parts, pixels, passes, source));
  if (status === "more") wrong("more");
  if (status === "damaged") wrong("damaged data");
  if (status === "cut" || length < size) wrong(`${length}, and the end of the data`);
  return { width, height, channels, pixels };
}
