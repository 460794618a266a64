import type { Random } from "../../random.ts";
import type { ClassImages } from "./class-images.ts";

// Keeps this stream of numbers apart from the others that a run's seed begins.
const STREAM = 0x6d697865;

// Labels have 16 bits.
const MAX_CLASSES = 65_536;

/** `Random.fromSeed`, handed in: so that what is loaded for a mix alone shares no code with what all pages load. */
export type RandomOf = (seed: number) => Random;

/** One source of a mix, and what each batch takes from it. */
export interface MixPart {
  readonly source: ClassImages;
  /** Classes in a batch, different ones as far as there are that many; at least 1. */
  readonly classesPerBatch: number;
  /** Images of each of them, different ones as far as there are that many; at least 2. */
  readonly imagesPerClass: number;
}

/** All sources' images one after another, each source's classes numbered on from the one's before. */
export function joinSources(parts: readonly MixPart[]): ClassImages {
  const [{ source: first }] = parts;
  const { height, width } = first;
  const count = parts.reduce((sum, { source }) => sum + source.labels.length, 0);
  const images = new Uint8Array(count * height * width);
  const labels = new Uint16Array(count);
  let at = 0;
  let classes = 0;
  for (const { source } of parts) {
    if (source.height !== height || source.width !== width) {
      throw new RangeError(
        `Expected sources of one size, got images of ${height}x${width} and of ${source.height}x${source.width}.`,
      );
    }
    images.set(source.images, at * height * width);
    for (const [i, label] of source.labels.entries()) labels[at + i] = classes + label;
    at += source.labels.length;
    classes += source.classes;
  }
  if (classes > MAX_CLASSES) throw new RangeError(`A mix has at most ${MAX_CLASSES} classes, got ${classes}.`);
  return { images, labels, classes, height, width };
}

/**
 * Batches of images from several sources: of each, some classes drawn at random, and some images of each class. What a
 * batch holds follows from the seed and its number alone. Image numbers are those of `joinSources`.
 */
export class MixSampler {
  readonly batch: number;
  readonly #seed: number;
  readonly #randomOf: RandomOf;
  readonly #parts: { members: Uint32Array[]; classesPerBatch: number; imagesPerClass: number }[] = [];

  /** @throws RangeError if a class has fewer than two images, or a batch takes fewer than two of a class */
  constructor(parts: readonly MixPart[], seed: number, randomOf: RandomOf) {
    this.#seed = seed;
    this.#randomOf = randomOf;
    let begin = 0;
    for (const { source, classesPerBatch, imagesPerClass } of parts) {
      if (!(Number.isInteger(classesPerBatch) && classesPerBatch >= 1)) {
        throw new RangeError(`Expected at least 1 class of a source in a batch, got ${classesPerBatch}.`);
      }
      if (!(Number.isInteger(imagesPerClass) && imagesPerClass >= 2)) {
        throw new RangeError(`Expected at least 2 images of a class in a batch, got ${imagesPerClass}.`);
      }
      const members: number[][] = Array.from({ length: source.classes }, () => []);
      for (const [i, label] of source.labels.entries()) members[label].push(begin + i);
      const small = members.findIndex((list) => list.length === 1);
      if (small >= 0) throw new RangeError(`Class ${small} of a source needs at least 2 images, got 1.`);
      const used = members.filter((list) => list.length > 0).map((list) => Uint32Array.from(list));
      this.#parts.push({ members: used, classesPerBatch, imagesPerClass });
      begin += source.labels.length;
    }
    this.batch = this.#parts.reduce((sum, part) => sum + part.classesPerBatch * part.imagesPerClass, 0);
  }

  /** Writes the image numbers of one batch. @param number its number from the beginning of the run, from 0 */
  fill(target: Uint32Array, number: number): void {
    const random = this.#randomOf((Math.imul(number + 1, 0x9e3779b1) ^ this.#seed ^ STREAM) >>> 0);
    let at = 0;
    for (const { members, classesPerBatch, imagesPerClass } of this.#parts) {
      const classes = draw(members.length, classesPerBatch, random);
      for (let c = 0; c < classesPerBatch; c++) {
        const list = members[classes[c % classes.length]];
        const places = draw(list.length, imagesPerClass, random);
        for (let i = 0; i < imagesPerClass; i++) target[at++] = list[places[i % places.length]];
      }
    }
  }
}

/** `count` different numbers below n in a random order, or all n if there are no more (Floyd's algorithm). */
function draw(n: number, count: number, random: Random): number[] {
  const drawn: number[] = [];
  for (let j = Math.max(0, n - count); j < n; j++) {
    const value = random.below(j + 1);
    drawn.push(drawn.includes(value) ? j : value);
  }
  return drawn;
}
