import { describe, expect, it } from "vitest";
import { PAIR_EPSILON } from "../../src/loss/contrastive.ts";
import { type Architecture, imageSizeOf } from "../../src/nn/architecture.ts";
import { kindOf } from "../../src/nn/layers/index.ts";
import { coreOf, createNetwork } from "../../src/nn/network.ts";
import { PairStep } from "../../src/train/pair-step.ts";
import { testedKernels } from "../support/kernel-source.ts";
import { lehmer } from "../support/lehmer.ts";
import { naiveEmbed } from "../support/naive-network.ts";

const odd: Architecture = {
  input: { height: 14, width: 11, channels: 1 },
  layers: [
    { type: "conv", filters: 5, kernelSize: 3, relu: true, pool: 2 },
    { type: "conv", filters: 3, kernelSize: 2, relu: true, pool: 3 },
    { type: "dense", units: 6, relu: true },
    { type: "dense", units: 3 },
  ],
};
const wide: Architecture = {
  input: { height: 12, width: 12, channels: 1 },
  layers: [
    { type: "conv", filters: 12, kernelSize: 5, pool: 4 },
    { type: "conv", filters: 4, kernelSize: 1, relu: true },
    { type: "dense", units: 7 },
  ],
};

const same = (filters: number, kernelSize: number, pool = 1) =>
  ({ type: "conv", filters, kernelSize, padding: "same", relu: true, pool }) as const;
const averaged: Architecture = {
  input: { height: 12, width: 13, channels: 1 },
  layers: [
    { type: "average-pool", window: 2, stride: 1 },
    { type: "conv", filters: 5, kernelSize: 3, relu: true },
    { type: "average-pool", window: 3, stride: 2 },
    { type: "conv", filters: 6, kernelSize: 2 },
    { type: "average-pool" },
  ],
};
const averagedDense: Architecture = {
  input: { height: 9, width: 11, channels: 1 },
  layers: [
    { type: "conv", filters: 6, kernelSize: 2, relu: true },
    { type: "average-pool", window: 4 },
    { type: "dense", units: 5, relu: true },
    { type: "dense", units: 3 },
  ],
};
const padded: Architecture = {
  input: { height: 7, width: 8, channels: 1 },
  layers: [same(4, 5), same(9, 3, 3), same(3, 1), { type: "dense", units: 3 }],
};
// Of the padded layer's seven rows the pool reads six: the row below them is real, not zeros.
const paddedUnread: Architecture = {
  input: { height: 7, width: 11, channels: 1 },
  layers: [same(4, 3, 2), { type: "average-pool", window: 2 }, same(3, 7), { type: "average-pool" }],
};

const normalised: Architecture = {
  input: { height: 8, width: 9, channels: 1 },
  layers: [
    { type: "conv", filters: 5, kernelSize: 3, relu: true, pool: 2 },
    { type: "dense", units: 7 },
    { type: "normalise" },
  ],
};
const normalisedInside: Architecture = {
  input: { height: 8, width: 9, channels: 1 },
  layers: [
    { type: "conv", filters: 6, kernelSize: 4 },
    { type: "average-pool" },
    { type: "normalise" },
    { type: "dense", units: 3 },
  ],
};

describe("the gradient of every parameter is the slope of the loss, by central differences in float64", () => {
  it.each([
    ["odd sizes", odd],
    ["a 5x5 filter, a 4x4 window and a 1x1 filter", wide],
    ["average pooling first, between, and as the output", averaged],
    ["average pooling below dense layers", averagedDense],
    ["zero padding, also of the image and of what Winograd's algorithm reads", padded],
    ["embeddings of length 1", normalised],
    ["a normalised layer below a dense one", normalisedInside],
    ["zero padding where rows stay unread, and average pooling", paddedUnread],
  ])("%s", async (_, architecture) => {
    const random = lehmer(11);
    const network = await createNetwork({ architecture, seed: 5, ...testedKernels });
    const { layers, parameterCount } = coreOf(network);
    const size = imageSizeOf(architecture);
    const images = Uint8Array.from({ length: 6 * size }, () => random() * 256);
    const batch = { left: [0, 1, 2, 3, 4], right: [1, 2, 3, 4, 5], same: [1, 0, 1, 0, 0] };
    const margin = 3;
    const before = Float64Array.from(network.weights);
    const tensors = layers.flatMap((layer) =>
      kindOf(layer)
        .tensors(layer)
        .map(({ name, visit }) => {
          const places: number[] = [];
          visit((place) => places.push(place));
          return [`${layer.name}.${name}`, places] as const;
        }),
    );
    const parameters = new Set(tensors.flatMap(([, places]) => places));
    const loss = (weights: Float64Array): number => {
      const named = new Map(tensors.map(([name, places]) => [name, places.map((place) => weights[place])]));
      const embeddings = Array.from({ length: 6 }, (_, n) =>
        naiveEmbed(architecture, named, images.subarray(n * size, (n + 1) * size)),
      );
      let total = 0;
      for (const [p, left] of batch.left.entries()) {
        const [a, b] = [embeddings[left], embeddings[batch.right[p]]];
        let sum = 0;
        for (let i = 0; i < network.dimension; i++) sum += (a[i] - b[i] + PAIR_EPSILON) ** 2;
        const d = Math.sqrt(sum);
        total += batch.same[p] ? d ** 2 / 2 : Math.max(0, margin - d) ** 2 / 3;
      }
      return total;
    };
    const training = new PairStep(network, images, { batch: 5, margin, lr: 1e-4 });
    expect(training.run(batch)).toBeCloseTo(loss(before), 5);
    const h = 1e-6; // float64: far below the distance to the next kink, far above rounding
    let checked = 0;
    for (let i = 0; i < before.length; i++) {
      const [up, down] = [before.slice(), before.slice()];
      up[i] += h;
      down[i] -= h;
      const slope = (loss(up) - loss(down)) / (2 * h);
      const got = training.gradient[i];
      // Padding has no gradient, and keeps none.
      if (!parameters.has(i)) {
        expect(got).toBe(0);
        continue;
      }
      expect(Math.abs(got - slope), `parameter ${i}: ${got}, slope ${slope}`).toBeLessThan(
        2e-5 + 1e-3 * Math.abs(slope),
      );
      checked++;
    }
    expect(checked).toBe(parameterCount);
  });
});

it("an impossible layer is named with its input and output size", async () => {
  const impossible = { ...odd, input: { height: 6, width: 28, channels: 1 } };
  await expect(createNetwork({ architecture: impossible })).rejects.toThrow(
    "conv2: an input of 2x13x5 is too small for 3 filters of 2x2 and a 3x3 pool: the output would be 0x4x3.",
  );
});

it("swapping a pair leaves the distance, and padding never leaks into an embedding", async () => {
  const network = await createNetwork({ architecture: odd });
  const random = lehmer(3);
  const [a, b] = [0, 1].map(() => Uint8Array.from({ length: imageSizeOf(odd) }, () => random() * 256));
  expect(network.distance(a, b)).toBe(network.distance(b, a));
  expect(network.distance(a, a)).toBe(0);
  expect(network.embed(a)).toHaveLength(3);
});
