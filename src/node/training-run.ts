import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { setImmediate as turn } from "node:timers/promises";
import type { Dataset } from "../data/dataset.ts";
import { saveCheckpoint } from "../formats/checkpoint.ts";
import { fingerprint, saveModel } from "../formats/model.ts";
import { evaluate, type Quality } from "../train/evaluate.ts";
import type { EpochEvent, TrainEvent, Trainer } from "../train/trainer.ts";
import { failureReason, OutputError, writeDurably } from "./durable-write.ts";
import { galleryPairs } from "./gallery-pairs.ts";
import { lossChart } from "./pictures/loss-chart.ts";
import { pairGallery } from "./pictures/pair-gallery.ts";

export interface TrainingRun {
  /** Folder of the outputs; it exists. */
  readonly folder: string;
  readonly trainer: Trainer;
  readonly train: Dataset;
  readonly heldOut: Dataset;
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
  readonly heldOut: Quality;
  /** sha256 of the weights' bytes: the data section of model.safetensors. */
  readonly fingerprint: string;
}

// How long training may keep the event loop to itself: signals and the progress bar wait that long.
const TURN_MS = 50;

interface LossPoint {
  epoch: number;
  loss: number;
}

/** Collects what the loss chart shows: some twenty points of training loss an epoch, one of held-out loss. */
class LossHistory {
  readonly train: LossPoint[] = [];
  readonly heldOut: LossPoint[] = [];
  readonly #stepsPerEpoch: number;
  readonly #window: number;
  #sum = 0;
  #count = 0;

  constructor(stepsPerEpoch: number) {
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#window = Math.max(1, Math.ceil(stepsPerEpoch / 20));
  }

  add(event: TrainEvent): void {
    if (event.type === "epoch") {
      if (event.heldOut) this.heldOut.push({ epoch: event.epoch, loss: event.heldOut.loss });
      return;
    }
    this.#sum += event.loss;
    this.#count++;
    if (this.#count === this.#window || event.step % this.#stepsPerEpoch === 0) {
      const middle = event.step - this.#count / 2;
      this.train.push({ epoch: middle / this.#stepsPerEpoch, loss: this.#sum / this.#count });
      this.#sum = 0;
      this.#count = 0;
    }
  }
}

const metricsLine = (event: TrainEvent): string =>
  event.type === "step"
    ? `{"step":${event.step},"loss":${event.loss}}\n`
    : `${JSON.stringify({ epoch: event.epoch, step: event.step, loss: event.loss, threshold: event.threshold, heldOut: event.heldOut })}\n`;

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
  const history = new LossHistory(trainer.stepsPerEpoch);
  const now = () => performance.now();
  const metrics = createWriteStream(join(folder, "metrics.jsonl"));
  const metricsDone = finished(metrics);
  metricsDone.catch(() => {}); // Told below, when it is awaited.
  let last: EpochEvent | undefined;
  let trainMs = 0;
  let finalLoss = Number.NaN;
  let turned = now();
  let begin = turned;
  try {
    for (const event of trainer.run()) {
      if (event.type === "step") {
        trainMs += now() - begin;
        finalLoss = event.loss;
      } else {
        last = event;
      }
      metrics.write(metricsLine(event));
      history.add(event);
      run.onEvent(event);
      if (now() - turned > TURN_MS) {
        await turn();
        turned = now();
      }
      begin = now();
    }
  } finally {
    metrics.end();
  }
  try {
    await metricsDone;
  } catch (error) {
    throw new OutputError(`${join(folder, "metrics.jsonl")}: cannot be written: ${failureReason(error)}.`);
  }
  const strung = strings(configuration);
  const { margin } = trainer.options;
  const heldOut = evaluate(network, run.heldOut, {
    gallery: run.train,
    ...(margin === undefined ? {} : { margin }),
  });
  const summary: RunSummary = {
    configuration,
    parameters: network.layout.count,
    steps: trainer.steps,
    trainSeconds: trainMs / 1000,
    pairsPerSecond: (trainer.pairsDone / trainMs) * 1000,
    finalLoss: last?.loss ?? finalLoss,
    threshold: network.threshold,
    heldOut,
    fingerprint: await fingerprint(network),
  };
  await writeDurably(join(folder, "checkpoint.safetensors"), saveCheckpoint(network, trainer.state, strung));
  await writeDurably(join(folder, "model.safetensors"), saveModel(network, strung));
  await writeDurably(join(folder, "summary.json"), new TextEncoder().encode(`${JSON.stringify(summary, null, 2)}\n`));
  await writeDurably(
    join(folder, "Siamese_loss.png"),
    await lossChart({ train: history.train, heldOut: history.heldOut, title: "Loss over the epochs" }),
  );
  await writeDurably(
    join(folder, "Siamese_test.png"),
    await pairGallery({
      pairs: galleryPairs(network, run.heldOut),
      threshold: network.threshold,
      title: "Pairs of images that training never saw",
      footer: `Held-out pair accuracy ${(heldOut.accuracy * 100).toFixed(1)}% over 20,000 pairs`,
    }),
  );
  return summary;
}
