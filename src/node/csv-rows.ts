import { pipeline } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { UnreadableFileError } from "../errors.ts";
import { quote } from "../quote.ts";
import { readChunks } from "./read-bytes.ts";

/** The most bytes of one line: a row of 112x112 pixels and a label, each quoted and with spaces, stays below. */
const LONGEST_LINE = 2 ** 17;

/** A file may end in blank lines, but not go on with them. */
const MOST_BLANK_LINES = 1000;

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;

export interface CsvRow {
  /** Counted from 1 as in the file, its header included. */
  readonly row: number;
  readonly cells: readonly string[];
  /** The first row is a header if one of its cells is not a number, or if it numbers the columns: 0, 1, 2, 3, ... */
  readonly isHeader: boolean;
}

/**
 * Passes lines on and refuses those that csv-parse would pay dearly for: its `max_record_size` stops neither a row of
 * 20 million commas nor a quote that is never closed. A quoted line break is refused too, so a row is a line.
 */
async function* guardLines(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer, void> {
  let row = 1;
  let length = 0;
  let quotes = 0;
  let isBlank = true;
  let blanks = 0;
  const check = () => {
    if (length > LONGEST_LINE) {
      throw new UnreadableFileError(`${path} row ${row}: expected at most ${LONGEST_LINE} bytes, got a longer line.`);
    }
    if (quotes % 2 !== 0) {
      throw new UnreadableFileError(`${path} row ${row}: expected a closing quote on the same line.`);
    }
  };
  for await (const chunk of chunks) {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === NEWLINE) {
        check();
        blanks = isBlank ? blanks + 1 : 0;
        if (blanks > MOST_BLANK_LINES) {
          throw new UnreadableFileError(`${path} row ${row}: expected values, got ${blanks} blank lines in a row.`);
        }
        row++;
        length = 0;
        quotes = 0;
        isBlank = true;
      } else {
        length++;
        if (byte !== RETURN) isBlank = false;
        if (byte === QUOTE) quotes++;
      }
    }
    if (length > LONGEST_LINE) check();
    yield chunk;
  }
  check();
}

const isNumber = (cell: string) => cell.trim() !== "" && !Number.isNaN(Number(cell));

/** The header that pandas writes where columns have no names; no list of pairs is so wide, no image so smooth. */
const isColumnNumbers = (cells: readonly string[]) => cells.length > 3 && cells.every((cell, i) => Number(cell) === i);

/** A cell for a message. */
export const quoted = (cell: string): string => quote(cell, 24);

/** A whole number written in digits, spaces around it allowed; -1 for anything else. Cells are many: no `Number`. */
export function wholeNumber(cell: string): number {
  if (cell.length === 0 || cell.length > 12) return -1;
  let value = 0;
  for (let i = 0; i < cell.length; i++) {
    const digit = cell.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) {
      const trimmed = cell.trim();
      return trimmed === cell ? -1 : wholeNumber(trimmed);
    }
    value = value * 10 + digit;
  }
  return value;
}

/**
 * The rows of a CSV file, streamed from disk: plain or gzipped, LF or CRLF, with or without a byte-order mark and a
 * header. Blank lines at the end are left out.
 *
 * @throws UnreadableFileError naming the row: another number of cells than the first row, a blank line among the rows,
 *   a line over 128 KiB, broken quotes; or if there is no row but a header
 */
export async function* readCsvRows(path: string): AsyncGenerator<CsvRow, void> {
  const parser = parse({ bom: true, record_delimiter: ["\r\n", "\n"], relax_column_count: true });
  // The error that the callback hears is also thrown by the loop below.
  pipeline(guardLines(readChunks(path, true), path), parser, () => {});
  let row = 0;
  let columns = 0;
  let blank = 0;
  let numbers = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row++;
      if (cells.length === 1 && cells[0].trim() === "") {
        blank ||= row;
        continue;
      }
      if (blank > 0) throw new UnreadableFileError(`${path} row ${blank}: expected values, got a blank line.`);
      const isHeader = row === 1 && (!cells.every(isNumber) || isColumnNumbers(cells));
      if (row === 1) columns = cells.length;
      if (cells.length !== columns) {
        const values = columns === 1 ? "1 value" : `${columns} values`;
        throw new UnreadableFileError(`${path} row ${row}: expected ${values}, got ${cells.length}.`);
      }
      if (!isHeader) numbers++;
      yield { row, cells, isHeader };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableFileError(`${path} row ${error.lines}: expected quotes around a whole cell or none.`, {
      cause: error,
    });
  } finally {
    parser.destroy();
  }
  if (row === 0) throw new UnreadableFileError(`${path}: the file is empty.`);
  if (numbers === 0) throw new UnreadableFileError(`${path}: expected at least one row of numbers, got none.`);
}
