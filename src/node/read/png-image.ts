import { inflateSync } from "node:zlib";
import { PNG } from "pngjs";
import { scaleImage } from "../../data/scale-image.ts";
import { UnreadableFileError } from "../../errors.ts";
import { quote } from "../../message-text.ts";
import { readBytes } from "./read-bytes.ts";

/**
 * Pixels, as in IDX files. For twice the side, at 16 bits a channel, a file of 33 kB would cost 0.5 s and 150 MB.
 */
const MAX_SIDE = 1024;
/** Bytes of a file: 64 MiB. */
const MAX_FILE = 2 ** 26;

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
// First column and row, and the steps to the next, of a plain image's pass and of Adam7's seven.
const PLAIN = [[0, 0, 1, 1]];
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

export interface GreyImage {
  /** 0 to 255; (height, width), row-major. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Refuses what pngjs would pay dearly for or let pass: it takes sizes as they come (74 bytes can claim 20,000x20,000,
 * also in a second header), unpacks interlaced data without a limit, and shows missing rows as empty ones.
 */
function checkPng(bytes: Uint8Array, source: string): void {
  const fail = (message: string): never => {
    throw new UnreadableFileError(`${source}: ${message}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 33 || SIGNATURE.some((byte, i) => bytes[i] !== byte) || name(12) !== "IHDR") {
    fail("expected a PNG file, got other data.");
  }
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
    fail(`expected a PNG of at most ${MAX_SIDE}x${MAX_SIDE} pixels, it claims ${width}x${height}.`);
  }
  const data: Uint8Array[] = [];
  let at = 8;
  for (let type = ""; type !== "IEND"; ) {
    if (at + 12 > bytes.length) fail(`expected a PNG chunk at byte ${at}, got the end of the file.`);
    const length = view.getUint32(at);
    type = name(at + 4);
    if (at + 12 + length > bytes.length) {
      fail(`expected ${length} bytes of a PNG chunk at byte ${at}, got the end of the file.`);
    }
    if (type === "IHDR" && (at !== 8 || length !== 13)) fail(`expected one PNG header, got another at byte ${at}.`);
    if (type === "IDAT") data.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const bits =
    bytes[24] * (CHANNELS[bytes[25]] ?? fail(`expected a PNG colour type of 0, 2, 3, 4 or 6, got ${bytes[25]}.`));
  let expected = 0;
  for (const [x, y, dx, dy] of bytes[28] === 0 ? PLAIN : ADAM7) {
    const columns = Math.ceil((width - x) / dx);
    const rows = Math.ceil((height - y) / dy);
    if (columns > 0 && rows > 0) expected += rows * (1 + Math.ceil((columns * bits) / 8));
  }
  let got: number | string;
  try {
    got = inflateSync(Buffer.concat(data), { maxOutputLength: expected }).length;
  } catch (error) {
    got = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "more" : "damaged data";
  }
  if (got !== expected) fail(`expected ${expected} bytes of pixels for a PNG of ${width}x${height}, got ${got}.`);
}

/**
 * The grey values of a PNG: the luma of its colours (ITU-R BT.601), laid over black, since MNIST's digits are white on
 * black and what is see-through is background.
 *
 * @param source names the bytes in an error
 * @throws UnreadableFileError if they are not a whole PNG, or one over 1024x1024
 */
export function decodePng(bytes: Uint8Array, source: string): GreyImage {
  checkPng(bytes, source);
  let png: PNG;
  try {
    png = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    // It names chunks of the file as they are.
    const reason = quote(error instanceof Error ? error.message : "damaged");
    throw new UnreadableFileError(`${source}: expected a whole PNG file, got a damaged one (${reason}).`, {
      cause: error,
    });
  }
  const { data, width, height } = png;
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const luma = 299 * data[4 * i] + 587 * data[4 * i + 1] + 114 * data[4 * i + 2];
    pixels[i] = Math.floor((luma * data[4 * i + 3]) / 255_000 + 0.5);
  }
  return { pixels, width, height };
}

/**
 * Reads a PNG file as one grey image of the given size; another size is scaled by area averaging.
 * @returns the pixels, (height, width), 0 to 255; and a note if they were scaled
 * @throws UnreadableFileError if the file is missing or `decodePng` refuses it
 */
export async function readDigitPng(
  path: string,
  height: number,
  width: number,
): Promise<{ pixels: Uint8Array; note?: string }> {
  const image = decodePng(await readBytes(path, MAX_FILE), path);
  if (image.height === height && image.width === width) return { pixels: image.pixels };
  return {
    pixels: scaleImage(image.pixels, image.height, image.width, height, width),
    note: `${path}: ${image.height}x${image.width}, scaled to ${height}x${width}`,
  };
}
