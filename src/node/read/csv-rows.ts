import { CsvError, parse } from "csv-parse/sync";
import { UnreadableFileError } from "../../errors.ts";
import { quote } from "../../message-text.ts";
import { readChunks } from "./read-bytes.ts";

/** The most bytes of one line: a row of 112x112 pixels and a label, each quoted and with spaces, stays below. */
const MAX_LINE = 2 ** 17;

/** A file may end in blank lines, but not go on with them. */
const MAX_BLANK_LINES = 1000;

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const COMMA = 44;
const BYTE_ORDER_MARK = 0xfeff;

export interface CsvBlock {
  /** The number of the first row, counted from 1 as in the file, its header included. */
  readonly firstRow: number;
  readonly rows: readonly (readonly string[])[];
  /** The first row of all is a header if a cell of it is not a number, or if it numbers the columns: 0, 1, 2, 3, ... */
  readonly hasHeader: boolean;
}

/**
 * Passes on blocks of whole lines, and refuses those that csv-parse would pay dearly for: its `max_record_size` stops
 * neither a row of 20 million commas nor a quote that is never closed. A quoted line break is refused too, so a row is
 * a line.
 */
async function* guardLines(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer, void> {
  let row = 1;
  let length = 0;
  let quotes = 0;
  let isBlank = true;
  let blanks = 0;
  let rest: Buffer = Buffer.alloc(0);
  const check = () => {
    if (length > MAX_LINE) {
      throw new UnreadableFileError(`${path} row ${row}: expected at most ${MAX_LINE} bytes, got a longer line.`);
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
        if (blanks > MAX_BLANK_LINES) {
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
    if (length > MAX_LINE) check();
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) yield Buffer.concat([rest, chunk.subarray(0, end)]);
    rest = Buffer.concat(end > 0 ? [chunk.subarray(end)] : [rest, chunk]);
  }
  check();
  if (rest.length > 0) yield rest;
}

/** What csv-parse makes of a block without quotes, in less time: half a million short rows come in a small gzip file. */
export function splitBlock(block: Buffer, isFirst: boolean): string[][] {
  const text = block.toString();
  const lines = text.slice(isFirst && text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0).split("\n");
  // After the last line break there is no row; before it a return is a part of it, elsewhere of a cell.
  const last = lines.pop() as string;
  const ended = block.includes(RETURN) ? lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)) : lines;
  if (last !== "") ended.push(last);
  return ended.map(block.includes(COMMA) ? (line) => line.split(",") : (line) => [line]);
}

/** The cells of a block of lines; `before`: the rows before it. */
function parseBlock(block: Buffer, before: number, path: string): string[][] {
  if (!block.includes(QUOTE)) return splitBlock(block, before === 0);
  try {
    return parse(block, { bom: before === 0, record_delimiter: ["\r\n", "\n"], relax_column_count: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = before + Number(error.lines);
    throw new UnreadableFileError(`${path} row ${row}: expected quotes around a whole cell or none.`, { cause: error });
  }
}

const isNumber = (cell: string) => cell.trim() !== "" && !Number.isNaN(Number(cell));

/** The header that pandas writes where columns have no names; no list of pairs is so wide, no image so smooth. */
const isColumnNumbers = (cells: readonly string[]) => cells.length > 3 && cells.every((cell, i) => Number(cell) === i);

/** A cell for a message. */
export const quoted = (cell: string): string => quote(cell, 24);

/** A integer written in digits, spaces around it allowed; -1 for anything else. Cells are many: no `Number`. */
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
 * header. Blank lines at the end are left out. They come by the block: a promise a row would cost more than the row.
 *
 * @throws UnreadableFileError naming the row: another number of cells than the first row, a blank line among the rows,
 *   a line over 128 KiB, broken quotes; or if there is no row but a header
 */
export async function* readCsvRows(path: string): AsyncGenerator<CsvBlock, void> {
  let before = 0;
  let columns = 0;
  let blank = 0;
  let numbers = 0;
  for await (const block of guardLines(readChunks(path, true), path)) {
    const rows = parseBlock(block, before, path);
    // A byte-order mark alone.
    if (rows.length === 0) continue;
    const hasHeader = before === 0 && (!rows[0].every(isNumber) || isColumnNumbers(rows[0]));
    if (before === 0) columns = rows[0].length;
    let filled = 0;
    for (let i = 0; i < rows.length; i++) {
      const cells = rows[i];
      if (cells.length === 1 && cells[0].trim() === "") {
        blank ||= before + i + 1;
        continue;
      }
      if (blank > 0) throw new UnreadableFileError(`${path} row ${blank}: expected values, got a blank line.`);
      if (cells.length !== columns) {
        const values = columns === 1 ? "1 value" : `${columns} values`;
        throw new UnreadableFileError(`${path} row ${before + i + 1}: expected ${values}, got ${cells.length}.`);
      }
      filled++;
    }
    numbers += filled - (hasHeader ? 1 : 0);
    yield { firstRow: before + 1, rows: rows.slice(0, filled), hasHeader };
    before += rows.length;
  }
  if (before === 0) throw new UnreadableFileError(`${path}: the file is empty.`);
  if (numbers <= 0) throw new UnreadableFileError(`${path}: expected at least one row of numbers, got none.`);
}
