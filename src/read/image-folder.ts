import { createDataset, type Dataset, MAX_CLASSES } from "../data/dataset.ts";
import type { DecodedImage } from "../data/image.ts";
import { ImageSurvey } from "../data/image-survey.ts";
import { type ImageForm, preparationOf, prepareImage } from "../data/preparation.ts";
import { UnreadableFileError } from "../errors.ts";
import { listNames } from "../message-text.ts";
import { type DataFile, readWhole } from "./data-file.ts";
import { decodeImage } from "./decode-image.ts";
import { type LabelledFile, orderByClass } from "./folder-order.ts";
import { MAX_ARRAY_BYTES, MAX_IMAGE_FILE_BYTES, MAX_KEPT_IMAGE_BYTES, MAX_REPORTED_FILES } from "./limits.ts";
import { type ReadFile, readAhead } from "./read-ahead.ts";
import { type PartOptions, type ReadOptions, toldForm } from "./read-options.ts";
import { refuse } from "./unreadable.ts";

/** @throws UnreadableFileError if the file is no whole image */
export const readImageFile = async (file: DataFile, { decoders = {} }: ReadOptions = {}): Promise<DecodedImage> =>
  decodeImage(await readWhole(file, MAX_IMAGE_FILE_BYTES), file.source, { decoders });

interface FoundImage extends LabelledFile {
  /** Kept where there is room: else it is decoded again. */
  readonly decoded: DecodedImage | undefined;
}

/** Decodes images one after the other to learn what they are, and keeps account of those that cannot be read. */
class ImageFinder {
  readonly survey = new ImageSurvey();
  readonly found: FoundImage[] = [];
  readonly unreadable: string[] = [];
  readonly #options: ReadOptions;
  #kept = 0;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  async add({ each: { file, label }, bytes }: ReadFile<LabelledFile>): Promise<void> {
    try {
      const { decoders = {} } = this.#options;
      const image = await decodeImage(await bytes, file.source, { decoders });
      this.survey.add(image);
      this.#kept += image.pixels.length;
      this.found.push({ file, label, decoded: this.#kept <= MAX_KEPT_IMAGE_BYTES ? image : undefined });
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      this.unreadable.push(error.message);
    }
  }
}

/** @throws UnreadableFileError naming the first 20 of the files that cannot be read */
export function refuseUnreadable(unreadable: readonly string[], some: string, source: string): never {
  if (unreadable.length === 1) throw new UnreadableFileError(unreadable[0]);
  throw new UnreadableFileError(`${source}: ${some}; the first: ${unreadable[0]}`, {
    details: unreadable.slice(0, MAX_REPORTED_FILES),
  });
}

async function prepareAll(
  found: readonly FoundImage[],
  form: ImageForm,
  source: string,
  options: ReadOptions,
): Promise<Uint8Array> {
  const { height, width, channels } = form;
  const size = height * width * channels;
  if (found.length * size > MAX_ARRAY_BYTES) {
    const got = `${found.length} images of ${height}x${width}x${channels}`;
    refuse(source, `expected at most ${MAX_ARRAY_BYTES} bytes of pixels, got ${got}.`);
  }
  const pixels = new Uint8Array(found.length * size);
  for (const [i, { file, decoded }] of found.entries()) {
    pixels.set(prepareImage(decoded ?? (await readImageFile(file, options)), form), i * size);
  }
  return pixels;
}

/**
 * Reads image files as a data set, in the order and with the classes that `orderByClass` gives them. All of them are
 * looked at before the first is scaled, to find out what form they have in common: see `ImageSurvey`.
 *
 * @param source what messages call them all
 * @throws UnreadableFileError if a file is no whole image: all files are tried, and its details name the first 20; or if
 *   they are too many
 */
export async function readImageFiles(
  images: readonly DataFile[],
  source: string,
  options: PartOptions = {},
): Promise<{ dataset: Dataset; notes: string[] }> {
  const { classNames, files, strays } = orderByClass(images, options.like?.classNames);
  if (classNames.length > MAX_CLASSES) {
    refuse(source, `expected at most ${MAX_CLASSES} classes, got ${classNames.length}.`);
  }
  const finder = new ImageFinder(options);
  for await (const read of readAhead(files)) await finder.add(read);
  const { found, unreadable, survey } = finder;
  const some = `${unreadable.length} of ${files.length} image files cannot be read`;
  if (unreadable.length > 0 && !options.skipUnreadable) refuseUnreadable(unreadable, some, source);
  if (found.length === 0) refuse(source, "expected an image that can be read, got none.");
  const told = toldForm(options);
  const form = told ?? survey.form(options);
  const { height, width, channels } = form;
  const pixels = await prepareAll(found, form, source, options);
  const notes = [`${found.length} images of ${classNames.length} classes: ${listNames(classNames, 12)}`];
  if (unreadable.length > 0) notes.push(`${some} and are left out; the first: ${unreadable[0]}`);
  if (strays.length > 0) notes.push(`${strays.length} images beside the folders of the classes left out`);
  notes.push(...survey.describe(form, told ? "told" : options));
  const labels = found.map(({ label }) => label);
  const preparation = preparationOf(form);
  return {
    dataset: createDataset(pixels, labels, height, width, { channels, classNames, preparation }),
    notes: notes.map((note) => `${source}: ${note}`),
  };
}
