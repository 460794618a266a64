import { isExif, readOrientation } from "./exif.ts";
import { MAX_IMAGE_PIECES, MAX_IMAGE_SIDE, MAX_JPEG_SCANS } from "./limits.ts";
import { refuse } from "./unreadable.ts";

// ITU-T T.81, table B.1.
const [SOI, EOI, SOS, DHT, JPG, DAC, DNL, APP1] = [0xd8, 0xd9, 0xda, 0xc4, 0xc8, 0xcc, 0xdc, 0xe1];
const PROGRESSIVE = 0xc2;
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== JPG && marker !== DAC;

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** 1 of a grey picture, 3 of a coloured one. */
  readonly components: 1 | 3;
  /** EXIF's, 1 to 8. */
  readonly orientation: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: 1 | 3;
  /** Blocks of 8x8 samples, of all components. */
  readonly blocks: number;
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff;
}

function readFrame(marker: number, segment: Uint8Array, source: string): Frame {
  if (marker > PROGRESSIVE) {
    const kind = marker === 0xc3 ? "a lossless" : marker < 0xc8 ? "a hierarchical" : "an arithmetic-coded";
    refuse(source, `${kind} JPEG is not read here; save it as a plain JPEG or as PNG.`);
  }
  const [bits, h1, h0, w1, w0, components] = segment;
  if (segment.length < 6 || segment.length !== 6 + 3 * components) {
    refuse(source, `expected a JPEG frame header of ${6 + 3 * (components ?? 1)} bytes, got ${segment.length}.`);
  }
  const [width, height] = [w1 * 256 + w0, h1 * 256 + h0];
  if (width < 1 || height < 1 || width > MAX_IMAGE_SIDE || height > MAX_IMAGE_SIDE) {
    const most = `${MAX_IMAGE_SIDE}x${MAX_IMAGE_SIDE}`;
    refuse(source, `expected a JPEG of 1x1 to ${most} pixels (width by height), it claims ${width}x${height}.`);
  }
  if (bits !== 8) refuse(source, `expected a JPEG of 8 bits a sample, got ${bits}.`);
  if (components === 4) refuse(source, "a CMYK JPEG, made for print, is not read here; save it as RGB.");
  if (components !== 1 && components !== 3) {
    refuse(source, `expected a JPEG of 1 or 3 components (grey or colour), got ${components}.`);
  }
  const factors = Array.from({ length: components }, (_, i) => [segment[7 + 3 * i] >> 4, segment[7 + 3 * i] & 15]);
  if (factors.flat().some((factor) => factor < 1 || factor > 4)) {
    refuse(source, "expected JPEG sampling factors from 1 to 4, got others.");
  }
  const [most, mostDown] = [0, 1].map((i) => Math.max(...factors.map((pair) => pair[i])));
  const blocks = factors.reduce((sum, [across, down]) => {
    return sum + Math.ceil((width * across) / (8 * most)) * Math.ceil((height * down) / (8 * mostDown));
  }, 0);
  return { width, height, components, blocks };
}

/** Where the next marker is that is no restart, at or after a byte of coded data. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && (bytes[at + 1] === 0 || bytes[at + 1] === 0xff || isRestart(bytes[at + 1]))) {
    at = bytes.indexOf(0xff, bytes[at + 1] === 0xff ? at + 1 : at + 2);
  }
  return at < 0 ? bytes.length : at;
}

/**
 * Walks over a JPEG file's markers and refuses what the decoder would pay dearly for, or give half a picture of.
 * @throws UnreadableFileError
 */
export function readJpegHeader(bytes: Uint8Array, source: string): JpegHeader {
  if (!isJpeg(bytes)) refuse(source, "expected a JPEG file, got other data.");
  let frame: Frame | undefined;
  let orientation = 0;
  let scans = 0;
  let coded = 0;
  for (let at = 2, pieces = 0; ; pieces++) {
    if (pieces > MAX_IMAGE_PIECES) refuse(source, `expected a JPEG of at most ${MAX_IMAGE_PIECES} segments, got more.`);
    // Any number of 0xff may stand before a marker.
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (marker === undefined) refuse(source, "expected a whole JPEG, got one that is cut short.");
    if (bytes[at] !== 0xff || marker < 0xc0) refuse(source, `expected a JPEG marker at byte ${at}, got other data.`);
    at += 2;
    if (marker === EOI) break;
    if (isRestart(marker) || marker === SOI) refuse(source, `a JPEG marker at byte ${at - 2} is out of place.`);
    const length = at + 2 > bytes.length ? 0 : bytes[at] * 256 + bytes[at + 1];
    if (length < 2 || at + length > bytes.length) {
      refuse(source, `expected a whole JPEG segment at byte ${at - 2}, got the end of the file or a wrong length.`);
    }
    const segment = bytes.subarray(at + 2, at + length);
    at += length;
    if (isFrame(marker)) {
      if (frame) refuse(source, `expected one JPEG frame, got another at byte ${at - length - 2}.`);
      frame = readFrame(marker, segment, source);
    } else if (marker === DNL || marker === DAC) {
      refuse(source, "a JPEG that gives its height late, or is arithmetic-coded, is not read here; save it as PNG.");
    } else if (marker === APP1 && orientation === 0 && isExif(segment)) {
      orientation = readOrientation(segment);
    } else if (marker === SOS) {
      if (!frame) refuse(source, "expected a JPEG frame before its pixels, got none.");
      if (++scans > MAX_JPEG_SCANS) refuse(source, `expected a JPEG of at most ${MAX_JPEG_SCANS} scans, got more.`);
      const end = endOfScan(bytes, at);
      coded += end - at;
      at = end;
    }
  }
  if (!frame || scans === 0) refuse(source, "expected a JPEG with pixels, got none.");
  // Every block takes a bit at least, the first time that it comes.
  if (coded * 8 < frame.blocks) {
    refuse(source, `expected a JPEG of ${frame.width}x${frame.height} pixels, its ${coded} bytes of them are too few.`);
  }
  return { ...frame, orientation: Math.max(1, orientation) };
}
