import { quoteValue } from "../message-text.ts";
import { checkOptions } from "../options.ts";
import type { Preparation } from "./preparation.ts";

/** Pixels along a side of an image. Training keeps whole images in memory: 128x128 and less is what it is made for. */
const MAX_SIDE = 1024;

/** Classes of a data set: labels have 16 bits. */
export const MAX_CLASSES = 65_536;

/** Images of one size with a class each. */
export interface Dataset {
  /** Pixels, 0 to 255; (count, height, width, channels), row-major. */
  readonly images: Uint8Array;
  /** The number of each image's class, an index of `classNames`; (count). */
  readonly labels: Uint16Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** What the class of each number is called. Not all of them need have images. */
  readonly classNames: readonly string[];
  /** How image files became these images, if they did: a network that is trained on them keeps it for others. */
  readonly preparation?: Preparation | undefined;
}

export interface DatasetOptions {
  /** 1 for grey, 3 for red, green and blue, pixel by pixel. Default 1. */
  readonly channels?: 1 | 3;
  /** What the classes are called. Default: their numbers, or the strings that the labels are. */
  readonly classNames?: readonly string[];
  /** How image files became these images. Default: not known. */
  readonly preparation?: Preparation | undefined;
}

/** Pixels as a data set may be given them: bytes, also in a plain list, or 32-bit floats from 0 to 1. */
export type Pixels = Uint8Array | Uint8ClampedArray | Float32Array | readonly number[];

/** Class labels as a data set may be given them: integers, or strings. */
export type LabelList = ArrayLike<number> | readonly string[];

const wrongKind = (what: string, value: unknown): TypeError =>
  new TypeError(`createDataset: expected ${what}, got ${quoteValue(value)}.`);

function toBytes(images: Pixels): Uint8Array {
  if (images instanceof Uint8Array) return images;
  if (images instanceof Uint8ClampedArray) return new Uint8Array(images.buffer, images.byteOffset, images.length);
  const floats = images instanceof Float32Array;
  if (!floats && !Array.isArray(images)) {
    throw wrongKind(
      "images as a Uint8Array, a Uint8ClampedArray, a list of bytes, or a Float32Array of 0 to 1",
      images,
    );
  }
  const expected = floats ? "a number from 0 to 1, as in every Float32Array" : "an integer from 0 to 255";
  const bytes = new Uint8Array(images.length);
  for (let i = 0; i < bytes.length; i++) {
    const value: unknown = images[i];
    if (typeof value !== "number") throw wrongKind(`pixel ${i} to be ${expected}`, value);
    if (!(value >= 0 && value <= (floats ? 1 : 255)) || !(floats || Number.isInteger(value))) {
      throw new RangeError(`createDataset: expected pixel ${i} to be ${expected}, got ${value}.`);
    }
    bytes[i] = floats ? Math.floor(value * 255 + 0.5) : value;
  }
  return bytes;
}

const numbered = (labels: Iterable<number>): string[] => {
  let most = 0;
  for (const label of labels) if (label > most) most = label;
  return Array.from({ length: most + 1 }, (_, label) => String(label));
};

export const areNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((name) => typeof name === "string");

function checkNames(names: readonly string[]): void {
  if (!areNames(names)) throw new TypeError("Expected class names as a list of strings.");
  if (names.length > MAX_CLASSES) {
    throw new RangeError(`Expected at most ${MAX_CLASSES} classes, got ${names.length}.`);
  }
}

