import { describe, expect, it } from "vitest";
import { takeFraction } from "../../src/data/dataset.ts";
import { loadWeights } from "../../src/formats/model.ts";
import { toStateDict } from "../../src/formats/pytorch.ts";
import { decodeSafetensors } from "../../src/formats/safetensors.ts";
import type { Architecture } from "../../src/nn/architecture.ts";
import { type ConvPool, winogradSide } from "../../src/nn/layers/conv-pool.ts";
import { coreOf, createNetwork, type Network } from "../../src/nn/network.ts";
import { openDataFile } from "../../src/node/read/data-files.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { readPairsCsv } from "../../src/read/pairs-list.ts";
import { PairStep } from "../../src/train/pair-step.ts";
import { fixtureBytes, fixtureJson, fixturePath, largestDifference } from "../support/fixtures.ts";
import { testedKernels } from "../support/kernel-source.ts";

/** The largest difference of a slab from a file of PyTorch's, over all tensors. */
function differenceFrom(file: string, slab: Float32Array, network: Network): number {
  const want = decodeSafetensors(fixtureBytes(file), file).tensors;
  const got = toStateDict(slab, coreOf(network).layers);
  expect([...got.keys()]).toEqual([...want.keys()]);
  return Math.max(...[...got].map(([name, { data }]) => largestDifference(data, want.get(name)?.data as Float32Array)));
}

/** As scripts/make-pytorch-fixture.py has them. */
const smallNetworks: Record<string, Architecture> = {
  odd: {
    input: { height: 15, width: 13, channels: 1 },
    layers: [
      { type: "conv", filters: 5, kernelSize: 4, relu: true, pool: 2 },
      { type: "conv", filters: 6, kernelSize: 3 },
      { type: "dense", units: 9, relu: true },
      { type: "dense", units: 3 },
    ],
  },
  average: {
    input: { height: 17, width: 15, channels: 1 },
    layers: [
      { type: "conv", filters: 5, kernelSize: 3, relu: true, pool: 2 },
      { type: "average-pool", window: 3, stride: 2 },
      { type: "conv", filters: 6, kernelSize: 2, relu: true },
      { type: "average-pool" },
      { type: "dense", units: 3 },
    ],
  },
  padded: {
    input: { height: 14, width: 13, channels: 1 },
    layers: [
      { type: "conv", filters: 5, kernelSize: 5, padding: "same", relu: true, pool: 2 },
      { type: "conv", filters: 8, kernelSize: 3, padding: "same", relu: true, pool: 3 },
      { type: "dense", units: 3 },
    ],
  },
};

it("a network of more channels, by Winograd's algorithm with six points, follows PyTorch through 60 steps", async () => {
  const conv = (filters: number, kernelSize: number, pool = 1) =>
    ({ type: "conv", filters, kernelSize, relu: true, pool }) as const;
  const architecture: Architecture = {
    input: { height: 28, width: 28, channels: 1 },
    layers: [
      conv(16, 3),
      conv(16, 3, 2),
      conv(32, 5, 2),
      { ...conv(16, 3), padding: "same" },
      { type: "dense", units: 10 },
    ],
  };
  const expected = fixtureJson("pytorch/wide-expected.json");
  const { train } = await loadDefaultMnist();
  const network = await createNetwork({ architecture, ...testedKernels });
  const layers = coreOf(network).layers.filter(({ type }) => type === "conv") as ConvPool[];
  expect(layers.map(winogradSide)).toEqual([0, 6, 6, 6]);
  loadWeights(network, fixtureBytes("pytorch/wide-init.safetensors"));
  const shown = train.images.subarray(0, 8 * 784);
  expect(largestDifference(network.embed(shown), expected.initialEmbeddings64.flat())).toBeLessThan(1e-6);
  const pairs = await readPairsCsv(await openDataFile(fixturePath("pytorch/pairs.csv")), 6000);
  const training = new PairStep(network, takeFraction(train, 0.1).images, { batch: 8, lr: 0.001, margin: 2 });
  for (let step = 0; step < 60; step++) {
    const [begin, end] = [step * 32, step * 32 + 8];
    const loss = training.run({
      left: pairs.left.subarray(begin, end),
      right: pairs.right.subarray(begin, end),
      same: pairs.same.subarray(begin, end),
    });
    const want = expected.losses64[step];
    expect(Math.abs(loss - want), `loss of step ${step + 1}`).toBeLessThan(1e-4 * want);
  }
  expect(largestDifference(network.embed(shown), expected.finalEmbeddings64.flat())).toBeLessThan(1e-4);
});

