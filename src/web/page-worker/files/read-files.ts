import { createDataset, type Dataset } from "../../../data/dataset.ts";
import { scaleImage } from "../../../data/scale-image.ts";
import { UnreadableFileError } from "../../../errors.ts";
import { holdOutTenth } from "../../../read/hold-out.ts";
import { isIdx, parseIdxImages, parseIdxLabels } from "../../../read/idx.ts";
import type { TrainingImages } from "../training-images.ts";
import { parseByteTable } from "./csv.ts";
import { gunzip } from "./gunzip.ts";
import { isPng, readPng } from "./png.ts";

/** A file that the visitor chose, and its place in the folder, if it came with one. */
export interface ChosenFile {
  readonly file: File;
  readonly path: string;
}

// Drawings are compared with these images, so they have the drawings' size.
const SIDE = 28;
const MAX_CLASSES = 256;
/** Bytes of one file, unpacked: 60,000 digits as CSV take 110 MB. */
const MAX_FILE = 2 ** 28;
const MAX_PNGS = 20_000;

const HELD_OUT_NAME = /test|t10k|valid/i;

interface Images {
  readonly images: Uint8Array;
  readonly count: number;
}

/** What one file turned out to hold: images, labels, or both. */
interface Part {
  readonly name: string;
  readonly images?: Images;
  readonly labels?: Uint8Array;
}

/** A part of what was given that is whole: images with labels. */
interface Labelled {
  readonly dataset: Dataset;
  readonly classNames: readonly string[];
}

function scaled(images: Uint8Array, height: number, width: number, name: string, notes: string[]): Images {
  const count = images.length / (height * width);
  if (height === SIDE && width === SIDE) return { images, count };
  notes.push(`${name}: images of ${height}x${width}, scaled to ${SIDE}x${SIDE}`);
  const result = new Uint8Array(count * SIDE * SIDE);
  for (let i = 0; i < count; i++) {
    const image = images.subarray(i * height * width, (i + 1) * height * width);
    result.set(scaleImage(image, height, width, SIDE, SIDE), i * SIDE * SIDE);
  }
  return { images: result, count };
}

function fromTable(bytes: Uint8Array, name: string, notes: string[]): Part {
  const { values, rows, columns, hasHeader } = parseByteTable(bytes, name);
  notes.push(`${name}: ${hasHeader ? "first row is a header, skipped" : "no header row"}`);
  if (columns === 1) return { name, labels: values };
  const side = Math.floor(Math.sqrt(columns));
  if (side * side === columns) return { name, images: scaled(values, side, side, name, notes) };
  if (side * side !== columns - 1) {
    throw new UnreadableFileError(
      `${name}: expected rows of a square image's pixels (784 for 28x28), with or without a label before them, or of ` +
        `one label; got ${columns} columns.`,
    );
  }
  const pixels = new Uint8Array(rows * side * side);
  const labels = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    labels[i] = values[i * columns];
    pixels.set(values.subarray(i * columns + 1, (i + 1) * columns), i * side * side);
  }
  return { name, images: scaled(pixels, side, side, name, notes), labels };
}

async function readPart(file: File, notes: string[]): Promise<Part> {
  const { name } = file;
  if (file.size > MAX_FILE) {
    throw new UnreadableFileError(`${name}: expected at most ${MAX_FILE} bytes, got ${file.size}.`);
  }
  let bytes: Uint8Array = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = await gunzip(file, MAX_FILE, name);
  if (!isIdx(bytes)) return fromTable(bytes, name, notes);
  if (bytes[3] === 1) return { name, labels: parseIdxLabels(bytes, name, MAX_CLASSES) };
  const { images, height, width } = parseIdxImages(bytes, name);
  return { name, images: scaled(images, height, width, name, notes) };
}

