import { quote } from "../message-text.ts";
import { MAX_CSV_SIDE } from "./limits.ts";
import { refuse } from "./unreadable.ts";

/** Names of a column of labels, the surest first. */
export const LABEL_NAMES = ["label", "labels", "class", "target", "digit", "y"];

/** Names of a column that numbers the rows, such as pandas writes. */
const INDEX_NAME = /^(unnamed: \d+|index|id)?$/i;

/** The sides of an image. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** What each column of a table of images is. */
export interface ColumnRoles {
  /** The image of a row; undefined for labels alone. */
  readonly shape?: ImageShape;
  /** The column of labels, from 0; undefined if there is none, or it is one of two. */
  readonly label?: number;
  /** Whether the first or the last column holds the labels: what they hold must tell. */
  readonly isFirstOrLast: boolean;
  /** A column left out, from 0. */
  readonly index?: number;
}

/** The square image that a number of values makes, grey or of three colours; undefined if none, or one too large. */
export function squareOf(values: number): ImageShape | undefined {
  for (const channels of [1, 3] as const) {
    const side = Math.sqrt(values / channels);
    // No picture in colour is smaller; three columns are something else.
    const least = channels === 1 ? 1 : 4;
    if (Number.isInteger(side) && side >= least && side <= MAX_CSV_SIDE) return { height: side, width: side, channels };
  }
  return undefined;
}

/** Whether a name in a header is one of labels. */
export const isLabelName = (name: string): boolean => LABEL_NAMES.includes(name.trim().toLowerCase());

function findLabelColumn(header: readonly string[] | undefined): number | undefined {
  const names = header?.map((name) => name.trim().toLowerCase()) ?? [];
  const found = LABEL_NAMES.map((name) => names.indexOf(name)).find((column) => column >= 0);
  return found;
}

/** A column as the caller names it: by its name in the header, or its number from 1. */
function namedColumn(
  wanted: string | number,
  header: readonly string[] | undefined,
  columns: number,
  source: string,
): number {
  const named = header?.findIndex((name) => name.trim() === String(wanted).trim()) ?? -1;
  if (named >= 0) return named;
  const number = Number(wanted);
  if (Number.isInteger(number) && number >= 1 && number <= columns) return number - 1;
  const known = header ? "a name in its header or " : "";
  return refuse(
    source,
    `expected the column of labels as ${known}a number from 1 to ${columns}, got ${quote(String(wanted))}.`,
  );
}

/** What a table is known to hold, where it was given as such. */
export type TableRole = "images" | "labels";

/**
 * What the columns of a table are: by the header's names where there are any, else by how many there are.
 *
 * @param header undefined if the first row holds values
 * @param role what the table is to hold. Default: found out
 * @param wanted the column of labels, by its name or its number from 1. Default: found out
 * @throws UnreadableFileError if they make no square image, with a label or without
 */
export function columnRoles(
  columns: number,
  header: readonly string[] | undefined,
  wanted: string | number | undefined,
  role: TableRole | undefined,
  source: string,
): ColumnRoles {
  const index = header && columns > 1 && INDEX_NAME.test(header[0].trim()) ? 0 : undefined;
  const label = wanted === undefined ? findLabelColumn(header) : namedColumn(wanted, header, columns, source);
  if (role === "labels") {
    if (label !== undefined || columns === 1) return { label: label ?? 0, isFirstOrLast: false };
    return refuse(`${source} row 1`, `expected 1 value, the label, got ${columns}.`);
  }
  const rest = columns - (label === undefined ? 0 : 1);
  if (label !== undefined) {
    if (rest === 0 && role === undefined) return { label, isFirstOrLast: false };
    const shape = squareOf(rest);
    if (shape) return { shape, label, isFirstOrLast: false };
    const withoutIndex = index === undefined || index === label ? undefined : squareOf(rest - 1);
    if (withoutIndex && index !== undefined) return { shape: withoutIndex, label, index, isFirstOrLast: false };
  } else if (columns === 1 && role === undefined) {
    return { label: 0, isFirstOrLast: false };
  } else {
    const shape = squareOf(columns);
    if (shape) return { shape, isFirstOrLast: false };
    const labelled = squareOf(columns - 1);
    if (labelled && index === 0) return { shape: labelled, index, isFirstOrLast: false };
    if (labelled && role === undefined) return { shape: labelled, isFirstOrLast: true };
  }
  return refuse(
    `${source} row 1`,
    `expected rows of a square image's pixels (784 for 28x28, at most ${MAX_CSV_SIDE}x${MAX_CSV_SIDE}, thrice as many in ` +
      `colour), with a label or without, or of one label; got ${columns} columns.`,
  );
}
