import { createDataset } from "../../src/data/dataset.ts";
import { parseArchitecture } from "../../src/formats/architecture.ts";
import { readCalibration } from "../../src/formats/calibration.ts";
import { encodeCheckpoint } from "../../src/formats/checkpoint.ts";
import { decodeCheckpoint } from "../../src/formats/decode-checkpoint.ts";
import { readImageStrings } from "../../src/formats/image-strings.ts";
import { loadModel, loadWeights, saveModel } from "../../src/formats/model.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/formats/safetensors.ts";
import { createGallery } from "../../src/gallery/gallery.ts";
import { loadGallery, saveGallery } from "../../src/gallery/gallery-file.ts";
import { type Architecture, imageSizeOf } from "../../src/nn/architecture.ts";
import { slabSizeOf } from "../../src/nn/layers/index.ts";
import { mapSize } from "../../src/nn/layers/layer.ts";
import { createNetwork, type Network } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";
import { parseIdxImages, parseIdxLabels } from "../../src/read/idx.ts";
import { parseRecipe, recipes, resolveRecipe } from "../../src/run/recipes.ts";
import { Trainer } from "../../src/train/trainer.ts";
import { makeDataReaders } from "./data-readers.ts";
import { makeDecoders } from "./decoders.ts";
import { makeIdx, mutateJson, remadeSafetensors } from "./generate.ts";
import { layersReader } from "./layers.ts";
import { pick } from "./mutate.ts";
import { must, type Reader, same } from "./reader.ts";
import { makeRunFileReaders } from "./run-files.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const finite = (numbers: ArrayLike<number>): boolean => Array.prototype.every.call(numbers, Number.isFinite);
const word = (value: number): number[] => [value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 255);

const architecture: Architecture = {
  input: { height: 6, width: 6, channels: 1 },
  layers: [
    { type: "conv", filters: 2, kernelSize: 3, relu: true, pool: 2 },
    { type: "dense", units: 2 },
  ],
};

const averaged: Architecture = {
  input: { height: 7, width: 6, channels: 1 },
  layers: [
    { type: "conv", filters: 2, kernelSize: 3, padding: "same" },
    { type: "average-pool", window: 2, stride: 1 },
    { type: "average-pool" },
  ],
};

