import { createDataset, type Dataset, MAX_CLASSES } from "../data/dataset.ts";
import type { TableRole } from "./csv-columns.ts";
import { readCsvTable } from "./csv-table.ts";
import { type DataFile, readUnpacked } from "./data-file.ts";
import { isIdxOfLabels, parseIdxImages, parseIdxLabels } from "./idx.ts";
import { readNpyTable } from "./numpy-tables.ts";
import { prepareDataset } from "./prepare-dataset.ts";
import type { PartOptions, ReadOptions } from "./read-options.ts";
import type { FileFormat } from "./sniff.ts";
import type { Table, TableImages, TableLabels } from "./table.ts";
import { refuse } from "./unreadable.ts";
import { guessRange, RANGES_IN_WORDS, toBytes, type ValueRange } from "./value-range.ts";

async function readIdx(file: DataFile, { classCount = MAX_CLASSES }: ReadOptions): Promise<Table> {
  const { source } = file;
  const bytes = await readUnpacked(file);
  if (isIdxOfLabels(bytes)) {
    const labels = Uint16Array.from(parseIdxLabels(bytes, source, classCount));
    const most = labels.reduce((a, b) => Math.max(a, b), 0);
    return { source, labels: { labels, classNames: Array.from({ length: most + 1 }, (_, i) => String(i)) }, notes: [] };
  }
  const { images, height, width } = parseIdxImages(bytes, source);
  return { source, images: { values: images, height, width, channels: 1 }, notes: [] };
}

async function readCsv(file: DataFile, options: ReadOptions, role: TableRole | undefined): Promise<Table> {
  const { source } = file;
  const { images, labels, notes } = await readCsvTable(file, { labelColumn: options.labelColumn, role });
  return {
    source,
    ...(images
      ? { images: { ...images, values: images.values.values, extent: [images.values.least, images.values.most] } }
      : {}),
    ...(labels ? { labels: labels.resolve(source, options.classCount) } : {}),
    notes,
  };
}

/**
 * Reads a file of a table, CSV, IDX or .npy, plain or gzipped.
 * @param format what its first bytes, unpacked, say that it is
 * @param role what it is to hold. Default: found out
 * @throws UnreadableFileError naming the file, and the row or byte
 */
export async function readTable(
  file: DataFile,
  format: FileFormat,
  options: ReadOptions,
  role?: TableRole,
): Promise<Table> {
  if (format === "idx") return readIdx(file, options);
  return format === "npy" ? readNpyTable(file, options) : readCsv(file, options, role);
}

const BYTES: ValueRange = [0, 255];

function scaledPixels({ images, source }: Table, { range: told, like }: PartOptions, notes: string[]) {
  const { values, extent = BYTES } = images as TableImages;
  const [least, most] = extent;
  // A test set's values mean what the training set's do.
  const range = told ?? like?.range;
  const found = range ?? (extent === BYTES ? BYTES : guessRange(least, most));
  const bytes = found && toBytes(values, found);
  if (!found || !bytes) {
    const expected = range ? `values from ${range[0]} to ${range[1]}` : `values from ${RANGES_IN_WORDS}`;
    return refuse(source, `expected ${expected}, got ${least} to ${most}.`);
  }
  const [low, high] = found;
  if (low !== 0 || high !== 255) notes.push(`${source}: values are taken as ${low} to ${high} and scaled to 0 to 255`);
  return { bytes, range: found };
}

export interface TablesRead {
  readonly dataset: Dataset;
  /** What the values were taken to run from and to. */
  readonly range: ValueRange;
  readonly notes: readonly string[];
}

/**
 * Puts the images of one file and the labels of the same or another together.
 * @throws UnreadableFileError if there is not one of each, or they differ in number
 */
export function joinTables(tables: readonly Table[], options: PartOptions): TablesRead {
  const notes = tables.flatMap((table) => table.notes);
  const withImages = tables.filter((table) => table.images);
  const withLabels = tables.filter((table) => table.labels);
  if (withImages.length !== 1 || withLabels.length !== 1) {
    if (tables.length === 1) {
      const [{ source, images }] = tables;
      refuse(source, `expected images and their labels, got ${images ? "images" : "labels"} alone; give both.`);
    }
    const kinds = tables.map(({ images, labels }) => (images && labels ? "both" : images ? "images" : "labels"));
    const got = tables.map(({ source }, i) => `${source} (${kinds[i]})`).join(", ");
    return refuse("Data set", `expected one file of images and one of labels, or one of both, got ${got}.`);
  }
  const [table] = withImages;
  const { height, width, channels } = table.images as TableImages;
  const { bytes: pixels, range } = scaledPixels(table, options, notes);
  const { labels, classNames } = withLabels[0].labels as TableLabels;
  const count = pixels.length / (height * width * channels);
  if (labels.length !== count) {
    const expected = `expected ${count} labels, one for each image of ${table.source}`;
    refuse(withLabels[0].source, `${expected}, got ${labels.length}.`);
  }
  const read = createDataset(pixels, labels, height, width, { channels, classNames });
  const prepared = prepareDataset(read, options);
  notes.push(...prepared.notes.map((note) => `${table.source}: ${note}`));
  return { dataset: prepared.dataset, range, notes };
}
