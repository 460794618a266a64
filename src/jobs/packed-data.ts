import { createDataset, type Dataset, imageBytes } from "../data/dataset.ts";
import { parseJson } from "../parse-json.ts";
import { concatBytes } from "../read/data-file.ts";
import { refuse } from "../read/unreadable.ts";

/** The images that a network is trained on, and others that it is judged by. */
export interface TrainingImages {
  readonly dataset: Dataset;
  readonly heldOut: Dataset;
}

/** Labels, two bytes each, the lower first. */
const labelBytes = (labels: Uint16Array): Uint8Array =>
  Uint8Array.from({ length: 2 * labels.length }, (_, i) => labels[i >> 1] >> (8 * (i & 1)));

/** Both sets as bytes, the same for the same images: a line of JSON, then the labels and the pixels of each. */
export function packData({ dataset, heldOut }: TrainingImages): Uint8Array {
  const sets = [dataset, heldOut];
  const header = sets.map(({ count, height, width, channels, classNames }) => [
    ...[count, height, width, channels],
    classNames,
  ]);
  const line = new TextEncoder().encode(`${JSON.stringify(header)}\n`);
  return concatBytes([line, ...sets.flatMap(({ labels, images }) => [labelBytes(labels), images])]);
}

/** Reads what `packData` has made. @throws UnreadableFileError if it is something else */
export function unpackData(bytes: Uint8Array, source: string): TrainingImages {
  const end = bytes.indexOf(0x0a);
  const header = end < 0 ? undefined : parseJson(new TextDecoder().decode(bytes.subarray(0, end)));
  if (!Array.isArray(header) || header.length !== 2) return refuse(source, "expected two packed sets of images.");
  let at = end + 1;
  const sets = header.map((each: unknown) => {
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
  if (at !== bytes.length) refuse(source, `expected ${at} bytes of packed images, got ${bytes.length}.`);
  return { dataset: sets[0], heldOut: sets[1] };
}
