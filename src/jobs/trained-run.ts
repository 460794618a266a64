import { nearestAccuracy } from "../evaluate/evaluate.ts";
import { fingerprint } from "../formats/model.ts";
import { architectureFor } from "../nn/architecture-for.ts";
import { parseJson } from "../parse-json.ts";
import { refuse } from "../read/unreadable.ts";
import { createRun } from "../run/create-run.ts";
import type { EpochMeasures } from "../train/events.ts";
import { measureEpoch } from "../train/measure-epoch.ts";
import { isHash, type TrainJob } from "./job.ts";
import type { Made } from "./made.ts";
import type { TrainingImages } from "./packed-data.ts";

/** What is measured of a run on its held-out images, in the order of tables. */
export const FIGURES = ["accuracy", "auc", "equalErrorRate", "nearestNeighbour", "loss"] as const;

/** Figures of held-out images, as `summary.json` has them. */
export type Figures = { readonly [Name in (typeof FIGURES)[number]]: number };

/** What a train job makes. */
export interface TrainedRun {
  /** sha256 of the weights. */
  readonly fingerprint: string;
  /** Epochs done. */
  readonly epochs: number;
  readonly heldOut: Figures;
}

/**
 * Trains as a job says: the bits of `train` with the same recipe, layers and seed.
 * @param init the model file to start with, if the job names one
 */
export async function trainRun(job: TrainJob, images: TrainingImages, init?: Uint8Array): Promise<Made> {
  const { recipe, seed, architecture, dimension, until } = job;
  const size = architecture ?? undefined;
  const layers =
    architecture === null && dimension === null
      ? undefined
      : architectureFor(images.dataset, { size, dimension: dimension ?? undefined });
  const { network, trainer } = await createRun({ ...images, recipe, seed, architecture: layers, init });
  try {
    const isWhole = until >= trainer.epochs;
    let last: EpochMeasures | undefined;
    for (const event of trainer.run()) {
      if (event.type !== "epoch") continue;
      last = event.measured;
      if (!isWhole && event.epoch === until) break;
    }
    // An epoch before the last may not have been measured.
    const early = isWhole ? undefined : measureEpoch(network, trainer, false);
    const measured = early?.measured ?? last;
    const sets = early?.sets ?? trainer.measured;
    if (!measured?.heldOut || !sets?.heldOut) throw new Error("A run without held-out images has no figures.");
    const nearestNeighbour = nearestAccuracy(network, sets.heldOut, sets.training);
    const all: Figures = { ...measured.heldOut, nearestNeighbour };
    const made: TrainedRun = {
      fingerprint: await fingerprint(network),
      epochs: Math.min(until, trainer.epochs),
      heldOut: Object.fromEntries(FIGURES.map((name) => [name, all[name]])) as Figures,
    };
    return {
      body: new TextEncoder().encode(`${JSON.stringify(made)}\n`),
      images: trainer.step * recipe.batch,
    };
  } finally {
    network.close();
  }
}

/** Reads what `trainRun` has made. @throws UnreadableFileError if it is something else */
export function decodeTrainedRun(body: Uint8Array, source: string): TrainedRun {
  const value = Object(parseJson(new TextDecoder().decode(body)));
  const figures = Object(value.heldOut);
  if (!isHash(value.fingerprint) || !Number.isSafeInteger(value.epochs)) {
    refuse(source, "expected a trained run's fingerprint and epochs, got other data.");
  }
  const missing = FIGURES.find((name) => !Number.isFinite(figures[name]));
  if (missing !== undefined) refuse(source, `expected the ${missing} of a trained run, a finite number.`);
  return value as TrainedRun;
}
