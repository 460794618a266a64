import { type Dataset, imageBytes } from "../data/dataset.ts";
import { isBlank } from "../data/ink.ts";
import { refuse } from "./unreadable.ts";

/**
 * Refuses images in which there is nothing to be told apart: most of them blank, or all the same.
 * @returns what is to be said of them, a line each
 * @throws UnreadableFileError naming how many are blank
 */
export function checkImages(dataset: Dataset, source: string): string[] {
  const { images, count, channels } = dataset;
  const size = imageBytes(dataset);
  let blank = 0;
  for (let at = 0; at < images.length; at += size) if (isBlank(images.subarray(at, at + size), channels)) blank++;
  if (2 * blank > count) {
    refuse(source, `expected images with something in them, got ${blank} of ${count} blank, each of one colour alone.`);
  }
  if (count > 1 && images.every((value, i) => value === images[i % size])) {
    refuse(source, `expected images that differ, got ${count} that are all equal.`);
  }
  return blank === 0 ? [] : [`${source}: ${blank} of ${count} images are blank, of one colour alone`];
}

/** Whether two data sets hold the same images, of the same classes, in the same order. */
export const areEqual = (a: Dataset, b: Dataset): boolean =>
  a.images.length === b.images.length &&
  a.labels.length === b.labels.length &&
  a.labels.every((label, i) => label === b.labels[i]) &&
  a.images.every((value, i) => value === b.images[i]);
