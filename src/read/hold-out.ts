import { type Dataset, selectImages } from "../data/dataset.ts";
import { groupByClass } from "../data/labels.ts";
import type { PairList } from "../data/pairs.ts";

/** A class must keep two images on either side, so that each side can make a pair of it. */
const MIN_HELD_OUT = 2;
const MIN_KEPT = 2;

/** The part of each class's images that is held out unless told. */
export const HELD_OUT_SHARE = 0.1;

export interface Split {
  readonly train: Dataset;
  /** Undefined if fewer than two classes have images to spare: too few to make pairs. */
  readonly heldOut: Dataset | undefined;
  /** Classes that have none held out, since they have fewer than four images. */
  readonly whole: number;
}

/**
 * Holds images of each class out for testing: a share of them, two at least, evenly spread over the class, since files
 * often come in an order, by writer or by day; none of a class that would keep fewer than two. Both parts keep the order
 * of the images.
 *
 * @param share of each class's images; 0 to 0.5. Default 0.1
 * @throws RangeError for another share
 */
export function holdOut(dataset: Dataset, share = HELD_OUT_SHARE): Split {
  if (!(share >= 0 && share <= 0.5)) throw new RangeError(`Expected a share from 0 to 0.5 to hold out, got ${share}.`);
  const held = new Set<number>();
  let whole = 0;
  let classes = 0;
  for (const { members } of share === 0 ? [] : groupByClass(dataset.labels)) {
    const count = Math.max(MIN_HELD_OUT, Math.floor(members.length * share));
    if (members.length - count < MIN_KEPT) {
      whole++;
      continue;
    }
    classes++;
    for (let i = 0; i < count; i++) held.add(members[Math.floor(((i + 0.5) * members.length) / count)]);
  }
  if (classes < 2) return { train: dataset, heldOut: undefined, whole };
  const places = [...dataset.labels.keys()];
  return {
    train: selectImages(
      dataset,
      places.filter((i) => !held.has(i)),
    ),
    heldOut: selectImages(
      dataset,
      places.filter((i) => held.has(i)),
    ),
    whole,
  };
}

/**
 * The images that a list of pairs never names, so that training on the list never sees them: those of classes with two
 * or more of them. Undefined if fewer than two classes have as many, which is too few to make pairs.
 */
export function holdOutUnnamed(dataset: Dataset, pairs: PairList): Dataset | undefined {
  const named = new Uint8Array(dataset.count);
  for (const side of [pairs.left, pairs.right]) for (const image of side) named[image] = 1;
  const groups = groupByClass(dataset.labels)
    .map(({ members }) => members.filter((image) => named[image] === 0))
    .filter((members) => members.length >= 2);
  if (groups.length < 2) return undefined;
  return selectImages(
    dataset,
    groups.flatMap((members) => [...members]).sort((a, b) => a - b),
  );
}
