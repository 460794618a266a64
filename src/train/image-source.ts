import type { Labels } from "../data/labels.ts";

/** What the batches of a run are drawn from: images, and which of them each step takes. */
export interface ImageSource {
  readonly images: Uint8Array;
  readonly labels: Labels;
  /** Steps of an epoch. */
  readonly steps: number;
  /** Writes the image numbers of a step of an epoch, both counted from 0. */
  fill(index: Uint32Array, epoch: number, step: number): void;
}
