import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { takeFraction } from "../../src/data/dataset.ts";
import { type PairSet, samplePairs } from "../../src/data/pairs.ts";
import { exportOnnx } from "../../src/formats/onnx.ts";
import { toStateDict } from "../../src/formats/pytorch.ts";
import { type Architecture, defaultArchitecture, imageSizeOf } from "../../src/nn/architecture.ts";
import { coreOf, createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { Random } from "../../src/random.ts";
import { PairStep } from "../../src/train/pair-step.ts";
import type { Files } from "./protocol.ts";

const PAIRS = 32;

/** Digits for the default network; of other sizes, noise: no blank window that could be skipped. */
async function imagesFor(architecture: Architecture): Promise<{ images: Uint8Array; labels: Uint16Array }> {
  if (architecture === defaultArchitecture) return takeFraction((await loadDefaultMnist()).train, 0.1);
  const random = Random.fromSeed(7);
  const images = Uint8Array.from({ length: 64 * imageSizeOf(architecture) }, () => random.below(256));
  return { images, labels: Uint16Array.from({ length: 64 }, (_, i) => i % 10) };
}

/** Files with weights that have been trained a little, 64 images, and 32 pairs of them. */
export async function writeFiles(folder: string, architecture: Architecture): Promise<Files> {
  const { images, labels } = await imagesFor(architecture);
  const network = await createNetwork({ architecture });
  const training = new PairStep(network, images, { batch: PAIRS });
  const pairs = (seed: number): PairSet => samplePairs(labels, PAIRS, Random.fromSeed(seed));
  const steps = architecture === defaultArchitecture ? 200 : 10;
  for (let i = 0; i < steps; i++) training.run(pairs(i));
  const named = Object.fromEntries(
    [...toStateDict(network.weights, coreOf(network).layers)].map(([name, { shape, data }]) => [
      name,
      { shape: [...shape], data: [...data] },
    ]),
  );
  const files = {
    architecture: join(folder, "architecture.json"),
    weights: join(folder, "weights.json"),
    images: join(folder, "images.bin"),
    same: join(folder, "same.json"),
    onnx: join(folder, "model.onnx"),
  };
  const { left, right, same } = pairs(1000);
  const size = imageSizeOf(architecture);
  writeFileSync(files.architecture, JSON.stringify(architecture));
  writeFileSync(files.weights, JSON.stringify(named));
  writeFileSync(files.images, Buffer.concat([...left, ...right].map((i) => images.subarray(i * size, (i + 1) * size))));
  writeFileSync(files.same, JSON.stringify([...same]));
  writeFileSync(files.onnx, await exportOnnx(network));
  return files;
}
