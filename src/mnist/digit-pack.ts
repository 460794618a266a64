import { createDataset, type Dataset } from "../data/dataset.ts";
import { UnreadableFileError } from "../errors.ts";

// The file of digits that the page brings along, u32 little-endian: two counts, and how many inked pixels have each context;
// then the labels of both parts, a bit for each pixel that is inked, and those pixels' values, context by context. What
// has one context is alike, so that gzip makes a seventh less of it than of the images as they are.
const SIDE = 28;
const AREA = SIDE * SIDE;
const LEVELS = 3;
const CONTEXTS = LEVELS * LEVELS;
const HEADER = 4 * (2 + CONTEXTS);

const levelOf = (value: number): number => (value === 0 ? 0 : value < 250 ? 1 : 2);

/** Which context a pixel has, by those left of it and above it: of the images as one row of pixels. */
const contextOf = (images: Uint8Array, i: number): number =>
  LEVELS * levelOf(i >= 1 ? images[i - 1] : 0) + levelOf(i >= SIDE ? images[i - SIDE] : 0);

export interface Digits {
  readonly train: Dataset;
  readonly test: Dataset;
}

/** Packs both parts, of 28x28, for `unpackDigits`. */
export function packDigits({ train, test }: Digits): Uint8Array<ArrayBuffer> {
  const count = train.count + test.count;
  const images = new Uint8Array(count * AREA);
  images.set(train.images);
  images.set(test.images, train.images.length);
  const inked = new Uint8Array(images.length / 8);
  const values = Array.from({ length: CONTEXTS }, (): number[] => []);
  for (const [i, value] of images.entries()) {
    if (value === 0) continue;
    inked[i >> 3] |= 1 << (i & 7);
    values[contextOf(images, i)].push(value);
  }
  const all = values.flat();
  const bytes = new Uint8Array(HEADER + count + inked.length + all.length);
  const view = new DataView(bytes.buffer);
  for (const [i, number] of [train.count, test.count, ...values.map(({ length }) => length)].entries()) {
    view.setUint32(4 * i, number, true);
  }
  let at = HEADER;
  for (const part of [Uint8Array.from(train.labels), Uint8Array.from(test.labels), inked, Uint8Array.from(all)]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** @throws UnreadableFileError if the bytes are not what `packDigits` made */
export function unpackDigits(bytes: Uint8Array<ArrayBuffer>, source: string): Digits {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numberAt = (i: number) => (bytes.length < HEADER ? 0 : view.getUint32(4 * i, true));
  const [trainCount, testCount] = [numberAt(0), numberAt(1)];
  const count = trainCount + testCount;
  const lengths = Array.from({ length: CONTEXTS }, (_, context) => numberAt(2 + context));
  const inkedAt = HEADER + count;
  const valuesAt = inkedAt + (count * AREA) / 8;
  const expected = valuesAt + lengths.reduce((sum, length) => sum + length, 0);
  if (trainCount < 1 || testCount < 1 || bytes.length !== expected) {
    throw new UnreadableFileError(`${source}: expected ${expected} bytes of digits, got ${bytes.length}.`);
  }
  const images = new Uint8Array(count * AREA);
  const ends = lengths.map((_, context) =>
    lengths.slice(0, context + 1).reduce((sum, length) => sum + length, valuesAt),
  );
  const next = ends.map((end, context) => end - lengths[context]);
  for (let i = 0; i < images.length; i++) {
    if (((bytes[inkedAt + (i >> 3)] >> (i & 7)) & 1) === 0) continue;
    const context = contextOf(images, i);
    if (next[context] < ends[context]) images[i] = bytes[next[context]];
    next[context]++;
  }
  if (next.some((at, context) => at !== ends[context])) {
    throw new UnreadableFileError(`${source}: expected digits whose pixels fit their counts; it is damaged.`);
  }
  const labels = bytes.subarray(HEADER, inkedAt);
  return {
    train: createDataset(images.subarray(0, trainCount * AREA), labels.subarray(0, trainCount), SIDE, SIDE),
    test: createDataset(images.subarray(trainCount * AREA), labels.subarray(trainCount), SIDE, SIDE),
  };
}
