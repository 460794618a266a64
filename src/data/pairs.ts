import { quoteValue } from "../message-text.ts";
import type { Random } from "../random.ts";
import { groupByClass, type Labels } from "./labels.ts";

/** Pairs of image numbers, and 1 for two images of one class, else 0. */
export interface PairList {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly same: Uint8Array;
  readonly length: number;
}

/**
 * @throws RangeError if there is no pair or the arrays differ in length; naming the pair whose image number is not
 * below `imageCount` or whose `same` is neither 0 nor 1
 */
export function checkPairs(pairs: PairList, imageCount: number): void {
  const { left, right, same, length } = pairs;
  if (length === 0) throw new RangeError("The list of pairs is empty.");
  if (left.length !== length || right.length !== length || same.length !== length) {
    throw new RangeError(
      `Expected ${length} pairs, got ${left.length} left, ${right.length} right and ${same.length} same.`,
    );
  }
  for (let i = 0; i < length; i++) {
    if (same[i] > 1) throw new RangeError(`Pair ${i}: expected 1 (same) or 0 (different), got ${same[i]}.`);
    if (left[i] >= imageCount || right[i] >= imageCount) {
      throw new RangeError(
        `Pair ${i}: expected image numbers from 0 to ${imageCount - 1}, got ${left[i]} and ${right[i]}.`,
      );
    }
  }
}

/**
 * Draws pairs as the notebook meant to. An item draws a class and two different images of it (a same pair), then an
 * image of that class and one of another class (a different pair). Every ordered pair of classes can be drawn.
 */
export class PairSampler {
  /** The classes that occur, in order. */
  readonly classes: readonly number[];
  readonly #members: Uint32Array[];
  readonly #random: Random;

  /** @throws RangeError with fewer than two classes, or a class with one image, naming it */
  constructor(labels: Labels, random: Random, classNames: readonly string[] = []) {
    const groups = groupByClass(labels);
    this.classes = groups.map(({ label }) => label);
    if (groups.length < 2) throw new RangeError(`Expected images of at least 2 classes, got ${groups.length}.`);
    const single = groups.find(({ members }) => members.length < 2);
    if (single) {
      const name = quoteValue(classNames[single.label] ?? single.label);
      throw new RangeError(`Class ${name} needs at least 2 images to make a pair, got 1.`);
    }
    this.#members = groups.map(({ members }) => members);
    this.#random = random;
  }

  /**
   * Writes `items` items: their same pairs at the even places, their different pairs at the odd ones.
   * @throws RangeError if `batch` has less room than `2 * items` pairs
   */
  next(
    batch: { left: Uint32Array | Int32Array; right: Uint32Array | Int32Array; same: Uint8Array },
    items: number,
  ): void {
    const room = Math.min(batch.left.length, batch.right.length, batch.same.length);
    if (!Number.isInteger(items) || items < 0 || 2 * items > room) {
      throw new RangeError(`Expected an integer of items, 2 pairs each, in room for ${room} pairs, got ${items}.`);
    }
    const random = this.#random;
    const classes = this.#members.length;
    for (let i = 0; i < 2 * items; i += 2) {
      const c = random.below(classes);
      const members = this.#members[c];
      const first = random.below(members.length);
      const second = random.below(members.length - 1);
      batch.left[i] = members[first];
      batch.right[i] = members[second < first ? second : second + 1];
      batch.same[i] = 1;
      const d = random.below(classes - 1);
      const others = this.#members[d < c ? d : d + 1];
      batch.left[i + 1] = members[random.below(members.length)];
      batch.right[i + 1] = others[random.below(others.length)];
      batch.same[i + 1] = 0;
    }
  }
}

/** A list of `count` pairs, half same and half different, as `PairSampler` draws them. @throws RangeError if odd */
export function samplePairs(labels: Labels, count: number, random: Random, classNames?: readonly string[]): PairList {
  if (!Number.isInteger(count) || count < 2 || count % 2 !== 0) {
    throw new RangeError(`The number of pairs must be even and at least 2, got ${count}.`);
  }
  const left = new Uint32Array(count);
  const right = new Uint32Array(count);
  const same = new Uint8Array(count);
  new PairSampler(labels, random, classNames).next({ left, right, same }, count / 2);
  return { left, right, same, length: count };
}
