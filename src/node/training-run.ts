import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { setImmediate as turn } from "node:timers/promises";
import { saveCheckpoint } from "../formats/checkpoint.ts";
import { fingerprint, saveModel } from "../formats/model.ts";
import { classifyByNearest, EVALUATION_PAIRS, type Quality } from "../train/evaluate.ts";
import type { EpochEvent, StepEvent, TrainEvent, Trainer } from "../train/trainer.ts";
import { failureReason, OutputError, writeDurably } from "./durable-write.ts";
import { galleryPairs } from "./gallery-pairs.ts";
import { type LossPoint, lossChart } from "./pictures/loss-chart.ts";
import { pairGallery } from "./pictures/pair-gallery.ts";

export interface TrainingRun {
  /** Folder of the outputs; it exists. */
  readonly folder: string;
  /** With a clock and held-out images among its options. */
  readonly trainer: Trainer;
  /** Strings kept in the model and checkpoint files, and in summary.json: what tells this run from others. */
  readonly configuration: Readonly<Record<string, string | number>>;
  readonly onEvent: (event: TrainEvent) => void;
}

export interface RunSummary {
  readonly configuration: Readonly<Record<string, string | number>>;
  readonly parameters: number;
  readonly steps: number;
  /** Seconds of training steps, measuring left out. */
  readonly trainSeconds: number;
  readonly pairsPerSecond: number;
  readonly finalLoss: number;
  readonly threshold: number;
  /** As after the last epoch, and the share of held-out images whose nearest training image is of their class. */
  readonly heldOut: Quality & { readonly nearestNeighbour: number };
  /** sha256 of the weights' bytes: the data section of model.safetensors. */
  readonly fingerprint: string;
}

// How long training may keep the event loop to itself: signals and the progress bar wait that long.
const TURN_MS = 50;

function metricsLine(event: TrainEvent): string {
  const { step, loss } = event;
  if (event.type === "step") return `{"step":${step},"loss":${loss}}\n`;
  const { epoch, threshold, heldOut } = event;
  return `${JSON.stringify({ epoch, step, loss, threshold, heldOut })}\n`;
}

const strings = (record: Readonly<Record<string, string | number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]));

/**
 * Trains a network and writes the run folder: metrics.jsonl while it runs, then the checkpoint, the model, both
 * pictures and summary.json.
 *
 * @throws Error if the loss or a weight stops being a number, or a file cannot be written
 */
export async function runTraining(run: TrainingRun): Promise<RunSummary> {
  const { folder, trainer, configuration } = run;
  const { network } = trainer;
  const metrics = createWriteStream(join(folder, "metrics.jsonl"));
  const metricsDone = finished(metrics);
  metricsDone.catch(() => {}); // Told below, when it is awaited.
  const losses: { train: LossPoint[]; heldOut: LossPoint[] } = { train: [], heldOut: [] };
  let lastStep: StepEvent | undefined;
  let lastEpoch: EpochEvent | undefined;
  let turned = performance.now();
  try {
    for (const event of trainer.run()) {
      if (event.type === "step") {
        lastStep = event;
        losses.train.push({ epoch: (event.step - 0.5) / trainer.stepsPerEpoch, loss: event.loss });
      } else {
        lastEpoch = event;
        if (event.heldOut) losses.heldOut.push({ epoch: event.epoch, loss: event.heldOut.loss });
      }
      metrics.write(metricsLine(event));
      run.onEvent(event);
      if (performance.now() - turned > TURN_MS) {
        await turn();
        turned = performance.now();
      }
    }
  } finally {
    metrics.end();
  }
  try {
    await metricsDone;
  } catch (error) {
    throw new OutputError(`${join(folder, "metrics.jsonl")}: cannot be written: ${failureReason(error)}.`);
  }
  const { train, heldOut } = trainer.options;
  if (!heldOut || !lastEpoch?.heldOut || !lastStep?.seconds || !lastStep.pairsPerSecond) {
    throw new TypeError("A run folder needs held-out images, a clock, and a step to train.");
  }
  const summary: RunSummary = {
    configuration,
    parameters: network.layout.count,
    steps: trainer.steps,
    trainSeconds: lastStep.seconds,
    pairsPerSecond: lastStep.pairsPerSecond,
    finalLoss: lastEpoch.loss,
    threshold: network.threshold,
    heldOut: { ...lastEpoch.heldOut, nearestNeighbour: classifyByNearest(network, heldOut, train) },
    fingerprint: await fingerprint(network),
  };
  const strung = strings(configuration);
  await writeDurably(join(folder, "checkpoint.safetensors"), saveCheckpoint(network, trainer.state, strung));
  await writeDurably(join(folder, "model.safetensors"), saveModel(network, strung));
  await writeDurably(join(folder, "summary.json"), new TextEncoder().encode(`${JSON.stringify(summary, null, 2)}\n`));
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
  return summary;
}
