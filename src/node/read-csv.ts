import { basename } from "node:path";
import { createDataset, type Dataset } from "../data/dataset.ts";
import { UnreadableFileError } from "../errors.ts";
import { cellInteger, csvRows, isHeader } from "./csv-rows.ts";

const LARGEST_SIDE = 112;

interface Column {
  bytes: Uint8Array;
  length: number;
}

/** Makes room for `more` bytes at the end. */
function reserve(column: Column, more: number): void {
  if (column.length + more <= column.bytes.length) return;
  const bytes = new Uint8Array(2 * column.bytes.length + more);
  bytes.set(column.bytes.subarray(0, column.length));
  column.bytes = bytes;
}

const headerNote = (path: string, header: boolean): string =>
  `${basename(path)}: ${header ? "the first row is a header, left out" : "no header row"}`;

function parseLabel(cell: string, path: string, row: number, classCount: number): number {
  const label = cellInteger(cell, classCount - 1);
  if (label >= 0) return label;
  throw new UnreadableFileError(`${path} row ${row}: expected a label from 0 to ${classCount - 1}, got "${cell}".`);
}

async function readLabels(path: string, classCount: number, notes: string[]): Promise<Uint8Array> {
  const labels: Column = { bytes: new Uint8Array(1024), length: 0 };
  let row = 0;
  for await (const cells of csvRows(path)) {
    row++;
    if (row === 1) {
      notes.push(headerNote(path, isHeader(cells)));
      if (isHeader(cells)) continue;
    }
    if (cells.length !== 1) throw new UnreadableFileError(`${path} row ${row}: expected 1 value, got ${cells.length}.`);
    reserve(labels, 1);
    labels.bytes[labels.length++] = parseLabel(cells[0], path, row, classCount);
  }
  if (labels.length === 0) throw new UnreadableFileError(`${path}: expected labels, the file holds none.`);
  return labels.bytes.slice(0, labels.length);
}

/** The side of the square images whose pixels fill `values` columns. */
function squareSide(values: number, path: string, row: number): number {
  const side = Math.sqrt(values);
  if (Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE) return side;
  throw new UnreadableFileError(
    `${path} row ${row}: expected the pixels of a square image (784 for 28x28; at most ${LARGEST_SIDE}x${LARGEST_SIDE}), got ${values}.`,
  );
}

/**
 * Reads images from a CSV file, one a row, pixels 0 to 255. The labels stand in a file of their own, one a row, or
 * else in the first column. Either file may begin with a header row; `notes` tells whether it did.
 *
 * @throws UnreadableFileError naming the file and the row (from 1, header included), what was expected and what came
 */
export async function readCsvDataset(
  path: string,
  labelsPath: string | undefined,
  classCount: number,
  notes: string[],
): Promise<Dataset> {
  const labelsFirst = labelsPath === undefined;
  const skip = labelsFirst ? 1 : 0;
  const images: Column = { bytes: new Uint8Array(1 << 20), length: 0 };
  const inline: Column = { bytes: new Uint8Array(1024), length: 0 };
  let row = 0;
  let side = 0;
  for await (const cells of csvRows(path)) {
    row++;
    if (row === 1) {
      notes.push(headerNote(path, isHeader(cells)));
      if (isHeader(cells)) continue;
    }
    if (side === 0) side = squareSide(cells.length - skip, path, row);
    const expected = side * side + skip;
    if (cells.length !== expected) {
      throw new UnreadableFileError(`${path} row ${row}: expected ${expected} values, got ${cells.length}.`);
    }
    if (labelsFirst) {
      reserve(inline, 1);
      inline.bytes[inline.length++] = parseLabel(cells[0], path, row, classCount);
    }
    reserve(images, side * side);
    for (let i = skip; i < expected; i++) {
      const value = cellInteger(cells[i], 255);
      if (value < 0) {
        throw new UnreadableFileError(
          `${path} row ${row}, column ${i + 1}: expected a pixel from 0 to 255, got "${cells[i]}".`,
        );
      }
      images.bytes[images.length++] = value;
    }
  }
  if (images.length === 0) throw new UnreadableFileError(`${path}: expected images, the file holds none.`);
  const labels = labelsFirst
    ? inline.bytes.slice(0, inline.length)
    : await readLabels(labelsPath, classCount, notes);
  const count = images.length / (side * side);
  if (labels.length !== count) {
    throw new UnreadableFileError(`${labelsPath}: expected ${count} labels, one an image of ${path}, got ${labels.length}.`);
  }
  return createDataset(images.bytes.slice(0, images.length), labels, side, side);
}
