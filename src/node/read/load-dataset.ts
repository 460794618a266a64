import { basename } from "node:path";
import { printable, quoteValue } from "../../message-text.ts";
import {
  type FileGroup,
  readTrainingData,
  type TrainingData,
  type TrainingDataOptions,
} from "../../read/training-data.ts";
import { openDataFile, openDataPath } from "./data-files.ts";
import { loadDefaultMnist, MNIST } from "./default-dataset.ts";

export type { TrainingData };

/** Which images to train and to test on: paths, and how to read them. */
export interface DataSources extends TrainingDataOptions {
  /** A folder, a ZIP archive or a file of images with their labels: see `readFiles`. */
  readonly path?: string | undefined;
  /** The same in two files: a table of images, and one of their labels. Without `labels`, as `path`. */
  readonly images?: string | undefined;
  readonly labels?: string | undefined;
  /** As `path`. */
  readonly folder?: string | undefined;
  readonly testPath?: string | undefined;
  readonly testImages?: string | undefined;
  readonly testLabels?: string | undefined;
  readonly testFolder?: string | undefined;
  /** A CSV file of pairs to train on, by image number (see `readPairsCsv`): the images then keep their numbers. */
  readonly pairs?: string | undefined;
}

const PATHS = [
  "path",
  "images",
  "labels",
  "folder",
  "testPath",
  "testImages",
  "testLabels",
  "testFolder",
  "pairs",
] as const;

interface PartPaths {
  readonly path: string | undefined;
  readonly images: string | undefined;
  readonly labels: string | undefined;
  readonly folder: string | undefined;
}

/** The files of one part, if it is given. `names` are what its paths are called. */
async function openPart(paths: PartPaths, names: Record<keyof PartPaths, string>): Promise<FileGroup | undefined> {
  const { images, labels } = paths;
  const given = (["path", "images", "folder"] as const).filter((key) => paths[key] !== undefined);
  if (given.length > 1) {
    throw new TypeError(`Expected ${given.map((key) => names[key]).join(" or ")}, got both.`);
  }
  if (labels !== undefined && images === undefined) {
    throw new TypeError(`Expected ${names.images} with ${names.labels}, got labels alone.`);
  }
  const path = paths.path ?? paths.folder ?? images;
  if (path === undefined) return undefined;
  const source = printable(basename(path));
  if (labels === undefined) return { files: await openDataPath(path), source };
  return { files: [await openDataFile(path)], labels: await openDataFile(labels), source };
}

/**
 * Reads the images to train and to test on: `readTrainingData` of files on disk. Without paths, both are MNIST's.
 *
 * @throws UnreadableFileError for a file that is missing or broken, or a test set that does not fit the training set;
 *   TypeError for paths that do not go together; RangeError for a fraction outside (0, 1], or naming classes with too
 *   few images to make pairs
 */
export async function loadTrainingData(sources: DataSources): Promise<TrainingData> {
  for (const key of PATHS) {
    const path: unknown = sources[key];
    if (path !== undefined && typeof path !== "string") {
      throw new TypeError(`Expected ${key} as a string, got ${quoteValue(path)}.`);
    }
  }
  const { path, images, labels, folder, testPath, testImages, testLabels, testFolder, pairs } = sources;
  const names = { path: "path", images: "images", labels: "labels", folder: "folder" };
  const testNames = { path: "testPath", images: "testImages", labels: "testLabels", folder: "testFolder" };
  return readTrainingData(
    {
      train: await openPart({ path, images, labels, folder }, names),
      test: await openPart({ path: testPath, images: testImages, labels: testLabels, folder: testFolder }, testNames),
      pairs: pairs === undefined ? undefined : await openDataFile(pairs),
      standard: { load: loadDefaultMnist, source: MNIST },
    },
    sources,
  );
}