/** Numbers the classes, and names them. */
function readLabels(
  labels: LabelList,
  names: readonly string[] | undefined,
): { labels: Uint16Array; classNames: readonly string[] } {
  if (!Array.isArray(labels) && !(ArrayBuffer.isView(labels) && "length" in labels)) {
    throw wrongKind("labels as a list of integers or strings, or as a typed array", labels);
  }
  if (names) checkNames(names);
  const strings = typeof labels[0] === "string";
  const most = (names?.length ?? MAX_CLASSES) - 1;
  const classNames = names ?? (strings ? [...new Set(Array.from<unknown>(labels))].sort() : undefined);
  const numbers = strings ? new Map(classNames?.map((name, number) => [name, number])) : undefined;
  const expected = strings ? "a class name, a string" : `an integer from 0 to ${most}`;
  const found = new Uint16Array(labels.length);
  for (let i = 0; i < found.length; i++) {
    const label = labels[i];
    if (typeof label !== (strings ? "string" : "number")) throw wrongKind(`label ${i} to be ${expected}`, label);
    const number = numbers ? numbers.get(label) : label;
    if (typeof number !== "number" || !Number.isInteger(number) || number < 0 || number > most) {
      throw new RangeError(`createDataset: expected label ${i} to be ${expected}, got ${quoteValue(label)}.`);
    }
    found[i] = number;
  }
  return { labels: found, classNames: (classNames as string[] | undefined) ?? numbered(found) };
}

/**
 * A data set out of pixels and labels.
 *
 * @param images (count, height, width, channels), row-major: bytes, 0 to 255, or a Float32Array of 0 to 1, which is
 *   multiplied by 255 and rounded
 * @param labels the class of each image: integers from 0 to 65,535, or strings; (count)
 * @throws TypeError for another kind of array or option, or naming the pixel or label of another kind; RangeError naming
 *   the one out of range, or if the sizes do not fit together or there is no image
 */
export function createDataset(
  images: Pixels,
  labels: LabelList,
  height: number,
  width: number,
  options: DatasetOptions = {},
): Dataset {
  checkOptions(options, "createDataset", ["channels", "classNames", "preparation"]);
  const { channels = 1, preparation } = options;
  const bytes = toBytes(images);
  for (const side of [height, width]) {
    if (!Number.isInteger(side) || side < 1 || side > MAX_SIDE) {
      throw new RangeError(`Expected an image height and width of 1 to ${MAX_SIDE} pixels, got ${height}x${width}.`);
    }
  }
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`Expected 1 channel (grey) or 3 (RGB), got ${channels}.`);
  }
  const named = readLabels(labels, options.classNames);
  const count = named.labels.length;
  if (count === 0) throw new RangeError("Expected at least one image, got none.");
  const size = height * width * channels;
  if (bytes.length !== count * size) {
    const sides = channels === 1 ? `${height}x${width}` : `${height}x${width}x${channels}`;
    throw new RangeError(`Expected ${count} images of ${sides}, ${count * size} bytes, got ${bytes.length} bytes.`);
  }
  return { images: bytes, ...named, count, height, width, channels, preparation };
}

/** Bytes of one image. */
export const imageBytes = ({ height, width, channels }: Dataset): number => height * width * channels;

/** Some images of a data set's size and classes. @throws RangeError if there is none */
function withImages(
  { height, width, channels, classNames, preparation }: Dataset,
  images: Uint8Array,
  labels: Uint16Array,
): Dataset {
  return createDataset(images, labels, height, width, { channels, classNames, preparation });
}

/** The images at these places, copied. @throws RangeError for a place outside the data set, or no place at all */
export function selectImages(dataset: Dataset, places: readonly number[]): Dataset {
  const size = imageBytes(dataset);
  const images = new Uint8Array(places.length * size);
  const labels = new Uint16Array(places.length);
  for (const [i, place] of places.entries()) {
    if (dataset.labels[place] === undefined) {
      throw new RangeError(`Expected an image number from 0 to ${dataset.count - 1}, got ${place}.`);
    }
    images.set(dataset.images.subarray(place * size, (place + 1) * size), i * size);
    labels[i] = dataset.labels[place];
  }
  return withImages(dataset, images, labels);
}

/** The first part of a data set, rounded down to whole images, one at least. @throws RangeError outside (0, 1] */
export function takeFraction(dataset: Dataset, fraction: number): Dataset {
  if (!(fraction > 0 && fraction <= 1)) {
    throw new RangeError(`A fraction must be above 0 and at most 1, got ${fraction}.`);
  }
  const count = Math.max(1, Math.floor(dataset.count * fraction));
  const images = dataset.images.subarray(0, count * imageBytes(dataset));
  return withImages(dataset, images, dataset.labels.subarray(0, count));
}
