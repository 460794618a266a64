import type { FormChoice } from "../../../data/image-survey.ts";
import { printable } from "../../../message-text.ts";
import type { Architecture } from "../../../nn/architecture.ts";
import { type DataFile, dataFile as fileOf } from "../../../read/data-file.ts";
import { readTrainingData } from "../../../read/training-data.ts";
import { refuse } from "../../../read/unreadable.ts";
import type { TrainingImages } from "../training-images.ts";

/** A file that the visitor chose, and its place in the folder, if it came with one. */
export interface ChosenFile {
  readonly file: File;
  readonly path: string;
}

/** Bytes of one file: 60,000 digits as CSV take 110 MB. A page may have less memory than a program. */
const MAX_FILE = 2 ** 28;

/** The page paints a picture of each class's colour. */
const MAX_CLASSES = 256;

/** Bytes of a browser's, for the readers. */
export function dataFile(blob: Blob, path: string, name: string): DataFile {
  const source = printable(name);
  if (blob.size > MAX_FILE) refuse(source, `expected at most ${MAX_FILE} bytes, got ${blob.size}.`);
  return { ...fileOf(blob, path), source };
}

/** As the command line takes images for layers out of a file. */
function formOf(input: Architecture["input"] | undefined): FormChoice {
  if (!input) return {};
  const { height, width, channels } = input;
  const size = { height, width };
  return channels === 3 ? { size, colour: "rgb" } : channels === 1 ? { size, colour: "grey" } : { size };
}

/**
 * Reads the visitor's own images, as `readTrainingData` does.
 * @param input what they are made into, since a network takes them so. Default: as they are
 * @throws UnreadableFileError naming the file and what is wrong with it; RangeError for classes with too few images
 */
export async function readChosenFiles(
  chosen: readonly ChosenFile[],
  input?: Architecture["input"],
): Promise<TrainingImages> {
  const source = chosen.length === 1 ? printable(chosen[0].file.name) : `${chosen.length} files of your own`;
  const files = chosen.map(({ file, path }) => dataFile(file, path, file.name));
  const { train, test, notes } = await readTrainingData({ train: { files, source } }, formOf(input));
  const { classNames } = train;
  if (classNames.length > MAX_CLASSES)
    refuse(source, `expected at most ${MAX_CLASSES} classes, got ${classNames.length}.`);
  return { train, heldOut: test, source, classNames, notes, bundled: false };
}
