import { UnreadableFileError } from "../../errors.ts";
import { quoted, readCsvRows, wholeNumber } from "./csv-rows.ts";

/** Pixels of the longest side of an image in a CSV file. */
const MAX_SIDE = 112;

/** Bytes of all images of one file: 1 GiB. */
const MAX_IMAGES = 2 ** 30;

export interface CsvImages {
  /** (count, side, side) */
  readonly images: Uint8Array;
  readonly count: number;
  readonly side: number;
  /** Whether the first row was taken as a header, for the user to see. */
  readonly note: string;
}

/** Bytes whose number is not known before. */
class ByteList {
  #bytes = new Uint8Array(2 ** 16);
  length = 0;

  /** Makes room for `count` bytes after the last, and returns the bytes to write them to, from `length` on. */
  reserve(count: number): Uint8Array {
    if (this.length + count > this.#bytes.length) {
      const bytes = new Uint8Array(2 * this.#bytes.length + count);
      bytes.set(this.#bytes.subarray(0, this.length));
      this.#bytes = bytes;
    }
    return this.#bytes;
  }

  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }
}

const headerNote = (path: string, isHeader: boolean) =>
  `${path}: ${isHeader ? "first row is a header, skipped" : "no header row"}`;

function parseLabel(cell: string, classCount: number, path: string, row: number): number {
  const label = wholeNumber(cell);
  if (label >= 0 && label < classCount) return label;
  throw new UnreadableFileError(
    `${path} row ${row}: expected a label from 0 to ${classCount - 1}, got ${quoted(cell)}.`,
  );
}

function sideOf(columns: number, path: string): number {
  const side = Math.sqrt(columns);
  if (Number.isInteger(side) && side >= 1 && side <= MAX_SIDE) return side;
  throw new UnreadableFileError(
    `${path} row 1: expected the pixels of a square image (784 for 28x28, at most ${MAX_SIDE}x${MAX_SIDE}), ` +
      `got ${columns} columns of pixels.`,
  );
}

async function readRows(path: string, labels: ByteList | undefined, classCount: number): Promise<CsvImages> {
  const skipped = labels ? 1 : 0;
  const images = new ByteList();
  let side = 0;
  let count = 0;
  let note = "";
  for await (const { firstRow, rows, hasHeader } of readCsvRows(path)) {
    for (let i = 0; i < rows.length; i++) {
      const cells = rows[i];
      const row = firstRow + i;
      if (row === 1) {
        side = sideOf(cells.length - skipped, path);
        note = headerNote(path, hasHeader);
        if (hasHeader) continue;
      }
      if (labels) {
        labels.reserve(1)[labels.length] = parseLabel(cells[0], classCount, path, row);
        labels.length++;
      }
      const bytes = images.reserve(side * side);
      let end = images.length;
      for (let column = skipped; column < cells.length; column++) {
        const value = wholeNumber(cells[column]);
        if (value < 0 || value > 255) {
          throw new UnreadableFileError(
            `${path} row ${row} column ${column + 1}: expected an integer from 0 to 255, ` +
              `got ${quoted(cells[column])}.`,
          );
        }
        bytes[end++] = value;
      }
      images.length = end;
      count++;
      if (end > MAX_IMAGES) {
        throw new UnreadableFileError(`${path} row ${row}: expected at most ${MAX_IMAGES} pixels in all, got more.`);
      }
    }
  }
  return { images: images.toBytes(), count, side, note };
}

/**
 * Reads images from a CSV file, a row each: the pixels of a square image of at most 112x112, integers 0 to 255.
 * @throws UnreadableFileError naming the row; as `readCsvRows`
 */
export function readCsvImages(path: string): Promise<CsvImages> {
  return readRows(path, undefined, 0);
}

/** As `readCsvImages`, with the label (0 to `classCount - 1`) in a column before the pixels. */
export async function readCsvLabelledImages(
  path: string,
  classCount: number,
): Promise<CsvImages & { labels: Uint8Array }> {
  const labels = new ByteList();
  const result = await readRows(path, labels, classCount);
  return { ...result, labels: labels.toBytes() };
}

/** Reads a CSV file of one column of labels, 0 to `classCount - 1`. @throws UnreadableFileError naming the row */
export async function readCsvLabels(path: string, classCount: number): Promise<{ labels: Uint8Array; note: string }> {
  const labels = new ByteList();
  let note = "";
  for await (const { firstRow, rows, hasHeader } of readCsvRows(path)) {
    for (let i = 0; i < rows.length; i++) {
      const cells = rows[i];
      const row = firstRow + i;
      if (cells.length !== 1) {
        throw new UnreadableFileError(`${path} row ${row}: expected 1 value, the label, got ${cells.length}.`);
      }
      if (row === 1) {
        note = headerNote(path, hasHeader);
        if (hasHeader) continue;
      }
      labels.reserve(1)[labels.length] = parseLabel(cells[0], classCount, path, row);
      labels.length++;
    }
  }
  return { labels: labels.toBytes(), note };
}
