import { createDataset } from "../../data/dataset.ts";
import type { Network } from "../../nn/network.ts";
import { trainFew } from "../../run/train-few.ts";
import type { FewTrial } from "../../run/try-few.ts";
import { DIGIT_SHAPE, pixelsOf } from "../page/drawing.ts";
import type { LineSymbol } from "../page/symbols.ts";

/** What came of training on symbols. */
export interface TrainedSymbols {
  readonly trial: FewTrial;
  /** Undefined if the trial was worse for it: then nothing more was trained. */
  readonly network: Network | undefined;
}

/**
 * Trains further on the visitor's symbols, as `train --init symbols` does: first with one drawing of each held back, to
 * see whether it is worth it.
 *
 * @param symbols two or more, of three drawings or more each
 * @param weights a model file, to start with
 * @param onStep called with the steps done, and those of trial and training
 */
export async function trainSymbols(
  symbols: readonly LineSymbol[],
  weights: Uint8Array,
  onStep: (step: number, steps: number) => void,
): Promise<TrainedSymbols> {
  const { height, width } = DIGIT_SHAPE;
  const drawings = symbols.flatMap(({ name, drawings }) => drawings.map((drawing) => ({ name, drawing })));
  const images = new Uint8Array(drawings.length * height * width);
  for (const [i, { drawing }] of drawings.entries()) images.set(pixelsOf(drawing, DIGIT_SHAPE), i * height * width);
  const names = drawings.map(({ name }) => name);
  const dataset = createDataset(images, names, height, width);
  const { network, trained, trial } = await trainFew({ dataset, init: weights, initFile: "symbols" }, onStep);
  if (!trial) throw new RangeError("Three drawings of each symbol are needed to train on them.");
  return { trial, network: trained ? network : undefined };
}
