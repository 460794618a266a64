import { quote } from "../message-text.ts";
import { crc32 } from "./crc32.ts";
import { MAX_IMAGE_PIECES, MAX_IMAGE_SIDE } from "./limits.ts";
import { refuse } from "./unreadable.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const GREY = 0;
const RGB = 2;
const PALETTE = 3;

/** Samples a pixel and allowed bits a sample, by colour type (PNG specification, table 11.1). */
const COLOUR_TYPES: Readonly<Record<number, { samples: 1 | 2 | 3 | 4; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  /** Samples a pixel in the file. */
  readonly samples: 1 | 2 | 3 | 4;
  /** Whether a sample is a place in the palette. */
  readonly isIndexed: boolean;
  readonly isInterlaced: boolean;
}

export interface PngParts {
  readonly header: PngHeader;
  /** Red, green and blue of each colour; empty unless indexed. */
  readonly palette: Uint8Array;
  /** tRNS: the alpha of the palette's first colours, or the samples, of 16 bits each, of the one see-through colour. */
  readonly transparency: Uint8Array | undefined;
  /** The pixels: a zlib stream, in pieces. */
  readonly data: readonly Uint8Array[];
}

/** Whether a file begins as a PNG. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

function readHeader(data: Uint8Array, source: string): { header: PngHeader; colour: number } {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  if (width < 1 || height < 1 || width > MAX_IMAGE_SIDE || height > MAX_IMAGE_SIDE) {
    const most = `${MAX_IMAGE_SIDE}x${MAX_IMAGE_SIDE}`;
    refuse(source, `expected a PNG of 1x1 to ${most} pixels (width by height), it claims ${width}x${height}.`);
  }
  const [depth, colour, compression, filter, interlace] = data.subarray(8);
  const type = COLOUR_TYPES[colour];
  if (!type) refuse(source, `expected a PNG colour type of 0, 2, 3, 4 or 6, got ${colour}.`);
  if (!type.depths.includes(depth)) {
    refuse(source, `expected ${type.depths.join(" or ")} bits a sample for PNG colour type ${colour}, got ${depth}.`);
  }
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    const got = `${compression}, ${filter} and ${interlace}`;
    refuse(source, `expected PNG compression 0, filter 0 and interlace 0 or 1, got ${got}.`);
  }
  const { samples } = type;
  const header = { width, height, depth, samples, isIndexed: colour === PALETTE, isInterlaced: interlace === 1 };
  return { header, colour };
}

/** How long tRNS must be; undefined where the format has none, so that it is passed over. */
function transparencyFits(colour: number, length: number, colours: number): boolean | undefined {
  if (colour === GREY) return length === 2;
  if (colour === RGB) return length === 6;
  return colour === PALETTE ? length <= colours : undefined;
}

/**
 * Takes a PNG file apart and checks every chunk's place, length and CRC (PNG specification, third edition, section 5).
 * What the file says of gamma, colour profiles and orientation is passed over, as are an animation's later pictures.
 *
 * @throws UnreadableFileError
 */
export function readPngChunks(bytes: Uint8Array, source: string): PngParts {
  if (!isPng(bytes)) refuse(source, "expected a PNG file, got other data.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const data: Uint8Array[] = [];
  let header: PngHeader | undefined;
  let colour = -1;
  let palette: Uint8Array = new Uint8Array();
  let transparency: Uint8Array | undefined;
  for (let at = 8, pieces = 0; ; pieces++) {
    if (pieces > MAX_IMAGE_PIECES) refuse(source, `expected a PNG of at most ${MAX_IMAGE_PIECES} chunks, got more.`);
    if (at + 12 > bytes.length) refuse(source, `expected a PNG chunk at byte ${at}, got the end of the file.`);
    const length = view.getUint32(at);
    if (length > bytes.length - at - 12) {
      refuse(source, `expected ${length} bytes of a PNG chunk at byte ${at}, got the end of the file.`);
    }
    const type = String.fromCharCode(bytes[at + 4], bytes[at + 5], bytes[at + 6], bytes[at + 7]);
    const end = at + 8 + length;
    if (!header && (type !== "IHDR" || length !== 13)) {
      refuse(source, `expected a PNG header of 13 bytes at byte ${at}, got ${quote(type)} of ${length}.`);
    }
    if (crc32(bytes, at + 4, end) !== view.getUint32(end)) {
      refuse(source, `the PNG chunk ${quote(type)} at byte ${at} is damaged: its CRC does not fit.`);
    }
    if (type === "IEND") break;
    if (type === "IDAT") {
      data.push(bytes.subarray(at + 8, end));
    } else if (type === "IHDR") {
      if (header) refuse(source, `expected one PNG header, got another at byte ${at}.`);
      ({ header, colour } = readHeader(bytes.subarray(at + 8, end), source));
    } else if (type === "PLTE") {
      if (palette.length > 0 || data.length > 0 || transparency) {
        refuse(source, `expected one palette before the PNG's pixels, got one at byte ${at}.`);
      }
      if (length < 3 || length > 768 || length % 3 !== 0) {
        refuse(source, `expected a PNG palette of 1 to 256 colours of 3 bytes, got ${length} bytes.`);
      }
      palette = bytes.subarray(at + 8, end);
    } else if (type === "tRNS") {
      const fits = transparencyFits(colour, length, palette.length / 3);
      if (fits === false || transparency || data.length > 0) {
        refuse(source, `expected one transparency that fits, before the PNG's pixels, got ${length} bytes at ${at}.`);
      }
      if (fits) transparency = bytes.subarray(at + 8, end);
    } else if (!/^[a-z]/.test(type)) {
      refuse(
        source,
        `the PNG chunk ${quote(type)} at byte ${at} is needed to show the picture, and is not known here.`,
      );
    }
    at = end + 4;
  }
  if (!header) refuse(source, "expected a PNG header, got none.");
  if (data.length === 0) refuse(source, "expected a PNG with pixels, got none.");
  if (header.isIndexed && palette.length === 0) refuse(source, "expected a PNG palette before its pixels, got none.");
  return { header, palette, transparency, data };
}
