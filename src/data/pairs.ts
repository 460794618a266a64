import type { Random } from "./random.ts";

/** Pairs of image numbers, and 1 for two images of one class, else 0. */
export interface PairList {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly same: Uint8Array;
  readonly length: number;
}

/** @throws RangeError naming the pair whose image number is not below `imageCount`; or if there is no pair */
export function checkPairs(pairs: PairList, imageCount: number): void {
  if (pairs.length === 0) throw new RangeError("The list of pairs is empty.");
  for (let i = 0; i < pairs.length; i++) {
    if (pairs.left[i] >= imageCount || pairs.right[i] >= imageCount) {
      throw new RangeError(
        `Pair ${i}: images ${pairs.left[i]} and ${pairs.right[i]}, but there are ${imageCount}, numbered from 0.`,
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
  constructor(labels: Uint8Array, random: Random) {
    const counts = new Uint32Array(256);
    for (const label of labels) counts[label]++;
    this.classes = Array.from(counts.keys()).filter((label) => counts[label] > 0);
    if (this.classes.length < 2) {
      throw new RangeError(`Pairs need images of at least 2 classes, got ${this.classes.length}.`);
    }
    const next = new Uint32Array(256);
    const members = this.classes.map((label) => new Uint32Array(counts[label]));
    const place = new Map(this.classes.map((label, i) => [label, i]));
    for (let i = 0; i < labels.length; i++) members[place.get(labels[i]) as number][next[labels[i]]++] = i;
    for (const [i, label] of this.classes.entries()) {
      if (members[i].length < 2) throw new RangeError(`Class ${label} has one image; a pair needs at least 2.`);
    }
    this.#members = members;
    this.#random = random;
  }

  /** Writes `items` items: their same pairs at the even places, their different pairs at the odd ones. */
  next(batch: { left: Uint32Array; right: Uint32Array; same: Uint8Array }, items: number): void {
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
export function samplePairs(labels: Uint8Array, count: number, random: Random): PairList {
  if (!Number.isInteger(count) || count < 2 || count % 2 !== 0) {
    throw new RangeError(`The number of pairs must be even and at least 2, got ${count}.`);
  }
  const left = new Uint32Array(count);
  const right = new Uint32Array(count);
  const same = new Uint8Array(count);
  new PairSampler(labels, random).next({ left, right, same }, count / 2);
  return { left, right, same, length: count };
}
