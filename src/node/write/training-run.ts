import { join } from "node:path";
import { encodeRun } from "../../run/checkpoint.ts";
import type { Run } from "../../run/create-run.ts";
import { turn } from "../../run/turn.ts";
import type { EpochMeasures, StepEvent, TrainEvent } from "../../train/events.ts";
import type { LossPoint } from "../pictures/loss-chart.ts";
import { writeDurably } from "./durable-write.ts";
import { MetricsLog } from "./metrics-log.ts";
import { type RunSummary, writeResults } from "./run-results.ts";

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

// How long training may keep the event loop to itself: signals and the progress bar wait that long. The metrics are
// written less often: each write takes half a millisecond, and a checkpoint writes them first.
const TURN_MS = 50;
const FLUSH_MS = 500;

/**
 * Trains a network and writes the run folder: metrics.jsonl and checkpoints while it runs, then what `writeResults`
 * does.
 *
 * @returns the summary, or undefined if `signal` stopped the run: its checkpoint then stands in the folder
 * @throws Error if the loss or a weight stops being a number; OutputError if a file cannot be written
 */
export async function runTraining(options: TrainingRun): Promise<RunSummary | undefined> {
  const { folder, run } = options;
  const { trainer } = run;
  const losses: Record<"train" | "heldOut", LossPoint[]> = { train: [], heldOut: [] };
  const addStep = (step: number, loss: number) =>
    losses.train.push({ epoch: (step - 0.5) / trainer.stepsPerEpoch, loss });
  const { log, before } = await MetricsLog.open(join(folder, "metrics.jsonl"), trainer.step);
  for (const { step, loss, epoch, heldOut } of before) {
    if (epoch === undefined) addStep(step, loss);
    else if (heldOut) losses.heldOut.push({ epoch, loss: heldOut.loss });
  }
  const checkpoint = async (): Promise<void> => {
    await log.flush();
    await writeDurably(join(folder, "checkpoint.safetensors"), encodeRun(run));
  };
  let lastStep: StepEvent | undefined;
  let last: { loss: number; measured: EpochMeasures } | undefined;
  let turned = performance.now();
  let flushed = turned;
  try {
    for (const event of trainer.run()) {
      log.add(event);
      options.onEvent(event);
      if (event.type === "step") {
        lastStep = event;
        addStep(event.step, event.loss);
        if (options.checkpointEvery && event.step % options.checkpointEvery === 0) await checkpoint();
      } else if (event.measured) {
        const { loss, measured, epoch } = event;
        last = { loss, measured };
        if (measured.heldOut) losses.heldOut.push({ epoch, loss: measured.heldOut.loss });
        await checkpoint();
      }
      if (performance.now() - turned > TURN_MS) {
        await turn();
        turned = performance.now();
      }
      if (performance.now() - flushed > FLUSH_MS) {
        await log.flush();
        flushed = performance.now();
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
  // The last epoch is always measured.
  if (!last) throw new Error("The run has ended without a measured epoch.");
  const { seconds = 0, pairsPerSecond = 0 } = lastStep ?? {};
  return writeResults(folder, run, { losses, seconds, pairsPerSecond, ...last });
}
