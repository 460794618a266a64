import { createDataset, type Dataset, MAX_CLASSES } from "../data/dataset.ts";
import { fitImage } from "../data/fit.ts";
import { UnreadableFileError } from "../errors.ts";
import { listNames } from "../message-text.ts";
import { type DataFile, readWhole } from "./data-file.ts";
import { decodeImage } from "./decode-image.ts";
import { type LabelledFile, orderByClass } from "./folder-order.ts";
import { MAX_ARRAY_BYTES, MAX_IMAGE_FILE_BYTES, MAX_REPORTED_FILES } from "./limits.ts";
import type { PartOptions } from "./read-options.ts";
import { refuse } from "./unreadable.ts";

/** The digits' size, to which images are scaled unless another is asked for. */
const DIGIT = { height: 28, width: 28 };

/**
 * Reads one image file as grey pixels of a size; another size is scaled by area averaging.
 * @returns (height, width), row-major; and the size that it had
 * @throws UnreadableFileError if it is no whole image
 */
export async function readGreyImage(
  file: DataFile,
  height: number,
  width: number,
): Promise<{ pixels: Uint8Array; from: { height: number; width: number } }> {
  const image = await decodeImage(await readWhole(file, MAX_IMAGE_FILE_BYTES), file.source);
  // MNIST's digits are white on black: what is see-through is background.
  const pixels = fitImage(image, { height, width, channels: 1, fit: "stretch", background: "black" });
  return { pixels, from: image };
}

/** Decodes images one after the other into one array, and keeps account of those that cannot be read. */
class ImageLoader {
  readonly labels: number[] = [];
  readonly unreadable: string[] = [];
  scaled = 0;
  readonly #pixels: Uint8Array;
  readonly #size: { readonly height: number; readonly width: number };

  constructor(count: number, size: { readonly height: number; readonly width: number }) {
    this.#pixels = new Uint8Array(count * size.height * size.width);
    this.#size = size;
  }

  async add({ file, label }: LabelledFile): Promise<void> {
    const { height, width } = this.#size;
    try {
      const { pixels, from } = await readGreyImage(file, height, width);
      this.#pixels.set(pixels, this.labels.length * height * width);
      this.labels.push(label);
      if (from.height !== height || from.width !== width) this.scaled++;
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      this.unreadable.push(error.message);
    }
  }

  get pixels(): Uint8Array {
    return this.#pixels.subarray(0, this.labels.length * this.#size.height * this.#size.width);
  }
}

/**
 * Reads image files as a data set, in the order and with the classes that `orderByClass` gives them.
 *
 * @param source what messages call them all
 * @throws UnreadableFileError if a file is no whole image: all files are tried, and its details name the first 20; or if
 *   they are too many
 */
export async function readImageFiles(
  images: readonly DataFile[],
  source: string,
  { like, size = like?.dataset ?? DIGIT, skipUnreadable = false }: PartOptions = {},
): Promise<{ dataset: Dataset; notes: string[] }> {
  const { height, width } = size;
  const { classNames, files, strays } = orderByClass(images, like?.dataset.classNames);
  if (classNames.length > MAX_CLASSES) {
    refuse(source, `expected at most ${MAX_CLASSES} classes, got ${classNames.length}.`);
  }
  if (files.length * height * width > MAX_ARRAY_BYTES) {
    const got = `${files.length} images of ${height}x${width}`;
    refuse(source, `expected at most ${MAX_ARRAY_BYTES} bytes of pixels, got ${got}.`);
  }
  const loader = new ImageLoader(files.length, size);
  for (const file of files) await loader.add(file);
  const { labels, unreadable, scaled } = loader;
  const some = `${unreadable.length} of ${files.length} image files cannot be read`;
  if (unreadable.length === 1 && !skipUnreadable) throw new UnreadableFileError(unreadable[0]);
  if (unreadable.length > 0 && !skipUnreadable) {
    throw new UnreadableFileError(`${source}: ${some}; the first: ${unreadable[0]}`, {
      details: unreadable.slice(0, MAX_REPORTED_FILES),
    });
  }
  if (labels.length === 0) refuse(source, "expected an image that can be read, got none.");
  const notes = [`${source}: ${labels.length} images of ${classNames.length} classes: ${listNames(classNames, 12)}`];
  if (unreadable.length > 0) notes.push(`${source}: ${some} and are left out; the first: ${unreadable[0]}`);
  if (strays.length > 0) notes.push(`${source}: ${strays.length} images beside the folders of the classes left out`);
  if (scaled > 0) notes.push(`${source}: ${scaled} of ${labels.length} images scaled to ${height}x${width}`);
  return { dataset: createDataset(loader.pixels, labels, height, width, { classNames }), notes };
}
