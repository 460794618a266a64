import { groupByClass } from "../data/labels.ts";
import { loadModel } from "../formats/model.ts";
import { quote, quoteValue } from "../message-text.ts";
import type { Network } from "../nn/network.ts";
import { checkOptions } from "../options.ts";
import { train } from "./train.ts";
import {
  canTry,
  type FewOptions,
  type FewTrial,
  fewRecipe,
  LEAST_FEW,
  MAX_FEW,
  RUN_OPTIONS,
  tryFew,
} from "./try-few.ts";

/** What `trainFew` made. */
export interface FewTraining {
  /** Trained on the drawings; or, where the trial came out worse, of the weights that it would have started with. */
  readonly network: Network;
  readonly trained: boolean;
  /** What the trial said; undefined where a class has two drawings, too few for one. */
  readonly trial: FewTrial | undefined;
}

function checkFew(options: FewOptions): void {
  checkOptions(options, "trainFew", ["dataset", "init", ...RUN_OPTIONS]);
  const { dataset, init } = options;
  if (!(dataset?.images instanceof Uint8Array)) {
    throw new TypeError(`trainFew: expected dataset as createDataset makes it, got ${quoteValue(dataset)}.`);
  }
  if (!(init instanceof Uint8Array)) {
    throw new TypeError(`trainFew: expected init, the bytes of a model file such as symbols, got ${quoteValue(init)}.`);
  }
  const { labels, classNames } = dataset;
  const groups = groupByClass(labels);
  if (groups.length < 2)
    throw new RangeError(`trainFew: expected drawings of at least 2 classes, got ${groups.length}.`);
  for (const { label, members } of groups) {
    if (members.length >= LEAST_FEW && members.length <= MAX_FEW) continue;
    throw new RangeError(
      `trainFew: expected ${LEAST_FEW} to ${MAX_FEW} drawings of each class, got ${members.length} of ` +
        `${quote(classNames[label])}.`,
    );
  }
}

/**
 * Trains on 2 to 20 drawings of each of some symbols beside drawn glyphs, from weights such as `symbols`; but first
 * tries that with one drawing of each held back, and keeps the weights where it makes them worse.
 *
 * @param options `dataset`, grey images of 28x28, and `init`, the weights to start with, are needed
 * @param onStep called after each step with the steps done, and those of trial and training
 * @throws TypeError, RangeError for options that are out of range or do not go together; UnreadableFileError if `init` is
 *   no model file
 */
export async function trainFew(
  options: FewOptions,
  onStep?: (step: number, steps: number) => void,
): Promise<FewTraining> {
  checkFew(options);
  const training = train({ ...options, recipe: options.recipe ?? fewRecipe });
  await training.start();
  const { network } = training;
  try {
    // The trial takes as many steps.
    const steps = canTry(options.dataset) ? 2 * training.steps : training.steps;
    let step = 0;
    const count = () => onStep?.(++step, steps);
    const trial = await tryFew(options, count);
    if (trial && !trial.better) {
      const { init, initFile, backend, kernels } = options;
      return { network: await loadModel(init, initFile, { backend, kernels }), trained: false, trial };
    }
    for await (const { type } of training) if (type === "step") count();
    return { network, trained: true, trial };
  } finally {
    network.close();
  }
}
