import { createDataset, type Dataset } from "../../data/dataset.ts";
import { UnreadableFileError } from "../../errors.ts";
import { isIdx, parseIdxImages, parseIdxLabels } from "../../read/idx.ts";
import { readUnpacked, readUnpackedStart } from "./read-bytes.ts";
import { readCsvImages, readCsvLabelledImages, readCsvLabels } from "./read-csv.ts";

export interface DatasetFiles {
  /** CSV with a row an image, or IDX. */
  readonly images: string;
  /** CSV with one column, or IDX. Without it the images' file is a CSV whose first column is the label. */
  readonly labels?: string | undefined;
  /** Labels run from 0 to `classCount - 1`; 1 to 256, default 10. */
  readonly classCount?: number | undefined;
}

interface Images {
  images: Uint8Array;
  count: number;
  height: number;
  width: number;
  notes: string[];
}

const isIdxFile = async (path: string) => isIdx(await readUnpackedStart(path, 4));

async function readImages(path: string): Promise<Images> {
  if (await isIdxFile(path)) return { ...parseIdxImages(await readUnpacked(path), path), notes: [] };
  const { images, count, side, note } = await readCsvImages(path);
  return { images, count, height: side, width: side, notes: [note] };
}

async function readLabels(path: string, classCount: number): Promise<{ labels: Uint8Array; notes: string[] }> {
  if (await isIdxFile(path)) return { labels: parseIdxLabels(await readUnpacked(path), path, classCount), notes: [] };
  const { labels, note } = await readCsvLabels(path, classCount);
  return { labels, notes: [note] };
}

/**
 * Reads images and their labels from files. What a file is, CSV or IDX, gzipped or not, is told by its first bytes.
 * @returns the data set, and notes for the user: whether a CSV file's first row was taken as a header
 * @throws UnreadableFileError if a file is missing or broken, or there are not as many labels as images
 */
export async function readDataset(files: DatasetFiles): Promise<{ dataset: Dataset; notes: string[] }> {
  const { images: path, labels: labelsPath, classCount = 10 } = files;
  if (!Number.isInteger(classCount) || classCount < 1 || classCount > 256) {
    throw new RangeError(`Expected a number of classes from 1 to 256, got ${classCount}.`);
  }
  if (labelsPath === undefined) {
    if (await isIdxFile(path)) {
      throw new UnreadableFileError(`${path}: expected a CSV file with labels, got IDX images; give their labels too.`);
    }
    const { images, labels, side, note } = await readCsvLabelledImages(path, classCount);
    return { dataset: createDataset(images, labels, side, side), notes: [note] };
  }
  const images = await readImages(path);
  const labels = await readLabels(labelsPath, classCount);
  if (labels.labels.length !== images.count) {
    throw new UnreadableFileError(
      `${labelsPath}: expected ${images.count} labels, one for each image of ${path}, got ${labels.labels.length}.`,
    );
  }
  const dataset = createDataset(images.images, labels.labels, images.height, images.width);
  return { dataset, notes: [...images.notes, ...labels.notes] };
}
