import { MAX_IDX_SIDE } from "./limits.ts";
import { refuse } from "./unreadable.ts";

/** The first four bytes of IDX files of unsigned bytes: three dimensions for images, one for labels. */
const IDX_IMAGES = 0x00000803;
const IDX_LABELS = 0x00000801;

const hex = (value: number) => `0x${value.toString(16).padStart(8, "0")}`;

function header(bytes: Uint8Array, words: number, magic: number, source: string): number[] {
  if (bytes.length < words * 4) {
    refuse(source, `expected an IDX header of ${words * 4} bytes, got ${bytes.length} bytes.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== magic) {
    refuse(source, `expected the magic number ${hex(magic)} at byte 0, got ${hex(view.getUint32(0))}.`);
  }
  return Array.from({ length: words - 1 }, (_, i) => view.getUint32(4 + 4 * i));
}

/** Of an IDX file: whether it has one dimension, as labels have. */
export const isIdxOfLabels = (bytes: Uint8Array): boolean => bytes[3] === 1;

/**
 * Reads an IDX file of images (LeCun's MNIST format: magic 0x803, count, rows, columns, then bytes).
 * @returns the images as a view into `bytes`
 * @throws UnreadableFileError if the magic number or the size is wrong
 */
export function parseIdxImages(
  bytes: Uint8Array,
  source: string,
): { images: Uint8Array; count: number; height: number; width: number } {
  const [count, height, width] = header(bytes, 4, IDX_IMAGES, source);
  if (count < 1) refuse(source, `expected at least one image (byte 4), got none.`);
  if (height < 1 || width < 1 || height > MAX_IDX_SIDE || width > MAX_IDX_SIDE) {
    refuse(source, `expected images of 1 to ${MAX_IDX_SIDE} pixels a side (bytes 8 to 15), got ${height}x${width}.`);
  }
  const expected = 16 + count * height * width;
  if (bytes.length !== expected) {
    refuse(source, `expected ${expected} bytes for ${count} images of ${height}x${width}, got ${bytes.length}.`);
  }
  return { images: bytes.subarray(16), count, height, width };
}

/**
 * Reads an IDX file of labels (magic 0x801, count, then a byte each).
 * @throws UnreadableFileError if the magic number or the size is wrong, or a label is not below `classCount`
 */
export function parseIdxLabels(bytes: Uint8Array, source: string, classCount = 10): Uint8Array {
  const [count] = header(bytes, 2, IDX_LABELS, source);
  if (count < 1) refuse(source, `expected at least one label (byte 4), got none.`);
  if (bytes.length !== 8 + count) {
    refuse(source, `expected ${8 + count} bytes for ${count} labels, got ${bytes.length}.`);
  }
  const labels = bytes.subarray(8);
  const wrong = labels.findIndex((label) => label >= classCount);
  if (wrong >= 0) {
    refuse(source, `label ${wrong} (byte ${8 + wrong}): expected 0 to ${classCount - 1}, got ${labels[wrong]}.`);
  }
  return labels;
}
