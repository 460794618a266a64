import { createDataset, type Dataset } from "../data/dataset.ts";
import { UnreadableFileError } from "../errors.ts";

// The file of digits that the page brings along: two counts (u32, little-endian), the labels of both parts, their images.
const SIDE = 28;
const HEADER = 8;

export interface Digits {
  readonly train: Dataset;
  readonly test: Dataset;
}

/** Packs both parts, of 28x28, for `unpackDigits`. */
export function packDigits({ train, test }: Digits): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER + (train.count + test.count) * (1 + SIDE * SIDE));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, train.count, true);
  view.setUint32(4, test.count, true);
  let at = HEADER;
  for (const part of [Uint8Array.from(train.labels), Uint8Array.from(test.labels), train.images, test.images]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** @throws UnreadableFileError if the bytes are not what `packDigits` made */
export function unpackDigits(bytes: Uint8Array<ArrayBuffer>, source: string): Digits {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [trainCount, testCount] = bytes.length < HEADER ? [0, 0] : [view.getUint32(0, true), view.getUint32(4, true)];
  const expected = HEADER + (trainCount + testCount) * (1 + SIDE * SIDE);
  if (trainCount < 1 || testCount < 1 || bytes.length !== expected) {
    throw new UnreadableFileError(`${source}: expected ${expected} bytes of digits, got ${bytes.length}.`);
  }
  let at = HEADER;
  const take = (length: number) => {
    const part = bytes.subarray(at, at + length);
    at += length;
    return part;
  };
  const [trainLabels, testLabels] = [take(trainCount), take(testCount)];
  const [trainImages, testImages] = [take(trainCount * SIDE * SIDE), take(testCount * SIDE * SIDE)];
  return {
    train: createDataset(trainImages, trainLabels, SIDE, SIDE),
    test: createDataset(testImages, testLabels, SIDE, SIDE),
  };
}
