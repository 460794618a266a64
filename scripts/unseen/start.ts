import type { Dataset } from "../../src/data/dataset.ts";
import { calibrate, evaluate, nearestAccuracy } from "../../src/evaluate/evaluate.ts";
import { embedDataset } from "../../src/evaluate/judge.ts";
import type { Network } from "../../src/nn/network.ts";
import type { TrainOptions } from "../../src/run/create-run.ts";
import { train } from "../../src/run/train.ts";

export interface StartQuality {
  readonly step: number;
  /** Of training steps alone, measuring left out. */
  readonly seconds: number;
  /** Of 20,000 pairs, at a threshold chosen on training pairs. */
  readonly accuracy: number;
  readonly auc: number;
  /** The share of images whose nearest training image is of their class. */
  readonly nearest: number;
}

function judge(network: Network, training: Dataset, judged: Dataset): Omit<StartQuality, "step" | "seconds"> {
  const { accuracy, auc } = evaluate(network, judged, { threshold: calibrate(network, training).threshold });
  return {
    accuracy,
    auc,
    nearest: nearestAccuracy(network, embedDataset(network, judged), embedDataset(network, training)),
  };
}

/** What `best` comes to after a second of steps and at its end, from weights that are given or drawn. */
export async function startQuality(
  training: Dataset,
  judged: Dataset,
  options: Pick<TrainOptions, "epochs" | "init" | "threads">,
): Promise<{ afterSecond: StartQuality; atEnd: StartQuality }> {
  const run = train({ dataset: training, recipe: "best", ...options });
  let afterSecond: StartQuality | undefined;
  let last = { step: 0, seconds: 0 };
  for await (const event of run) {
    if (event.type !== "step") continue;
    last = { step: event.step, seconds: event.seconds };
    if (last.seconds >= 1) afterSecond ??= { ...last, ...judge(run.network, training, judged) };
  }
  const atEnd = { ...last, ...judge(run.network, training, judged) };
  run.network.close();
  return { afterSecond: afterSecond ?? atEnd, atEnd };
}
