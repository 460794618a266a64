import { Random } from "../random.ts";

// Keeps this stream of numbers apart from the others that a run's seed begins.
const STREAM = 0x62617463;

/**
 * Batches in which each class has as many images as any other, or one more. Each class's images come in a new random
 * order every epoch, all of them before one comes again within it.
 *
 * What a batch holds follows from the seed, the epoch and its place in it alone: there is no other state to keep.
 */
export class ImageSampler {
  readonly batch: number;
  /** Steps in which as many images pass as there are. */
  readonly steps: number;
  readonly #classes: Uint32Array[];
  readonly #seed: number;
  #epoch = -1;

  /** @throws RangeError if a batch has no two images of a class, or there are fewer than two classes */
  constructor(labels: Uint8Array, batch: number, seed: number) {
    const members = new Map<number, number[]>();
    for (const [i, label] of labels.entries()) {
      const list = members.get(label);
      if (list) list.push(i);
      else members.set(label, [i]);
    }
    this.#classes = [...members.keys()]
      .sort((a, b) => a - b)
      .map((label) => Uint32Array.from(members.get(label) ?? []));
    const count = this.#classes.length;
    if (count < 2) throw new RangeError(`Expected images of at least two classes, got ${count}.`);
    if (batch < count + 1) {
      throw new RangeError(
        `A batch of ${batch} images of ${count} classes holds no two of a class: take at least ${2 * count}.`,
      );
    }
    this.batch = batch;
    this.#seed = seed;
    this.steps = Math.ceil(labels.length / batch);
  }

  /** Writes the image numbers of one batch. `epoch` and `step` from 0. */
  fill(target: Uint32Array, epoch: number, step: number): void {
    if (epoch !== this.#epoch) this.#shuffle(epoch);
    const classes = this.#classes;
    for (let i = 0; i < this.batch; i++) {
      const place = step * this.batch + i;
      const members = classes[place % classes.length];
      target[i] = members[Math.floor(place / classes.length) % members.length];
    }
  }

  #shuffle(epoch: number): void {
    const random = Random.fromSeed((Math.imul(epoch + 1, 0x9e3779b1) ^ this.#seed ^ STREAM) >>> 0);
    for (const members of this.#classes) {
      members.sort();
      for (let i = members.length - 1; i > 0; i--) {
        const j = random.below(i + 1);
        const kept = members[i];
        members[i] = members[j];
        members[j] = kept;
      }
    }
    this.#epoch = epoch;
  }
}
