import { type Dataset, selectImages } from "./dataset.ts";

/**
 * Reads a list of classes: numbers from 0 to 255 and ranges of them, such as "0-7" or "1,4,8-9".
 *
 * @returns the classes, ascending, each once
 * @throws RangeError for anything else
 */
export function parseClasses(text: string): number[] {
  const classes = new Set<number>();
  for (const part of text.split(",")) {
    const [, from, to = from] = /^\s*(\d{1,3})\s*(?:-\s*(\d{1,3})\s*)?$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (!(first <= last && last <= 255)) {
      throw new RangeError(`Expected classes from 0 to 255 such as 8,9 or 0-7, got "${text}".`);
    }
    for (let label = first; label <= last; label++) classes.add(label);
  }
  return [...classes].sort((a, b) => a - b);
}

/**
 * The images of some classes alone, copied, in their order; labels stay as they are.
 * @throws RangeError naming a class that no image has
 */
export function onlyClasses(dataset: Dataset, classes: readonly number[]): Dataset {
  const known = new Set(dataset.labels);
  const missing = classes.find((label) => !known.has(label));
  if (missing !== undefined) {
    const all = [...known].sort((a, b) => a - b).join(", ");
    throw new RangeError(`Expected a class that an image has (${all}), got ${missing}.`);
  }
  const wanted = new Set(classes);
  const places: number[] = [];
  for (const [i, label] of dataset.labels.entries()) if (wanted.has(label)) places.push(i);
  return selectImages(dataset, places);
}
