import { type ColumnRoles, columnRoles, type ImageShape, isLabelName, type TableRole } from "./csv-columns.ts";
import { parseCount, parseNumber, quoteCell, readCsvRows } from "./csv-rows.ts";
import type { DataFile } from "./data-file.ts";
import { LabelList } from "./label-list.ts";
import { MAX_ARRAY_BYTES } from "./limits.ts";
import { refuse } from "./unreadable.ts";
import { ValueList } from "./value-list.ts";

/** What a table holds: images, labels, or both, a row each. */
export interface CsvTable {
  readonly images?: ImageShape & { readonly values: ValueList };
  readonly labels?: LabelList;
  readonly rows: number;
  /** What was found out about the file, a line each. */
  readonly notes: readonly string[];
}

/** Reads the rows into lists: one of pixel values, and one of labels for each column that may hold them. */
class TableReader {
  readonly values = new ValueList();
  readonly labels: readonly LabelList[];
  /** The columns that `labels` are of, from 0. */
  readonly labelColumns: readonly number[];
  readonly #source: string;
  readonly #pixelColumns: Uint32Array;

  constructor({ shape, label, isFirstOrLast, index }: ColumnRoles, columns: number, source: string) {
    this.#source = source;
    this.labelColumns = isFirstOrLast ? [0, columns - 1] : label === undefined ? [] : [label];
    this.labels = this.labelColumns.map(() => new LabelList());
    this.#pixelColumns = Uint32Array.from(Array(columns).keys()).filter(
      (column) => shape && column !== index && !this.labelColumns.includes(column),
    );
  }

  add(cells: readonly string[], row: number): void {
    for (let i = 0; i < this.labels.length; i++) {
      this.labels[i].add(cells[this.labelColumns[i]], row, this.#source);
    }
    for (const column of this.#pixelColumns) this.values.add(parsePixel(cells[column], row, column, this.#source));
    if (this.values.byteLength > MAX_ARRAY_BYTES) {
      refuse(`${this.#source} row ${row}`, `expected at most ${MAX_ARRAY_BYTES} bytes of pixels in all, got more.`);
    }
  }
}

function parsePixel(cell: string, row: number, column: number, source: string): number {
  const integer = parseCount(cell);
  const value = integer >= 0 ? integer : parseNumber(cell);
  if (value >= -1 && value <= 255) return value;
  return refuse(
    `${source} row ${row} column ${column + 1}`,
    `expected a pixel value from 0 to 255, got ${quoteCell(cell)}.`,
  );
}

/** How well a list fits to be labels: classes that come again and again, few of them; 0 for no labels. */
function labelScore({ names, length }: LabelList): number {
  const isText = names.some((name) => Number.isNaN(Number(name)));
  const isWhole = names.every((name) => Number.isInteger(Number(name)) && Number(name) >= 0);
  if (isText) return Infinity;
  return names.length >= 2 && 2 * names.length <= length && isWhole ? 1 / names.length : 0;
}

/**
 * Which of the first and the last column holds the labels: 0 or 1.
 * @throws UnreadableFileError if either may
 */
function chooseLabels([first, last]: readonly LabelList[], columns: number, source: string): number {
  const [a, b] = [labelScore(first), labelScore(last)];
  // Pixels of a column take many values, or one.
  if (a >= 2 * b && a > 0) return 0;
  if (b >= 2 * a && b > 0) return 1;
  return refuse(
    source,
    `cannot tell whether column 1 or column ${columns} holds the labels; name the column, or give it a header, "label".`,
  );
}

/** Puts the values of a column that holds no labels back before or behind each row's other values. */
function withColumn(values: ValueList, column: LabelList, isFirst: boolean, place: string): ValueList {
  const numbers = column.names.map((name) => parsePixelName(name, place));
  const others = values.values;
  const perRow = others.length / column.length;
  const result = new ValueList(others.length + column.length);
  for (let row = 0; row < column.length; row++) {
    const value = numbers[column.places[row]];
    if (isFirst) result.add(value);
    for (let i = row * perRow; i < (row + 1) * perRow; i++) result.add(others[i]);
    if (!isFirst) result.add(value);
  }
  return result;
}

function parsePixelName(name: string, place: string): number {
  const value = parseNumber(name);
  if (value >= -1 && value <= 255) return value;
  return refuse(place, `expected a pixel value from 0 to 255, got ${quoteCell(name)}.`);
}

/**
 * Reads a table of images, of labels, or of both, from a CSV file: a row an image, the pixels of a square image, grey or
 * in colour, as integers or other numbers; labels as integers or words.
 *
 * The column of labels is the one that the header names label, class, target, digit or y; without a header the first or
 * the last, whichever holds few values that come again and again.
 *
 * @param role what it is to hold. Default: found out
 * @param labelColumn the column of labels, by its name in the header or its number from 1. Default: found out
 * @throws UnreadableFileError naming the row and column; as `readCsvRows`
 */
export async function readCsvTable(
  file: DataFile,
  { labelColumn, role }: { labelColumn?: string | number | undefined; role?: TableRole | undefined } = {},
): Promise<CsvTable> {
  const { source } = file;
  let roles: ColumnRoles | undefined;
  let reader: TableReader | undefined;
  let columns = 0;
  let rows = 0;
  const notes: string[] = [];
  let header: readonly string[] | undefined;
  for await (const block of readCsvRows(file, isLabelName)) {
    for (let i = 0; i < block.rows.length; i++) {
      const cells = block.rows[i];
      const row = block.firstRow + i;
      if (row === 1) {
        columns = cells.length;
        header = block.hasHeader ? cells : undefined;
        roles = columnRoles(columns, header, labelColumn, role, source);
        reader = new TableReader(roles, columns, source);
        notes.push(`${source}: ${header ? "first row is a header, skipped" : "no header row"}`);
        if (header) continue;
      }
      reader?.add(cells, row);
      rows++;
    }
  }
  if (!roles || !reader) return refuse(source, "the file is empty.");
  const { shape, isFirstOrLast } = roles;
  const { labels, labelColumns } = reader;
  const chosen = isFirstOrLast ? chooseLabels(labels, columns, source) : 0;
  if (shape && labels.length > 0) {
    const name = header ? ` (${quoteCell(header[labelColumns[chosen]].trim())})` : "";
    notes.push(`${source}: labels are taken from column ${labelColumns[chosen] + 1} of ${columns}${name}`);
  }
  if (roles.index !== undefined) notes.push(`${source}: column ${roles.index + 1} numbers the rows, left out`);
  if (shape?.channels === 3) notes.push(`${source}: images in colour, red, green and blue pixel by pixel`);
  if (!shape) return { labels: labels[0], rows, notes };
  const values = isFirstOrLast
    ? withColumn(reader.values, labels[1 - chosen], chosen === 1, `${source} column ${labelColumns[1 - chosen] + 1}`)
    : reader.values;
  return { images: { ...shape, values }, ...(labels.length > 0 ? { labels: labels[chosen] } : {}), rows, notes };
}
