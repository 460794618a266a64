import { type Dataset, selectImages } from "../data/dataset.ts";
import type { PairList } from "../data/pairs.ts";

/** A class must keep two images on either side, so that each side can make a pair of it. */
const SMALLEST_CLASS = 4;

/**
 * Splits off the last tenth of each class (2 images at least) for testing; both parts keep the order of the images.
 * @throws RangeError naming a class of fewer than 4 images
 */
export function holdOutTenth(dataset: Dataset): { train: Dataset; heldOut: Dataset } {
  const counts = new Uint32Array(dataset.classNames.length);
  for (const label of dataset.labels) counts[label]++;
  const kept = counts.map((count) => count - Math.max(2, Math.floor(count / 10)));
  const small = counts.findIndex((count) => count > 0 && count < SMALLEST_CLASS);
  if (small >= 0) {
    throw new RangeError(
      `Class ${small} has ${counts[small]} image${counts[small] === 1 ? "" : "s"}; holding some out for testing needs at ` +
        `least ${SMALLEST_CLASS}. Add images or give a test set.`,
    );
  }
  const seen = new Uint32Array(counts.length);
  const train: number[] = [];
  const heldOut: number[] = [];
  for (const [i, label] of dataset.labels.entries()) {
    (seen[label]++ < kept[label] ? train : heldOut).push(i);
  }
  return { train: selectImages(dataset, train), heldOut: selectImages(dataset, heldOut) };
}

/**
 * The images that a list of pairs never names, so that training on the list never sees them: those of classes with two
 * or more of them. Undefined if fewer than two classes have as many, which is too few to make pairs.
 */
export function holdOutUnnamed(dataset: Dataset, pairs: PairList): Dataset | undefined {
  const named = new Set([...pairs.left, ...pairs.right]);
  const counts = new Uint32Array(dataset.classNames.length);
  for (const [i, label] of dataset.labels.entries()) if (!named.has(i)) counts[label]++;
  if (counts.filter((count) => count >= 2).length < 2) return undefined;
  const places = Array.from(dataset.labels.keys()).filter((i) => !named.has(i) && counts[dataset.labels[i]] >= 2);
  return selectImages(dataset, places);
}
