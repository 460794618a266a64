import { quote } from "../message-text.ts";
import { concatBytes, type DataFile, unpackedChunks } from "./data-file.ts";
import { MAX_CSV_BLANK_LINES, MAX_CSV_LINE } from "./limits.ts";
import { refuse } from "./unreadable.ts";

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const BYTE_ORDER_MARK = 0xfeff;

export interface CsvBlock {
  /** The number of the first row, counted from 1 as in the file, its header included. */
  readonly firstRow: number;
  readonly rows: readonly (readonly string[])[];
  /** Whether the first row of all names the columns. */
  readonly hasHeader: boolean;
}

/**
 * Passes on blocks of whole lines, and refuses those that csv-parse would pay dearly for: its `max_record_size` stops
 * neither a row of 20 million commas nor a quote that is never closed. A quoted line break is refused too, so a row is
 * a line.
 */
async function* guardLines(chunks: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<Uint8Array, void> {
  let row = 1;
  let length = 0;
  let quotes = 0;
  let isBlank = true;
  let blanks = 0;
  let rest: Uint8Array[] = [];
  const check = () => {
    if (length > MAX_CSV_LINE) {
      refuse(`${source} row ${row}`, `expected at most ${MAX_CSV_LINE} bytes, got a longer line.`);
    }
    if (quotes % 2 !== 0) refuse(`${source} row ${row}`, "expected a closing quote on the same line.");
  };
  for await (const chunk of chunks) {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === NEWLINE) {
        check();
        blanks = isBlank ? blanks + 1 : 0;
        if (blanks > MAX_CSV_BLANK_LINES) {
          refuse(`${source} row ${row}`, `expected values, got ${blanks} blank lines in a row.`);
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
    if (length > MAX_CSV_LINE) check();
    // The first block has two rows, if there are as many: together they tell whether there is a header.
    const end = row > 2 ? chunk.lastIndexOf(NEWLINE) + 1 : 0;
    if (end > 0) {
      yield concatBytes([...rest, chunk.subarray(0, end)]);
      rest = [];
    }
    rest.push(chunk.subarray(end));
  }
  check();
  const last = concatBytes(rest);
  if (last.length > 0) yield last;
}

// Wrong bytes become U+FFFD, which is no number; a byte-order mark is looked for in the first block alone.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What csv-parse makes of a block without quotes, in less time: half a million short rows come in a small gzip file. */
export function splitBlock(block: Uint8Array, isFirst: boolean, delimiter = ","): string[][] {
  const text = decoder.decode(block);
  const lines = text.slice(isFirst && text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0).split("\n");
  // After the last line break there is no row; before it a return is a part of it, elsewhere of a cell.
  const last = lines.pop() as string;
  const ended = block.includes(RETURN) ? lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)) : lines;
  if (last !== "") ended.push(last);
  const isSplit = block.includes(delimiter.charCodeAt(0));
  return ended.map(isSplit ? (line) => line.split(delimiter) : (line) => [line]);
}

/** What stands between the cells: a comma, or what spreadsheets write where a comma is the decimal point. */
function findDelimiter(block: Uint8Array): string {
  const end = block.indexOf(NEWLINE);
  const line = decoder.decode(end < 0 ? block : block.subarray(0, end));
  if (line.includes(",")) return ",";
  return [";", "\t"].find((delimiter) => line.includes(delimiter)) ?? ",";
}

