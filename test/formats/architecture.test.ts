import { describe, expect, it } from "vitest";
import { UnreadableFileError } from "../../src/errors.ts";
import { parseArchitecture } from "../../src/formats/architecture.ts";
import { loadModel, saveModel } from "../../src/formats/model.ts";
import { decodeSafetensors } from "../../src/formats/safetensors.ts";
import { createNetwork } from "../../src/nn/network.ts";

const input = { height: 12, width: 10, channels: 1 };
const conv = { type: "conv", filters: 4, kernelSize: 3 };
const dense = { type: "dense", units: 5 };
const read = (value: unknown) => parseArchitecture(JSON.stringify(value), "net.json");
const refuse = (layers: unknown) => expect(() => read({ input, layers }));

describe("an architecture file", () => {
  it("takes convolutions and average pooling in any order, then dense layers, or ends in one vector", () => {
    const sizes = (layers: unknown) => read({ input, layers }).layers.map(({ name }) => name);
    expect(sizes([{ type: "average-pool", window: 2 }, conv, { type: "average-pool" }, dense, dense])).toEqual([
      "pool1",
      "conv1",
      "pool2",
      "lin1",
      "lin2",
    ]);
    expect(sizes([{ ...conv, padding: "same" }, { type: "average-pool" }])).toEqual(["conv1", "pool1"]);
    expect(sizes([{ ...conv, kernelSize: 7, pool: 4 }])).toEqual(["conv1"]);
    expect(sizes([dense])).toEqual(["lin1"]);
  });

  it.each([
    [
      "a padding of its own",
      [{ ...conv, padding: "full" }, dense],
      'conv1: padding must be "valid" or "same", got "full".',
    ],
    ["an even filter padded", [{ ...conv, kernelSize: 4, padding: "same" }, dense], "needs an odd kernelSize, got 4."],
    [
      "a window wider than the image",
      [{ type: "average-pool", window: 11 }, dense],
      "pool1: an input of 12x10x1 is too small for a 11x11 window.",
    ],
    ["a stride without a window", [{ type: "average-pool", stride: 2 }, dense], "pool1: a stride needs a window"],
    [
      "a stride of 0",
      [{ type: "average-pool", window: 2, stride: 0 }, dense],
      "pool1: stride must be an integer from 1 to 1024, got 0.",
    ],
    [
      "a size of PyTorch's",
      [{ type: "average-pool", kernel_size: 2 }, dense],
      'pool1: expected the keys type, window, stride alone, got "kernel_size" too.',
    ],
    [
      "pooling after a dense layer",
      [conv, dense, { type: "average-pool" }],
      'pool1: "average-pool" cannot follow a dense layer.',
    ],
    [
      "another kind",
      [{ type: "lstm" }],
      'Layer 1 must be of type "conv", "dense", "average-pool", "normalise", got "lstm".',
    ],
    ["a name that every object has", [{ type: "toString" }], 'got "toString".'],
    [
      "a length of more than one vector",
      [conv, { type: "normalise" }],
      "norm1: expected a vector of features, got 10x8x4",
    ],
    ["an image as its embedding", [conv], "such as a dense layer or a global average, got 10x8x4 from conv1."],
    ["no layer at all", [], "The last layer must give one vector"],
    ["nothing to train", [{ type: "average-pool" }], "needs a layer with weights"],
  ])("is refused with %s", (_, layers, message) => {
    refuse(layers).toThrow(UnreadableFileError);
    refuse(layers).toThrow("net.json: the architecture is unusable: ");
    refuse(layers).toThrow(message);
  });

  it("is refused where it is not JSON, without a word of the file", () => {
    expect(() => parseArchitecture("{\u001b[2J", "net.json")).toThrow(
      /^net\.json: expected an architecture in JSON, such as \{"input": .*\}\.$/,
    );
  });
});

it("a model file with average pooling and padding keeps PyTorch's names, and gives the same embeddings again", async () => {
  const layers = [
    { type: "conv", filters: 4, kernelSize: 3, padding: "same", relu: true },
    { type: "average-pool", window: 2 },
    { type: "conv", filters: 6, kernelSize: 3 },
    { type: "average-pool" },
    { type: "dense", units: 3 },
  ] as const;
  const network = await createNetwork({ architecture: { input, layers } });
  const bytes = saveModel(network);
  const { tensors } = decodeSafetensors(bytes, "model");
  expect([...tensors].map(([name, { shape }]) => [name, ...shape])).toEqual([
    ["conv1.weight", 4, 1, 3, 3],
    ["conv1.bias", 4],
    ["conv2.weight", 6, 4, 3, 3],
    ["conv2.bias", 6],
    ["lin1.weight", 3, 6],
    ["lin1.bias", 3],
  ]);
  const image = Uint8Array.from({ length: 120 }, (_, i) => (i * 37) % 256);
  for (const backend of ["wasm", "js"] as const) {
    expect((await loadModel(bytes, "model", { backend })).embed(image)).toEqual(network.embed(image));
  }
});
