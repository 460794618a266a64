import { expect, it } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { decodeSafetensors } from "../../src/formats/safetensors.ts";
import { type Architecture, defaultArchitecture, symbolsArchitecture } from "../../src/nn/architecture.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";
import { Activations } from "../../src/web/page-worker/activations.ts";

const padded: Architecture = {
  input: { height: 13, width: 11, channels: 3, centred: true },
  layers: [
    { type: "conv", filters: 5, kernelSize: 3, padding: "same", relu: true, pool: 2 },
    { type: "average-pool", window: 2 },
    { type: "dense", units: 6 },
  ],
};

function drawImages({ input: { height, width, channels } }: Architecture, seed: number): Uint8Array {
  const random = Random.fromSeed(seed);
  return Uint8Array.from({ length: 2 * height * width * channels }, () => random.below(256));
}

it.each([
  ["the default network", defaultArchitecture],
  ["the network for symbols", symbolsArchitecture],
  ["padding, average pooling and RGB", padded],
])("the last layer's output is the embedding, to the bit: %s", async (_, architecture) => {
  const network = await createNetwork({ architecture, seed: 3 });
  const activations = await Activations.create(architecture);
  // Twice, since the buffers are used again; and with other weights than its own network began with.
  for (const seed of [1, 2]) {
    const images = drawImages(architecture, seed);
    const { layers } = activations.look(network.weights, images);
    expect(layers.length).toBe(architecture.layers.length);
    expect([...layers[layers.length - 1].values]).toEqual([...network.embed(images)]);
  }
});

it("a convolution's maps are what its filters give by hand, and the filters are the model file's", async () => {
  const network = await createNetwork({ seed: 7 });
  const images = drawImages(defaultArchitecture, 4);
  const { layers, filters } = (await Activations.create(defaultArchitecture)).look(network.weights, images);
  const [{ name, channels, rows, columns, values }] = layers;
  expect({ name, channels, rows, columns }).toEqual({ name: "conv1", channels: 8, rows: 11, columns: 11 });
  const { tensors } = decodeSafetensors(saveModel(network), "saved");
  const [weight, bias] = ["conv1.weight", "conv1.bias"].map((key) => tensors.get(key)?.data as Float32Array);
  expect(filters).toEqual({ name: "conv1", count: 8, channels: 1, size: 3, values: weight });
  for (let i = 0; i < 2; i++) {
    for (let k = 0; k < 8; k++) {
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) {
          // The largest of a window of 2x2 sums of 3x3 products each, and no less than 0.
          let most = 0;
          for (const [dy, dx] of [
            [0, 0],
            [0, 1],
            [1, 0],
            [1, 1],
          ]) {
            let sum = bias[k];
            for (let tap = 0; tap < 9; tap++) {
              const row = 2 * y + dy + Math.floor(tap / 3);
              sum += weight[9 * k + tap] * (images[i * 784 + row * 28 + 2 * x + dx + (tap % 3)] / 255);
            }
            most = Math.max(most, sum);
          }
          expect(values[((i * 8 + k) * rows + y) * columns + x]).toBeCloseTo(most, 5);
        }
      }
    }
  }
});
