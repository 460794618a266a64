import { createDataset, type Dataset, imageBytes } from "../data/dataset.ts";
import { checkPairs, type PairList } from "../data/pairs.ts";
import { parseJson } from "../parse-json.ts";
import { concatBytes } from "../read/data-file.ts";
import { refuse } from "../read/unreadable.ts";

/** The images that a network is trained on, and others that it is judged by. */
export interface TrainingImages {
  readonly dataset: Dataset;
  readonly heldOut: Dataset;
  /** Pairs of images of `dataset` to train on, in this order, where they are not drawn. */
  readonly pairs?: PairList;
}

/** Labels, two bytes each, the lower first. */
const labelBytes = (labels: Uint16Array): Uint8Array =>
  Uint8Array.from({ length: 2 * labels.length }, (_, i) => labels[i >> 1] >> (8 * (i & 1)));

/** Bytes of a pair in a pack: two image numbers of four bytes each, the lower first, and whether they are the same. */
const PAIR_BYTES = 9;

function pairBytes({ left, right, same, length }: PairList): Uint8Array {
  const bytes = new Uint8Array(PAIR_BYTES * length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < length; i++) {
    view.setUint32(PAIR_BYTES * i, left[i], true);
    view.setUint32(PAIR_BYTES * i + 4, right[i], true);
    view.setUint8(PAIR_BYTES * i + 8, same[i]);
  }
  return bytes;
}

function readPairs(bytes: Uint8Array): PairList {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = bytes.length / PAIR_BYTES;
  return {
    left: Uint32Array.from({ length }, (_, i) => view.getUint32(PAIR_BYTES * i, true)),
    right: Uint32Array.from({ length }, (_, i) => view.getUint32(PAIR_BYTES * i + 4, true)),
    same: Uint8Array.from({ length }, (_, i) => view.getUint8(PAIR_BYTES * i + 8)),
    length,
  };
}

/**
 * Both sets as bytes, the same for the same images: a line of JSON, then the labels and the pixels of each, then the pairs if
 * there are some.
 */
export function packData({ dataset, heldOut, pairs }: TrainingImages): Uint8Array {
  const sets = [dataset, heldOut];
  const sizes = sets.map(({ count, height, width, channels, classNames }) => [
    ...[count, height, width, channels],
    classNames,
  ]);
  const header = pairs ? [...sizes, pairs.length] : sizes;
  const line = new TextEncoder().encode(`${JSON.stringify(header)}\n`);
  return concatBytes([
    line,
    ...sets.flatMap(({ labels, images }) => [labelBytes(labels), images]),
    ...(pairs ? [pairBytes(pairs)] : []),
  ]);
}

/** Reads what `packData` has made. @throws UnreadableFileError if it is something else */
export function unpackData(bytes: Uint8Array, source: string): TrainingImages {
  const end = bytes.indexOf(0x0a);
  const header = end < 0 ? undefined : parseJson(new TextDecoder().decode(bytes.subarray(0, end)));
  if (!Array.isArray(header) || header.length < 2 || header.length > 3) {
    return refuse(source, "expected two packed sets of images.");
  }
  let at = end + 1;
  const sets = header.slice(0, 2).map((each: unknown) => {
    const [count, height, width, channels, classNames] = Array.isArray(each) ? each : [];
    const sizes = { count, height, width, channels };
    const pixels = count * imageBytes(sizes as Dataset);
    if (!Object.values(sizes).every((size) => Number.isSafeInteger(size) && size > 0)) {
      refuse(source, "expected the sizes of packed images, integers from 1.");
    }
    if (at + 2 * count + pixels > bytes.length) refuse(source, "expected whole packed images, got fewer bytes.");
    const labels = Uint16Array.from({ length: count }, (_, i) => bytes[at + 2 * i] + 256 * bytes[at + 2 * i + 1]);
    const images = bytes.subarray(at + 2 * count, at + 2 * count + pixels);
    at += 2 * count + pixels;
    try {
      return createDataset(images, labels, height, width, { channels, classNames });
    } catch (error) {
      return refuse(source, (error as Error).message, error);
    }
  });
  const [, , count] = header;
  let pairs: PairList | undefined;
  if (count !== undefined) {
    if (!Number.isSafeInteger(count) || at + PAIR_BYTES * count > bytes.length) {
      refuse(source, "expected whole packed pairs, got fewer bytes.");
    }
    pairs = readPairs(bytes.subarray(at, at + PAIR_BYTES * count));
    try {
      checkPairs(pairs, sets[0].count);
    } catch (error) {
      refuse(source, (error as Error).message, error);
    }
    at += PAIR_BYTES * count;
  }
  if (at !== bytes.length) refuse(source, `expected ${at} bytes of packed images, got ${bytes.length}.`);
  return { dataset: sets[0], heldOut: sets[1], ...(pairs ? { pairs } : {}) };
}