/** A PNG's class: the folder that it lies in, or else its name's part before the first `-`, `_` or `.`. */
function classOf({ file, path }: ChosenFile): string {
  const folders = path.split("/").slice(0, -1);
  return folders.at(-1) ?? file.name.split(/[-_.]/)[0];
}

async function readPngs(files: readonly ChosenFile[], notes: string[]): Promise<Labelled> {
  if (files.length > MAX_PNGS) throw new UnreadableFileError(`Expected at most ${MAX_PNGS} PNG files, got more.`);
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const classNames = [...new Set(sorted.map(classOf))].sort();
  if (classNames.length > MAX_CLASSES) {
    throw new UnreadableFileError(`Expected at most ${MAX_CLASSES} classes, got ${classNames.length}.`);
  }
  const images = new Uint8Array(sorted.length * SIDE * SIDE);
  for (const [i, { file }] of sorted.entries()) images.set(await readPng(file, SIDE), i * SIDE * SIDE);
  const labels = Uint8Array.from(sorted, (chosen) => classNames.indexOf(classOf(chosen)));
  notes.push(`${files.length} PNG files of ${classNames.length} classes: ${classNames.join(", ")}`);
  return { dataset: createDataset(images, labels, SIDE, SIDE, { classNames }), classNames };
}

function join(parts: readonly Part[]): Dataset {
  const images = parts.filter((part) => part.images);
  const labels = parts.filter((part) => part.labels);
  if (images.length !== 1 || labels.length !== 1) {
    throw new UnreadableFileError(
      `Expected one file of images and one of labels, or a CSV file with both, got ${parts.map(({ name }) => name).join(", ")}.`,
    );
  }
  const { images: pixels, count } = images[0].images as Images;
  const classes = labels[0].labels as Uint8Array;
  if (classes.length !== count) {
    throw new UnreadableFileError(`${labels[0].name}: expected ${count} labels, one an image, got ${classes.length}.`);
  }
  return createDataset(pixels, classes, SIDE, SIDE);
}

const numbered = (...datasets: Dataset[]): string[] => {
  const most = datasets.reduce((highest, { labels }) => labels.reduce((a, b) => Math.max(a, b), highest), 0);
  return Array.from({ length: most + 1 }, (_, label) => String(label));
};

/**
 * Reads the visitor's own images: PNG files (a class a folder, or a class in the name), or CSV or IDX files, gzipped or
 * not. Files with "test", "t10k" or "valid" in their name are held out; without them the last tenth of each class is.
 *
 * @throws UnreadableFileError naming the file and what is wrong with it; RangeError for classes with too few images
 */
export async function readFiles(files: readonly ChosenFile[]): Promise<TrainingImages> {
  const notes: string[] = [];
  const heads = await Promise.all(files.map(async ({ file }) => new Uint8Array(await file.slice(0, 8).arrayBuffer())));
  const pngs = files.filter((_, i) => isPng(heads[i]));
  if (pngs.length > 0 && pngs.length < files.length) {
    const other = files.find((_, i) => !isPng(heads[i]))?.file.name;
    throw new UnreadableFileError(`${other}: expected PNG files only, or CSV and IDX files only, got both.`);
  }
  const source = files.length === 1 ? files[0].file.name : `${files.length} files of your own`;
  if (pngs.length > 0) {
    const { dataset, classNames } = await readPngs(pngs, notes);
    return { ...holdOutTenth(dataset), source, classNames, notes, bundled: false };
  }
  const parts = await Promise.all(files.map(({ file }) => readPart(file, notes)));
  const heldOutParts = parts.filter(({ name }) => HELD_OUT_NAME.test(name));
  const train = join(parts.filter((part) => !heldOutParts.includes(part)));
  if (heldOutParts.length > 0) {
    const heldOut = join(heldOutParts);
    return { train, heldOut, source, classNames: numbered(train, heldOut), notes, bundled: false };
  }
  notes.push("the last tenth of each class is held out");
  return { ...holdOutTenth(train), source, classNames: numbered(train), notes, bundled: false };
}