describe.each(["wasm", "js"] as const)("training with the %s kernels follows PyTorch", (backend) => {
  it("through 60 steps on MNIST, from PyTorch's first weights", async () => {
    const expected = fixtureJson("pytorch/expected.json");
    const { train } = await loadDefaultMnist();
    const network = await createNetwork({ backend, ...testedKernels });
    loadWeights(network, fixtureBytes("pytorch/init.safetensors"));
    const first = network.embed(train.images.subarray(0, 8 * 784));
    expect(largestDifference(first, expected.initialEmbeddings64.flat())).toBeLessThan(1e-5);
    const pairs = await readPairsCsv(await openDataFile(fixturePath("pytorch/pairs.csv")), 6000);
    const training = new PairStep(network, takeFraction(train, 0.1).images, { batch: 32, lr: 0.001, margin: 2 });
    const lastBias = () => toStateDict(network.weights, coreOf(network).layers).get("lin3.bias")?.data;
    const begun = lastBias();
    for (let step = 0; step < 60; step++) {
      const [begin, end] = [step * 32, step * 32 + 32];
      const loss = training.run({
        left: pairs.left.subarray(begin, end),
        right: pairs.right.subarray(begin, end),
        same: pairs.same.subarray(begin, end),
      });
      const want = expected.losses[step];
      expect(Math.abs(loss - want), `loss of step ${step + 1}`).toBeLessThan(1e-4 * want);
      if (step === 0) {
        expect(differenceFrom("pytorch/first-gradients.safetensors", training.gradient, network)).toBeLessThan(1e-6);
      }
    }
    expect(differenceFrom("pytorch/final.safetensors", network.weights, network)).toBeLessThan(1e-3);
    expect(lastBias()).toEqual(begun);
  });

  it.each(Object.entries(smallNetworks))("through all steps on the small network %s", async (name, architecture) => {
    const expected = fixtureJson(`pytorch/${name}-expected.json`);
    const network = await createNetwork({ backend, architecture, ...testedKernels });
    loadWeights(network, fixtureBytes(`pytorch/${name}-init.safetensors`));
    const images = new Uint8Array(Buffer.from(expected.imagesBase64, "base64"));
    const first = network.embed(images);
    expect(largestDifference(first, expected.initialEmbeddings64.flat())).toBeLessThan(1e-5);
    const { margin, lr, steps } = expected;
    const list = expected.pairs as [number, number, number][];
    const training = new PairStep(network, images, { batch: list.length, lr, margin });
    const batch = { left: list.map((p) => p[0]), right: list.map((p) => p[1]), same: list.map((p) => p[2]) };
    for (let step = 0; step < steps; step++) {
      const want = expected.losses64[step];
      // Where the loss comes near zero, PyTorch's own float32 is as far from its float64.
      const near = Math.max(1e-5 * want, 2 * expected.float32From64.losses);
      expect(Math.abs(training.run(batch) - want), `loss of step ${step + 1}`).toBeLessThan(near);
      if (step === 0) {
        const gradients = `pytorch/${name}-first-gradients.safetensors`;
        expect(differenceFrom(gradients, training.gradient, network)).toBeLessThan(2e-5);
      }
    }
    expect(differenceFrom(`pytorch/${name}-final.safetensors`, network.weights, network)).toBeLessThan(1e-4);
  });
});
