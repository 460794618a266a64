import { type Dataset, takeFraction } from "../data/dataset.ts";
import { groupByClass } from "../data/labels.ts";
import type { PairList } from "../data/pairs.ts";
import { listNames } from "../message-text.ts";
import { areEqual, checkImages } from "./check-images.ts";
import type { DataFile } from "./data-file.ts";
import { HELD_OUT_SHARE, holdOut, holdOutUnnamed } from "./hold-out.ts";
import { readPairsCsv } from "./pairs-list.ts";
import { prepareDataset } from "./prepare-dataset.ts";
import { type FilesRead, readFiles, readImagesAndLabels } from "./read-files.ts";
import { checkReadOptions, likeOf, type PartOptions, type ReadOptions } from "./read-options.ts";
import { withClassesOf } from "./same-classes.ts";

/** Files that belong together, and what messages call them. */
export interface FileGroup {
  readonly files: readonly DataFile[];
  /** The labels of the images in a single file. Default: they are in `files` too. */
  readonly labels?: DataFile | undefined;
  readonly source: string;
}

/** Where the images to train and to test on come from. */
export interface TrainingFiles {
  readonly train?: FileGroup | undefined;
  readonly test?: FileGroup | undefined;
  /** A list of pairs to train on, by image number (`readPairsCsv`): the training images then keep their numbers. */
  readonly pairs?: DataFile | undefined;
  /** The data set that stands in where `train` is left out, and `test` with it. */
  readonly standard?: { readonly load: () => Promise<{ train: Dataset; test: Dataset }>; readonly source: string };
}

type Standard = Required<TrainingFiles>["standard"];

export interface TrainingDataOptions extends ReadOptions {
  /** The first part of the training images to use; (0, 1]. Default 1, but 0.1 of the standard data set. */
  readonly fraction?: number | undefined;
  /** The same of the test images. Default: as `fraction`, but 1 of one's own beside the standard data set. */
  readonly testFraction?: number | undefined;
  /** The share of each class's images that is held out where there are none for testing; 0 to 0.5. Default 0.1. */
  readonly holdOut?: number | undefined;
}

export interface TrainingData {
  readonly train: Dataset;
  /** Images that training does not see; or `train` itself where none are left over for it. */
  readonly test: Dataset;
  readonly pairs?: PairList;
  /** What the user should know of how the files were read, a line each. */
  readonly notes: readonly string[];
  /** Where the training images came from: a name without its folder. */
  readonly source: string;
}

const STANDARD_FRACTION = 0.1;

/**
 * Fails early, and says why, where the pairs to train or to measure on could not be drawn.
 * @param whole the data set that this is a part of
 */
function checkPairable(part: Dataset, whole: Dataset, name: string): void {
  const groups = groupByClass(part.labels);
  const single = groups.filter(({ members }) => members.length < 2).map(({ label }) => part.classNames[label]);
  if (groups.length >= 2 && single.length === 0) return;
  const of = part.count < whole.count ? `${name}, the first ${part.count} of ${whole.count}` : name;
  const hint = part.count < whole.count ? " Use a larger part of them." : "";
  if (groups.length < 2) {
    const got = groups.map(({ label }) => part.classNames[label]);
    throw new RangeError(`${of}: expected images of at least 2 classes, got ${listNames(got)} alone.${hint}`);
  }
  if (single.length === part.count) {
    const got = `${part.count} images of ${part.count} classes: ${listNames(single)}`;
    throw new RangeError(
      `${of}: expected images of the same class, to make pairs of, got ${got}. A class is a folder of images, or what ` +
        `comes first in their names; or what the labels say.${hint}`,
    );
  }
  const classes = single.length === 1 ? "class" : `${single.length} classes`;
  throw new RangeError(
    `${of}: expected at least 2 images of each class, to make pairs of, got 1 of ${classes} ${listNames(single)}.${hint}`,
  );
}

const readGroup = ({ files, labels, source }: FileGroup, options: PartOptions): Promise<FilesRead> =>
  labels ? readImagesAndLabels(files[0], labels, options) : readFiles(files, source, options);

interface Parts {
  train: Dataset;
  test: Dataset | undefined;
}

