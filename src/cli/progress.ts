import type { EpochEvent, StepEvent, TrainEvent } from "../train/events.ts";
import { drawsBars, terminalBar } from "./terminal-bar.ts";

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

export interface Progress {
  show(event: TrainEvent): void;
  stop(): void;
}

/** Fresh embeddings lie near to each other too: on small sets an epoch is a step or two, and they spread within ten. */
const SPREAD_STEPS = 50;

function epochLine(event: EpochEvent): string {
  const { epoch, epochs, loss, measured } = event;
  const left = `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}  loss ${loss.toFixed(4)}`;
  const heldOut = measured?.heldOut;
  if (!heldOut) return left;
  const { accuracy, auc } = heldOut;
  const warning =
    measured.collapsed && event.step >= SPREAD_STEPS
      ? "\n  All images have come to lie in one place: nothing can be told apart. Try a lower --lr or another --seed."
      : "";
  return `${left}  held-out loss ${heldOut.loss.toFixed(4)}  pair accuracy ${percent(accuracy)}  AUC ${auc.toFixed(4)}${warning}`;
}

/** Lines for a log: one an epoch. */
function plainProgress(): Progress {
  return {
    show(event) {
      if (event.type === "epoch" && event.measured) console.error(epochLine(event));
    },
    stop() {},
  };
}

/** A bar on a terminal, with the epochs' lines scrolling by above it. */
function barProgress(): Progress {
  const bar = terminalBar("epoch {epoch}  loss {loss}  {rate} pairs/s  {left} left");
  let started = false;
  let smooth = Number.NaN;
  const step = (event: StepEvent) => {
    smooth = Number.isNaN(smooth) ? event.loss : 0.98 * smooth + 0.02 * event.loss;
    const payload = {
      epoch: event.epoch,
      loss: smooth.toFixed(4),
      rate: Math.round(event.pairsPerSecond ?? 0).toLocaleString("en"),
      left: `${Math.ceil(event.secondsLeft ?? 0)} s`,
    };
    if (!started) bar.start(event.steps, event.step - 1, payload);
    started = true;
    bar.update(event.step, payload);
  };
  return {
    show(event) {
      if (event.type === "step") return step(event);
      if (event.measured) process.stderr.write(`\r\x1b[K${epochLine(event)}\n`);
    },
    stop() {
      if (started) bar.stop();
    },
  };
}

/** A bar on a terminal that can draw one, plain lines elsewhere, nothing if `quiet`. */
export function createProgress(quiet: boolean): Progress {
  if (quiet) return { show() {}, stop() {} };
  return drawsBars() ? barProgress() : plainProgress();
}