/** All readers; those of files write theirs below `folder`. */
export async function makeReaders(folder: string): Promise<Reader[]> {
  const network = await createNetwork({ architecture, backend: "js" });
  network.threshold = 1;
  const images = Uint8Array.from({ length: 36 * 8 }, (_, i) => (i * 7) % 256);
  const train = createDataset(
    images,
    Uint8Array.from({ length: 8 }, (_, i) => i % 2),
    6,
    6,
  );
  const trainer = new Trainer(network, {
    dataset: train,
    recipe: resolveRecipe("notebook", { batch: 2, epochs: 1 }),
  });
  for (let i = 0; i < 3; i++) trainer.run().next();
  const model = saveModel(network);
  const taught = createGallery(network);
  taught.add("heart", [
    [100, 200, 300, 400],
    [5, 6],
  ]);
  taught.add("heart", images.subarray(0, 36));
  taught.add("star", images.subarray(36, 72));
  const gallery = text(await saveGallery(taught));
  const started = await createNetwork({ architecture, backend: "js" });
  const checkpoint = encodeCheckpoint(network, trainer.state, { recipe: "{}" });
  const plain = encodeSafetensors(new Map([["a", { shape: [2], data: Float32Array.of(1, 2) }]]), { b: "c" });
  const imagesIdx = Uint8Array.from([...word(0x803), ...word(2), ...word(3), ...word(3), ...Array(18).fill(7)]);
  const labelsIdx = Uint8Array.from([...word(0x801), ...word(5), 1, 2, 3, 4, 5]);
  const recipe = text(JSON.stringify(recipes.best));
  const changes = text('{"base":"best","epochs":20,"augment":{"shift":1}}');
  const layers = text(JSON.stringify(architecture));
  const otherLayers = text(JSON.stringify(averaged));
  const classes = text('["axe","brain","7"]');
  const preparation = text('{"fit":"contain","background":"white","invert":true}');
  const calibration = text(
    '{"threshold":1,"equalErrorRate":0.1,"confidence":0.99,"sameBelow":0.5,"differentAbove":2,"odds":{"same":' +
      '{"same":3,"different":0},"unsure":{"same":1,"different":1},"different":{"same":0,"different":3}}}',
  );
  const readable: Reader[] = [
    {
      name: "safetensors",
      seeds: [model, plain],
      make: (random) => remadeSafetensors(random, pick(random, [model, plain, checkpoint])),
      read(bytes) {
        const { tensors, metadata } = decodeSafetensors(bytes, "fuzz");
        for (const { shape, data } of tensors.values()) {
          must(data.length === shape.reduce((product, side) => product * side, 1), "a tensor is not of its shape");
          must(finite(data), "a number is not finite");
        }
        const first = encodeSafetensors(tensors, metadata);
        const again = decodeSafetensors(first, "again");
        must(same(first, encodeSafetensors(again.tensors, again.metadata)), "it is another when written again");
        must(again.tensors.size === tensors.size, "a tensor was lost");
      },
    },
    {
      name: "model",
      seeds: [model],
      make: (random) => remadeSafetensors(random, model),
      async read(bytes) {
        const loaded = await loadModel(bytes, "fuzz", { backend: "js" });
        must(finite(loaded.weights), "a weight is not finite");
        must(Number.isNaN(loaded.threshold) || loaded.threshold >= 0, "its threshold is none");
        const saved = saveModel(loaded);
        must(
          same(saved, saveModel(await loadModel(saved, "again", { backend: "js" }))),
          "it is another when saved again",
        );
        must(
          loaded.embed(new Uint8Array(imageSizeOf(loaded.architecture))).length === loaded.dimension,
          "it does not embed",
        );
      },
    },
    {
      name: "weights to start with",
      seeds: [model],
      make: (random) => remadeSafetensors(random, model),
      read(bytes) {
        const before = started.weights.slice();
        try {
          loadWeights(started, bytes, "fuzz");
        } catch (error) {
          must(started.weights.join() === before.join(), "refused, and yet weights were changed");
          throw error;
        }
        must(finite(started.weights), "a weight is not finite");
      },
    },
    {
      name: "checkpoint",
      seeds: [checkpoint],
      make: (random) => remadeSafetensors(random, checkpoint),
      read(bytes) {
        const { state, metadata } = decodeCheckpoint(bytes, network, "fuzz");
        must(finite(state.weights) && finite(state.m) && finite(state.v), "a number is not finite");
        must(Number.isSafeInteger(state.step) && state.step >= 0, "its step is none");
        must(Math.sqrt(Math.min(...state.v)) >= 0, "Adam cannot take a root");
        Random.fromState(state.random);
        const saved = encodeCheckpoint(network, state, metadata);
        const again = decodeCheckpoint(saved, network, "again");
        must(same(saved, encodeCheckpoint(network, again.state, again.metadata)), "it is another when saved again");
      },
    },
    {
      name: "gallery",
      seeds: [gallery],
      make: (random) => mutateJson(random, gallery),
      async read(bytes) {
        const read = await loadGallery(network, new TextDecoder().decode(bytes), "fuzz");
        const saved = await saveGallery(read);
        must(
          saved === (await saveGallery(await loadGallery(network, saved, "again"))),
          "it is another when saved again",
        );
      },
    },
    {
      name: "IDX images",
      seeds: [imagesIdx],
      make: (random) => makeIdx(random, 3, 256),
      read(bytes) {
        const { images: pixels, count, height, width } = parseIdxImages(bytes, "fuzz");
        const again = [...word(0x803), ...word(count), ...word(height), ...word(width), ...pixels];
        must(same(Uint8Array.from(again), bytes), "it is another when written again");
        must(pixels.length === count * height * width, "its sizes do not agree");
      },
    },
    {
      name: "IDX labels",
      seeds: [labelsIdx],
      make: (random) => makeIdx(random, 1, 11),
      read(bytes) {
        const labels = parseIdxLabels(bytes, "fuzz");
        must(
          labels.every((label) => label < 10),
          "a label is out of range",
        );
        must(same(Uint8Array.from([...word(0x801), ...word(labels.length), ...labels]), bytes), "it is another again");
      },
    },
    {
      name: "architecture",
      seeds: [layers, otherLayers],
      make: (random) => mutateJson(random, pick(random, [layers, otherLayers])),
      read(bytes) {
        const { layers: resolved } = parseArchitecture(new TextDecoder().decode(bytes), "fuzz");
        must(
          resolved.every(({ input, output }) => mapSize(input) >= 1 && mapSize(output) >= 1),
          "a layer is empty",
        );
        must(slabSizeOf(resolved) * 4 <= 2 ** 30, "its weights do not fit");
      },
    },
    {
      name: "recipe",
      seeds: [recipe, changes],
      make: (random) => mutateJson(random, pick(random, [recipe, changes])),
      read: (bytes) => must(parseRecipe(new TextDecoder().decode(bytes), "fuzz").epochs >= 1, "it has no epoch"),
    },
    {
      name: "calibration",
      seeds: [calibration],
      make: (random) => mutateJson(random, calibration),
      read: (bytes) => {
        const read = readCalibration({ calibration: new TextDecoder().decode(bytes) }, "fuzz");
        must(read !== undefined && read.threshold >= 0, "no threshold");
      },
    },
    {
      name: "classes and preparation in a model",
      seeds: [classes, preparation],
      make: (random) => mutateJson(random, pick(random, [classes, preparation])),
      read: (bytes) => {
        const text = new TextDecoder().decode(bytes);
        const key = text.trimStart().startsWith("{") ? "preparation" : "classes";
        const target = {} as Network;
        readImageStrings(target, { [key]: text }, "fuzz");
        must(target.classNames?.every((name) => typeof name === "string") ?? true, "a class name is no string");
        must(typeof (target.preparation?.invert ?? true) === "boolean", "the preparation is none");
      },
    },
  ];
  return [...readable, ...makeRunFileReaders(folder), layersReader, ...makeDecoders(), ...makeDataReaders(folder)];
}