/** The user's own images, split where nothing is given to test on. */
async function readOwn(
  group: FileGroup,
  { test, pairs }: TrainingFiles,
  options: TrainingDataOptions,
  notes: string[],
): Promise<Parts> {
  const { source } = group;
  const own = await readGroup(group, options);
  notes.push(...own.notes, ...checkImages(own.train, source));
  if (test) {
    const read = await readGroup(test, { ...options, like: likeOf(own.train, own.range) });
    notes.push(...read.notes);
    const fitting = withClassesOf(own.train, read.train, test.source, source);
    notes.push(...checkImages(fitting, test.source));
    if (!areEqual(own.train, fitting)) return { train: own.train, test: fitting };
    notes.push(`${test.source}: the same images as ${source}; none is taken for its own neighbour`);
    return { train: own.train, test: own.train };
  }
  if (own.heldOut || pairs) return { train: own.train, test: own.heldOut };
  const share = options.holdOut ?? HELD_OUT_SHARE;
  const { train, heldOut, whole } = holdOut(own.train, share);
  if (heldOut) {
    const part = share === HELD_OUT_SHARE ? "a tenth" : `${share * 100} %`;
    notes.push(`${source}: no test set given, ${part} of each class (${heldOut.count} images) is held out`);
    const classes = whole === 1 ? "1 class of fewer than 4 images is" : `${whole} classes of fewer than 4 images are`;
    if (whole > 0) notes.push(`${source}: ${classes} trained on whole, none held out`);
  } else {
    const why = share === 0 ? "" : ", since the classes have too few";
    notes.push(`${source}: no images are held out${why}`);
  }
  return { train, test: heldOut };
}

/** Whether images are in the form that is asked for already. */
function isAsAsked({ height, width, channels }: Dataset, options: TrainingDataOptions): boolean {
  const { size = { height, width }, colour = "auto", fit, background, invert, form } = options;
  const isSize = size.height === height && size.width === width;
  const isColour = colour === "auto" || colour === (channels === 3 ? "rgb" : "grey");
  return isSize && isColour && (fit ?? background ?? invert ?? form) === undefined;
}

/** The standard data set in the form that is asked for. */
async function loadStandard({ load, source }: Standard, options: TrainingDataOptions, notes: string[]) {
  checkReadOptions(options);
  const { train, test } = await load();
  if (isAsAsked(train, options)) return { train, test };
  const { dataset, notes: found } = prepareDataset(train, options);
  notes.push(...found.map((note) => `${source}: ${note}`));
  return { train: dataset, test: prepareDataset(test, { form: likeOf(dataset).form }).dataset };
}

/** The standard data set, or it with images of one's own to test on. */
async function readStandard(
  standard: Standard,
  test: FileGroup | undefined,
  options: TrainingDataOptions,
  notes: string[],
): Promise<Parts> {
  const whole = await loadStandard(standard, options, notes);
  if (!test) return whole;
  const read = await readGroup(test, { ...options, like: likeOf(whole.train) });
  notes.push(...read.notes, `no images to train on given: they are ${standard.source}`);
  return { train: whole.train, test: withClassesOf(whole.train, read.train, test.source, standard.source) };
}

/**
 * Reads the images to train and to test on. Images of one's own without a test set are split: a tenth of each
 * class is held out. Fractions are taken of each part after that. With a list of pairs the training images stay whole,
 * and the images that it does not name are held out.
 *
 * @throws UnreadableFileError for a file that is broken, or a test set that does not fit the training set; RangeError for
 *   a fraction outside (0, 1], or naming classes with too few images to make pairs
 */
export async function readTrainingData(files: TrainingFiles, options: TrainingDataOptions = {}): Promise<TrainingData> {
  const { train: own, pairs: pairsFile, standard } = files;
  const { fraction = own ? 1 : STANDARD_FRACTION } = options;
  // Images of one's own are used whole.
  const { testFraction = files.test && !own ? 1 : fraction } = options;
  const notes: string[] = [];
  let source: string;
  let whole: Parts;
  if (own) {
    source = own.source;
    whole = await readOwn(own, files, options, notes);
  } else {
    if (!standard) throw new TypeError("Expected images to train on, got none.");
    source = standard.source;
    whole = await readStandard(standard, files.test, options, notes);
  }
  const train = takeFraction(whole.train, fraction);
  if (own && train.count < whole.train.count) {
    notes.push(`${source}: the first ${train.count} of ${whole.train.count} images are used`);
  }
  const pairs = pairsFile && (await readPairsCsv(pairsFile, train.count));
  const isSame = whole.test === whole.train && testFraction === fraction;
  let test = isSame ? train : whole.test && takeFraction(whole.test, testFraction);
  if (!test && pairs) {
    test = holdOutUnnamed(train, pairs);
    notes.push(
      test
        ? `${source}: no test set given, the ${test.count} images that no pair names are held out`
        : `${source}: no test set given and the pairs leave too few images over; quality is measured on the training images`,
    );
  }
  checkPairable(train, whole.train, own ? source : "Training images");
  if (whole.test && test && test !== train) checkPairable(test, whole.test, files.test?.source ?? "Test images");
  return { train, test: test ?? train, ...(pairs ? { pairs } : {}), notes, source };
}
