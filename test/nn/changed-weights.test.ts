// Weights that are written to between two embeddings, through a view that was taken long before: the forms of them that the
// network keeps must follow.
import { expect, it } from "vitest";
import { type Backend, coreOf, createNetwork } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";

const architecture = {
  input: { height: 28, width: 28, channels: 1 },
  layers: [
    { type: "conv", filters: 16, kernelSize: 3, relu: true, pool: 2 },
    { type: "conv", filters: 32, kernelSize: 3, relu: true, pool: 2 },
    { type: "dense", units: 8 },
  ],
} as const;
const random = Random.fromSeed(3);
const image = Uint8Array.from({ length: 784 }, () => random.below(256));

it.each<Backend>(["wasm", "js"])("embeds by its weights of now: %s", async (backend) => {
  const network = await createNetwork({ architecture, seed: 1, backend });
  const { slabOffset, slabSize } = coreOf(network).layers[1];
  expect(coreOf(network).layers[1]).toMatchObject({ winogradOffset: expect.any(Number) });
  const { weights } = network;
  const fresh = async () => {
    const other = await createNetwork({ architecture, seed: 2, backend });
    other.weights.set(weights);
    return other.embed(image);
  };
  const first = network.embed(image);
  expect(network.embed(image)).toEqual(first);
  for (let change = 0; change < 20; change++) {
    const at = slabOffset + random.below(slabSize);
    // The smallest change that there is, then a large one.
    new Int32Array(weights.buffer, weights.byteOffset)[at] ^= 1;
    if (change % 2 === 1) weights[at] = 1;
    expect(network.embed(image)).toEqual(await fresh());
  }
  weights.fill(0, slabOffset, slabOffset + slabSize);
  expect(network.embed(image)).toEqual(await fresh());
  expect(network.embed(image)).not.toEqual(first);
});
