import type { Dataset } from "../data/dataset.ts";
import { ImageSampler } from "../data/image-sampler.ts";
import type { Network } from "../nn/network.ts";
import type { EpochSteps, EpochStepsOptions } from "./epoch-steps.ts";
import type { ImageSource } from "./image-source.ts";
import { ImageStep, type ImageStepOptions } from "./image-step.ts";

/** What some recipes need beside the data, and `createRun` loads for those alone. */
export interface OnDemand extends Pick<ImageStepOptions, "createLoss" | "photography"> {
  /** Of a mix: what its images are drawn from; see `mixedImages`. */
  readonly source?: ImageSource | undefined;
}

/** As many of each class of the data set as there can be. */
function balancedImages(dataset: Dataset, batch: number, seed: number): ImageSource {
  const sampler = new ImageSampler(dataset.labels, batch, seed);
  const { images, labels } = dataset;
  return { images, labels, steps: sampler.steps, fill: (index, epoch, step) => sampler.fill(index, epoch, step) };
}

/** Batches of images, each embedded once. @throws RangeError, TypeError for data that the recipe cannot take */
export function imageSteps(
  network: Network,
  { dataset, recipe, seed, random, executor, pairs }: EpochStepsOptions,
  { source = balancedImages(dataset, recipe.batch, seed), createLoss, photography }: OnDemand = {},
): EpochSteps {
  const { batch, lr, loss, mining, margin, augment } = recipe;
  if (pairs) throw new TypeError('A list of pairs needs a recipe with the sampling "pairs", such as "notebook".');
  const training = new ImageStep(network, source.images, source.labels, {
    batch,
    lr,
    loss: { loss, mining, margin },
    createLoss,
    augment,
    photography,
    executor,
  });
  const index = new Uint32Array(batch);
  return {
    training,
    stepsPerEpoch: source.steps,
    items: source.steps * batch,
    itemsOf: () => batch,
    run(epoch, step, rate) {
      source.fill(index, epoch, step);
      return training.run(index, random, rate);
    },
  };
}