/** The cells of a block of lines; `before`: the rows before it. */
async function parseBlock(block: Uint8Array, before: number, delimiter: string, source: string): Promise<string[][]> {
  if (!block.includes(QUOTE)) return splitBlock(block, before === 0, delimiter);
  // Its build without Node's Buffer, on both sides; a page loads it at its first quote.
  const { CsvError, parse } = await import("csv-parse/browser/esm/sync");
  const options = { bom: before === 0, delimiter, record_delimiter: ["\r\n", "\n"], relax_column_count: true };
  try {
    return parse(decoder.decode(block), options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = before + Number(error.lines);
    return refuse(`${source} row ${row}`, "expected quotes around a whole cell or none.", error);
  }
}

const isNumber = (cell: string) => !Number.isNaN(parseNumber(cell));

/** Whether cells count up from 0 or 1; no list of pairs is so wide, no image so smooth. */
const countUp = (cells: readonly string[]) =>
  cells.length > 2 && Number(cells[0]) < 2 && cells.every((cell, i) => Number(cell) === i + Number(cells[0]));

/**
 * Whether a first row is a header. Words stand there above numbers, or names that `isName` knows; or the columns are
 * numbered, as pandas does where they have no names. Words in both rows alone are values, such as labels.
 */
function isHeader(first: readonly string[], second: readonly string[] | undefined, isName: (cell: string) => boolean) {
  if (first.length > 3 && Number(first[0]) === 0 && countUp(first)) return true;
  const words = first.filter((cell) => !isNumber(cell));
  if (words.length === 0) return false;
  if (!second || words.some(isName)) return true;
  if (first.some((cell, i) => !isNumber(cell) && isNumber(second[i] ?? ""))) return true;
  return countUp(first.filter(isNumber));
}

/** A cell for a message. */
export const quoteCell = (cell: string): string => quote(cell, 24);

/** An integer written in digits, spaces around it allowed; -1 for anything else. Cells are many: no `Number`. */
export function parseCount(cell: string): number {
  if (cell.length === 0 || cell.length > 12) return -1;
  let value = 0;
  for (let i = 0; i < cell.length; i++) {
    const digit = cell.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) {
      const trimmed = cell.trim();
      return trimmed === cell ? -1 : parseCount(trimmed);
    }
    value = value * 10 + digit;
  }
  return value;
}

/** A decimal number, spaces around it allowed; NaN for anything else. */
export function parseNumber(cell: string): number {
  const trimmed = cell.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/**
 * The rows of a CSV file, streamed: plain or gzipped; LF or CRLF; commas, semicolons or tabs; with or without a
 * byte-order mark and a header. Blank lines at the end are left out. They come by the block: a promise a row would cost more than the row.
 *
 * @param isName whether a word names a column, so that its row is a header even above other words. Default: none does
 * @throws UnreadableFileError naming the row: another number of cells than the first row, a blank line among the rows,
 *   a line over 128 KiB, broken quotes; or if there is no row but a header
 */
export async function* readCsvRows(
  file: DataFile,
  isName: (cell: string) => boolean = () => false,
): AsyncGenerator<CsvBlock, void> {
  const { source } = file;
  let before = 0;
  let columns = 0;
  let blank = 0;
  let numbers = 0;
  let delimiter = ",";
  for await (const block of guardLines(unpackedChunks(file), source)) {
    if (before === 0) delimiter = findDelimiter(block);
    const rows = await parseBlock(block, before, delimiter, source);
    // A byte-order mark alone.
    if (rows.length === 0) continue;
    const hasHeader = before === 0 && isHeader(rows[0], rows[1], isName);
    if (before === 0) columns = rows[0].length;
    let filled = 0;
    for (let i = 0; i < rows.length; i++) {
      const cells = rows[i];
      if (cells.length === 1 && cells[0].trim() === "") {
        blank ||= before + i + 1;
        continue;
      }
      if (blank > 0) refuse(`${source} row ${blank}`, "expected values, got a blank line.");
      if (cells.length !== columns) {
        const values = columns === 1 ? "1 value" : `${columns} values`;
        refuse(`${source} row ${before + i + 1}`, `expected ${values}, got ${cells.length}.`);
      }
      filled++;
    }
    numbers += filled - (hasHeader ? 1 : 0);
    yield { firstRow: before + 1, rows: rows.slice(0, filled), hasHeader };
    before += rows.length;
  }
  if (before === 0) refuse(source, "the file is empty.");
  if (numbers <= 0) refuse(source, "expected at least one row of values, got none.");
}
