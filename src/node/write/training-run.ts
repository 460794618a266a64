import { join } from "node:path";
import { classifyByNearest, EVALUATION_PAIRS, type Quality } from "../../evaluate/evaluate.ts";
import { fingerprint, saveModel } from "../../formats/model.ts";
import { coreOf } from "../../nn/network.ts";
import { encodeRun } from "../../run/checkpoint.ts";
import type { Run } from "../../run/create-run.ts";
import { identityStrings, type RunIdentity } from "../../run/identity.ts";
import { turn } from "../../run/turn.ts";
import type { EpochMeasures, StepEvent, TrainEvent } from "../../train/events.ts";
import { galleryPairs } from "../pictures/gallery-pairs.ts";
import { type LossPoint, lossChart } from "../pictures/loss-chart.ts";
import { pairGallery } from "../pictures/pair-gallery.ts";
import { writeDurably } from "./durable-write.ts";
import { MetricsLog } from "./metrics-log.ts";

export interface TrainingRun {
  /** Folder of the outputs; it exists. */
  readonly folder: string;
  /** With held-out images. */
  readonly run: Run;
  /** Steps between checkpoints. Default: one whenever an epoch is measured. */
  readonly checkpointEvery?: number;
  /** Stops the run after a checkpoint. */
  readonly signal?: AbortSignal;
  readonly onEvent: (event: TrainEvent) => void;
}

export interface RunSummary {
  readonly configuration: RunIdentity;
  readonly parameters: number;
  readonly steps: number;
  /** Seconds of training steps, measuring left out; of the last part alone if the run was stopped in between. */
  readonly trainSeconds: number;
  readonly pairsPerSecond: number;
  readonly finalLoss: number;
  readonly threshold: number;
  /** As after the last epoch, and the share of held-out images whose nearest training image is of their class. */
  readonly heldOut: Quality & { readonly nearestNeighbour: number };
  /** Mean distance of training pairs of one class, and of two; whether all lie in one place. */
  readonly meanSameDistance: number;
  readonly meanDifferentDistance: number;
  readonly collapsed: boolean;
  /** sha256 of the weights' bytes: the data section of model.safetensors. */
  readonly fingerprint: string;
}

// How long training may keep the event loop to itself: signals and the progress bar wait that long.
const TURN_MS = 50;

/** The two curves of the loss chart. */
class Losses {
  readonly train: LossPoint[] = [];
  readonly heldOut: LossPoint[] = [];
  readonly #stepsPerEpoch: number;

  constructor(stepsPerEpoch: number) {
    this.#stepsPerEpoch = stepsPerEpoch;
  }

  addStep(step: number, loss: number): void {
    this.train.push({ epoch: (step - 0.5) / this.#stepsPerEpoch, loss });
  }
}

/**
 * Trains a network and writes the run folder: metrics.jsonl and checkpoints while it runs, then the model, both
 * pictures, and summary.json last of all: where it stands, the run is finished.
 *
 * @returns the summary, or undefined if `signal` stopped the run: its checkpoint then stands in the folder
 * @throws Error if the loss or a weight stops being a number, or a file cannot be written
 */
export async function runTraining(options: TrainingRun): Promise<RunSummary | undefined> {
  const { folder, run } = options;
  const { network, trainer, identity } = run;
  const losses = new Losses(trainer.stepsPerEpoch);
  const { log, before } = await MetricsLog.open(join(folder, "metrics.jsonl"), trainer.step);
  for (const { step, loss, epoch, heldOut } of before) {
    if (epoch === undefined) losses.addStep(step, loss);
    else if (heldOut) losses.heldOut.push({ epoch, loss: heldOut.loss });
  }
  const checkpoint = async (): Promise<void> => {
    await log.flush();
    await writeDurably(join(folder, "checkpoint.safetensors"), encodeRun(run));
  };
  let lastStep: StepEvent | undefined;
  let last: { loss: number; measured: EpochMeasures } | undefined;
  let turned = performance.now();
  try {
    for (const event of trainer.run()) {
      log.add(event);
      options.onEvent(event);
      if (event.type === "step") {
        lastStep = event;
        losses.addStep(event.step, event.loss);
        if (options.checkpointEvery && event.step % options.checkpointEvery === 0) await checkpoint();
      } else if (event.measured) {
        const { loss, measured, epoch } = event;
        last = { loss, measured };
        if (measured.heldOut) losses.heldOut.push({ epoch, loss: measured.heldOut.loss });
        await checkpoint();
      }
      if (performance.now() - turned > TURN_MS) {
        await turn();
        await log.flush();
        turned = performance.now();
      }
      if (options.signal?.aborted) {
        await checkpoint();
        return undefined;
      }
    }
    await log.flush();
  } finally {
    await log.close();
  }
  const { dataset: train, heldOut } = trainer;
  if (!heldOut || !last?.measured.heldOut) throw new TypeError("A run folder needs held-out images.");
  const { meanSameDistance, meanDifferentDistance, collapsed } = last.measured;
  const summary: RunSummary = {
    configuration: identity,
    parameters: coreOf(network).parameterCount,
    steps: trainer.steps,
    trainSeconds: lastStep?.seconds ?? 0,
    pairsPerSecond: lastStep?.pairsPerSecond ?? 0,
    finalLoss: last.loss,
    threshold: network.threshold,
    heldOut: { ...last.measured.heldOut, nearestNeighbour: classifyByNearest(network, heldOut, train) },
    meanSameDistance,
    meanDifferentDistance,
    collapsed,
    fingerprint: await fingerprint(network),
  };
  await writeDurably(join(folder, "model.safetensors"), saveModel(network, identityStrings(identity)));
  await writeDurably(join(folder, "Siamese_loss.png"), await lossChart({ ...losses, title: "Loss over the epochs" }));
  await writeDurably(
    join(folder, "Siamese_test.png"),
    await pairGallery({
      pairs: galleryPairs(network, heldOut),
      threshold: network.threshold,
      title: heldOut === train ? "Pairs of training images" : "Pairs of images that training never saw",
      footer: `Pair accuracy ${(summary.heldOut.accuracy * 100).toFixed(1)}% over ${EVALUATION_PAIRS.toLocaleString("en")} pairs`,
    }),
  );
  await writeDurably(join(folder, "summary.json"), new TextEncoder().encode(`${JSON.stringify(summary, null, 2)}\n`));
  return summary;
}
