import { quoteValue } from "../message-text.ts";
import { parseJson } from "../parse-json.ts";
import { LABEL_NAMES } from "./csv-columns.ts";
import { type DataFile, fileOfBytes, readUnpacked } from "./data-file.ts";
import { MAX_JSON_BYTES } from "./limits.ts";
import { imageTable, labelTable } from "./numpy-tables.ts";
import type { ReadOptions } from "./read-options.ts";
import type { Table } from "./table.ts";
import { refuse } from "./unreadable.ts";
import { ValueList } from "./value-list.ts";

/** What a list in JSON holds: image files, a folder a class; or a table of pixels. */
export type JsonList = { readonly files: DataFile[] } | { readonly tables: Table[] };

interface Entry {
  /** What messages call it. */
  readonly place: string;
  readonly label: string;
  readonly image: unknown;
  readonly pixels: unknown;
}

/** The values of one list, or a value a line. */
function parseList(text: string, source: string): unknown[] {
  const whole = parseJson(text);
  if (Array.isArray(whole)) return whole;
  const values = text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [parseJson(line)]));
  const wrong = values.indexOf(undefined);
  if (wrong >= 0) refuse(`${source} line ${wrong + 1}`, "expected a list in JSON, or an object a line.");
  return values;
}

function readEntry(value: unknown, row: number, source: string): Entry {
  const place = `${source} row ${row}`;
  const entry = Object(value);
  const label: unknown = entry[LABEL_NAMES.find((name) => entry[name] !== undefined) ?? ""];
  if (typeof label !== "string" && !Number.isInteger(label)) {
    refuse(place, `expected a ${LABEL_NAMES.join(" or ")}, a string or an integer, got ${quoteValue(label)}.`);
  }
  return { place, label: String(label), image: entry.image, pixels: entry.pixels };
}

/** An image in base64, with or without what a data URL has before it. */
function decodeBase64({ place, image }: Entry): Uint8Array {
  try {
    return Uint8Array.from(atob((image as string).replace(/^data:.*?,/, "")), (char) => char.charCodeAt(0));
  } catch (error) {
    return refuse(place, `expected an image in base64, got ${quoteValue(image)}.`, error);
  }
}

/** The lengths of lists within lists, by the first of each. */
function shapeOf(value: unknown): number[] {
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner) && shape.length < 4; inner = inner[0]) shape.push(inner.length);
  return shape;
}

/** Adds the numbers of lists within lists of a shape; `depth` lists are around `value`. */
function addNumbers(value: unknown, shape: readonly number[], depth: number, values: ValueList, place: string): void {
  if (!Array.isArray(value) || value.length !== shape[depth]) {
    refuse(place, `expected pixels as lists, as long as those of row 1, got ${quoteValue(value)}.`);
  }
  for (const each of value) {
    if (depth + 1 < shape.length) addNumbers(each, shape, depth + 1, values, place);
    else if (typeof each === "number") values.add(each);
    else refuse(place, `expected a number as a pixel, got ${quoteValue(each)}.`);
  }
}

/**
 * Reads a list in JSON, or JSON lines: objects with a label (a string or an integer, under a name that a CSV file's column of
 * labels may have), and an `image`, a picture's file in base64, or `pixels`, a list of numbers or lists within lists.
 * @throws UnreadableFileError naming the row, from 1
 */
export async function readJsonList(file: DataFile, options: ReadOptions): Promise<JsonList> {
  const { source } = file;
  const text = new TextDecoder().decode(await readUnpacked(file, MAX_JSON_BYTES));
  const entries = parseList(text, source).map((value, i) => readEntry(value, i + 1, source));
  if (entries.some(({ image }) => image !== undefined)) {
    const files = entries.map((entry, i) => {
      const bytes = decodeBase64(entry);
      const path = `${entry.label}/${String(i).padStart(9, "0")}`;
      return fileOfBytes(path, entry.place, bytes.length, async () => bytes);
    });
    return { files };
  }
  const shape = shapeOf(entries[0]?.pixels);
  const list = new ValueList();
  for (const { pixels, place } of entries) addNumbers(pixels, shape, 0, list, place);
  const count = entries.length;
  const images = imageTable({ shape: [count, ...shape], data: list.values }, source);
  const labels = labelTable({ shape: [count], data: entries.map(({ label }) => label) }, source, options);
  return { tables: [images, labels] };
}
