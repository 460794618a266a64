import { Random } from "../random.ts";
import { groupByClass, type Labels } from "./labels.ts";

// Keeps these streams of numbers apart from each other, and from the others that a run's seed begins.
const STREAM = 0x62617463;
const CLASS_STREAM = 0x636c6173;

/** Images of a class in a batch that cannot hold two of every class: enough for near and far ones of its own. */
const IMAGES_OF_A_CLASS = 4;

/**
 * Batches in which each class has as many images as any other, or one more. Each class's images come in a new random
 * order every epoch, all of them before one comes again within it.
 *
 * Where a batch cannot hold two images of every class, it holds four each of some (Hermans, Beyer and Leibe 2017, "In
 * Defense of the Triplet Loss", section 2): the classes take turns, in a new random order every epoch.
 *
 * What a batch holds follows from the seed, the epoch and its place in it alone: there is no other state to keep.
 */
export class ImageSampler {
  readonly batch: number;
  /** Steps in which as many images pass as there are. */
  readonly steps: number;
  /** Images of a class that stand together in a batch; 1: the classes take turns with every image. */
  readonly run: number;
  readonly #classes: Uint32Array[];
  /** Places of `#classes`, in the order in which they come. */
  readonly #order: Uint32Array;
  readonly #seed: number;
  #epoch = -1;

  /** @throws RangeError if the batch is too small for four images, or there are fewer than two classes */
  constructor(labels: Labels, batch: number, seed: number) {
    this.#classes = groupByClass(labels).map(({ members }) => members);
    const count = this.#classes.length;
    if (count < 2) throw new RangeError(`Expected images of at least 2 classes, got ${count}.`);
    if (batch < 4)
      throw new RangeError(`Expected a batch of at least 4 images, two each of two classes, got ${batch}.`);
    this.run = batch < 2 * count ? Math.min(IMAGES_OF_A_CLASS, batch >> 1) : 1;
    this.#order = Uint32Array.from({ length: count }, (_, place) => place);
    this.batch = batch;
    this.#seed = seed;
    this.steps = Math.ceil(labels.length / batch);
  }

  /** Writes the image numbers of one batch. `epoch` and `step` from 0. */
  fill(target: Uint32Array, epoch: number, step: number): void {
    if (epoch !== this.#epoch) this.#shuffle(epoch);
    const { batch, run } = this;
    const classes = this.#classes;
    const turns = Math.ceil(batch / run);
    for (let i = 0; i < batch; i++) {
      const turn = run === 1 ? step * batch + i : step * turns + Math.floor(i / run);
      const members = classes[this.#order[turn % classes.length]];
      target[i] = members[(Math.floor(turn / classes.length) * run + (i % run)) % members.length];
    }
  }

  #shuffle(epoch: number): void {
    const seed = (Math.imul(epoch + 1, 0x9e3779b1) ^ this.#seed) >>> 0;
    const random = Random.fromSeed((seed ^ STREAM) >>> 0);
    for (const members of this.#classes) shuffle(members, random);
    if (this.run > 1) shuffle(this.#order, Random.fromSeed((seed ^ CLASS_STREAM) >>> 0));
    this.#epoch = epoch;
  }
}

/** Puts numbers in an order that depends on the generator alone, not on the order before. */
function shuffle(numbers: Uint32Array, random: Random): void {
  numbers.sort();
  for (let i = numbers.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = numbers[i];
    numbers[i] = numbers[j];
    numbers[j] = kept;
  }
}
