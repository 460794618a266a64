import { UnreadableFileError } from "../../../errors.ts";

const [NEWLINE, RETURN, SPACE, QUOTE, COMMA] = [10, 13, 32, 34, 44];
const MAX_SIDE = 112;
const MAX_COLUMNS = MAX_SIDE * MAX_SIDE + 1;

/** Rows of integers from 0 to 255. */
export interface ByteTable {
  /** (rows, columns) */
  readonly values: Uint8Array;
  readonly rows: number;
  readonly columns: number;
  /** Whether the first row was left out because it is no row of numbers. */
  readonly hasHeader: boolean;
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(NEWLINE, from);
  return end < 0 ? bytes.length : end;
}

/** Whether a line is a header: something in it is no number, or it numbers the columns 0, 1, 2, 3, ... */
function isHeader(line: string): boolean {
  const cells = line.split(",").map((cell) => cell.replaceAll('"', "").trim());
  if (cells.some((cell) => cell === "" || Number.isNaN(Number(cell)))) return true;
  return cells.length > 3 && cells.every((cell, i) => Number(cell) === i);
}

/**
 * Reads a CSV file of bytes: MNIST's rows of pixels, its labels, or both. Spaces and quotes around numbers are let pass.
 * @throws UnreadableFileError naming the row and column of the first value that is none
 */
export function parseByteTable(bytes: Uint8Array, source: string): ByteTable {
  const fail = (message: string): never => {
    throw new UnreadableFileError(`${source}: ${message}`);
  };
  // A byte-order mark.
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const firstLine = new TextDecoder().decode(bytes.subarray(at, Math.min(lineEnd(bytes, at), at + 16 * MAX_COLUMNS)));
  const columns = firstLine.split(",").length;
  if (firstLine.trim() === "") fail("expected rows of numbers, got an empty first row.");
  if (columns > MAX_COLUMNS) fail(`expected at most ${MAX_COLUMNS} columns, got more.`);
  const hasHeader = isHeader(firstLine);
  if (hasHeader) at = lineEnd(bytes, at) + 1;
  const values: Uint8Array = new Uint8Array(Math.ceil((bytes.length - at) / 2) + columns);
  let row = hasHeader ? 2 : 1;
  let rows = 0;
  while (at < bytes.length) {
    const end = lineEnd(bytes, at);
    let column = 0;
    let digits = 0;
    let value = 0;
    for (let i = at; i <= end; i++) {
      const byte = i === end ? COMMA : bytes[i];
      if (byte >= 48 && byte <= 57) {
        value = value * 10 + byte - 48;
        digits++;
      } else if (byte === COMMA) {
        if (digits === 0 && column === 0 && i === end) break;
        if (digits === 0 || digits > 12 || value > 255) {
          fail(`row ${row} column ${column + 1}: expected an integer from 0 to 255.`);
        }
        if (column < columns) values[rows * columns + column] = value;
        column++;
        value = 0;
        digits = 0;
      } else if (byte !== SPACE && byte !== QUOTE && byte !== RETURN) {
        fail(`row ${row} column ${column + 1}: expected an integer from 0 to 255, got other text.`);
      }
    }
    if (column > 0) {
      if (column !== columns) fail(`row ${row}: expected ${columns} values, got ${column}.`);
      rows++;
    }
    row++;
    at = end + 1;
  }
  if (rows === 0) fail("expected at least one row of numbers, got none.");
  return { values: values.slice(0, rows * columns), rows, columns, hasHeader };
}
