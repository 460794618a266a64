import { calibrate, evaluate } from "../../evaluate/evaluate.ts";
import { loadModel } from "../../formats/model.ts";
import { decodeSafetensors } from "../../formats/safetensors.ts";
import { pairDistances } from "../../metrics/pair-distances.ts";
import { coreOf, type Network } from "../../nn/network.ts";
import { loadCheckpoint } from "../../run/checkpoint.ts";
import { createRun } from "../../run/create-run.ts";
import { readIdentity } from "../../run/identity.ts";
import type { MeasuredFile, Request } from "../protocol.ts";
import type { TrainingImages } from "./training-images.ts";

const FIRST_TWO = { left: Uint32Array.of(0), right: Uint32Array.of(1), length: 1 };

/** The network of a kept run as it was then: of one that was over, as its end made it. */
async function networkOfRun(bytes: Uint8Array, name: string, { train, source, classNames }: TrainingImages) {
  const resume = loadCheckpoint(bytes, name);
  const { network, trainer } = await createRun({
    dataset: train,
    resume,
    architecture: resume.identity.architecture,
    data: source,
    dataFlags: { classCount: classNames.length },
  });
  if (trainer.step === trainer.steps) for (const _ of trainer.run());
  return { network, step: trainer.step };
}

async function measure(network: Network, { train, heldOut }: TrainingImages, images: Uint8Array) {
  network.calibration ??= calibrate(network, train);
  const { accuracy, auc } = evaluate(network, heldOut);
  const { dimension, threshold } = network;
  const distance = images.length > 0 ? pairDistances(network.embed(images), dimension, FIRST_TWO)[0] : undefined;
  return { parameters: coreOf(network).parameterCount, threshold, accuracy, auc, distance };
}

/**
 * Measures a network out of a checkpoint or a model file on the images that are here, as the end of a run does.
 * @throws UnreadableFileError, RangeError if it is none, or one for other images
 */
export async function measureFile(
  { bytes, what, name, pair }: Extract<Request, { type: "measure" }>,
  images: TrainingImages,
): Promise<MeasuredFile> {
  const { metadata } = decodeSafetensors(bytes, name);
  const { network, step } =
    what === "checkpoint"
      ? await networkOfRun(bytes, name, images)
      : { network: await loadModel(bytes, name), step: undefined };
  try {
    const { recipe, seed } = metadata.recipe === undefined ? {} : readIdentity(metadata, name);
    return { recipe, seed, step, ...(await measure(network, images, pair)) };
  } finally {
    network.close();
  }
}
