import { fromStateDict, toStateDict } from "../../src/formats/pytorch.ts";
import { type Architecture, defaultArchitecture } from "../../src/nn/architecture.ts";
import { coreOf, createNetwork, type Network } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";

/** Networks that differ in all that an export has to translate. */
export const exportArchitectures: Readonly<Record<string, Architecture>> = {
  grey: defaultArchitecture,
  centred: { ...defaultArchitecture, input: { ...defaultArchitecture.input, centred: true } },
  rgb: {
    input: { height: 32, width: 20, channels: 3 },
    layers: [
      { type: "conv", filters: 6, kernelSize: 3, relu: true, pool: 2 },
      { type: "conv", filters: 10, kernelSize: 4, pool: 2 },
      { type: "dense", units: 5 },
    ],
  },
  // Pooling drops rows that zeros would follow: fewer zeros below than above.
  padded: {
    input: { height: 23, width: 18, channels: 1, centred: true },
    layers: [
      { type: "conv", filters: 5, kernelSize: 5, padding: "same", relu: true, pool: 3 },
      { type: "conv", filters: 8, kernelSize: 3, padding: "same", relu: true, pool: 2 },
      { type: "dense", units: 7, relu: true },
      { type: "dense", units: 6 },
    ],
  },
  average: {
    input: { height: 25, width: 22, channels: 3 },
    layers: [
      { type: "conv", filters: 8, kernelSize: 3, relu: true },
      { type: "average-pool", window: 3, stride: 2 },
      { type: "conv", filters: 12, kernelSize: 3, padding: "same", relu: true, pool: 3 },
      { type: "average-pool" },
    ],
  },
  normalised: {
    input: { height: 15, width: 16, channels: 1 },
    layers: [
      { type: "conv", filters: 6, kernelSize: 3, relu: true, pool: 2 },
      { type: "dense", units: 9 },
      { type: "normalise" },
    ],
  },
};

/** A network of the architecture whose biases are not 0, with a threshold. */
export async function exportNetwork(architecture: Architecture): Promise<Network> {
  const network = await createNetwork({ architecture, seed: 5 });
  const random = Random.fromSeed(6);
  const { layers } = coreOf(network);
  const tensors = toStateDict(network.weights, layers);
  for (const [name, { data }] of tensors) {
    if (name.endsWith(".bias")) for (let i = 0; i < data.length; i++) data[i] = random.uniform() - 0.5;
  }
  fromStateDict(network.weights, layers, tensors, "test");
  network.threshold = 0.75;
  return network;
}

/** Random images for it, (count, height, width, channels) bytes. */
export function exportImages({ input }: Architecture, count: number): Uint8Array {
  const random = Random.fromSeed(7);
  return Uint8Array.from({ length: count * input.height * input.width * input.channels }, () => random.below(256));
}
