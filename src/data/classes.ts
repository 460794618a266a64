import { listNames, quote } from "../message-text.ts";
import { type Dataset, selectImages } from "./dataset.ts";

/** Ranges longer than the labels that there can be are a slip of the hand. */
const MAX_RANGE = 65_536;

/**
 * Reads a list of classes: names, such as "axe,brain", and for classes with numbers as names ranges of them too, such as
 * "0-7" or "1,4,8-9".
 *
 * @returns the names, each once; what looks like a range is left to `chooseClasses`
 * @throws RangeError for an empty list or name
 */
export function parseClasses(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes("")) {
    throw new RangeError(
      `Expected names of classes such as axe,brain, or numbers such as 8,9 or 0-7, got ${quote(text)}.`,
    );
  }
  return [...new Set(names)];
}

/** The names of the numbers in a range such as 0-7, or undefined if it is none. */
function namesInRange(text: string): string[] | undefined {
  const [, from, to] = /^(\d{1,5})\s*-\s*(\d{1,5})$/.exec(text) ?? [];
  if (from === undefined) return undefined;
  const [first, last] = [Number(from), Number(to)];
  if (first > last || last >= MAX_RANGE) return undefined;
  return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
}

/**
 * The images of some classes alone, copied, in their order; labels stay as they are.
 * @param wanted names of classes, or ranges of numbers such as "0-7"
 * @throws RangeError naming a class that no image has
 */
export function onlyClasses(dataset: Dataset, wanted: readonly string[]): Dataset {
  const numbers = new Map<string, number>();
  for (const label of new Set(dataset.labels)) numbers.set(dataset.classNames[label], label);
  const labels = new Set<number>();
  for (const name of wanted) {
    const names = numbers.has(name) ? [name] : (namesInRange(name) ?? [name]);
    for (const each of names) {
      const label = numbers.get(each);
      if (label === undefined) {
        const all = [...numbers].sort(([, a], [, b]) => a - b).map(([known]) => known);
        throw new RangeError(`Expected a class that an image has (${listNames(all, 12)}), got ${quote(each)}.`);
      }
      labels.add(label);
    }
  }
  const places: number[] = [];
  for (const [i, label] of dataset.labels.entries()) if (labels.has(label)) places.push(i);
  return selectImages(dataset, places);
}
