import { parseArchitecture } from "../../src/formats/architecture.ts";
import { toStateDict } from "../../src/formats/pytorch.ts";
import { type Architecture, imageSizeOf } from "../../src/nn/architecture.ts";
import { type layerKinds, slabSizeOf } from "../../src/nn/layers/index.ts";
import { mapSize } from "../../src/nn/layers/layer.ts";
import { coreOf, createNetwork } from "../../src/nn/network.ts";
import type { Random } from "../../src/random.ts";
import { PairStep } from "../../src/train/pair-step.ts";
import { naiveEmbed } from "../support/naive-network.ts";
import { pick } from "./mutate.ts";
import { must, type Reader } from "./reader.ts";

const IMAGES = 3;
const MAX_ELEMENTS = 20_000;

/** A description of each kind of layer, small, and often one that does not fit. */
const layersOf: { readonly [Kind in keyof typeof layerKinds]: (random: Random) => object } = {
  conv: (random) => ({
    filters: 1 + random.below(17),
    kernelSize: 1 + random.below(random.below(3) === 0 ? 7 : 3),
    ...(random.below(2) === 0 ? {} : { padding: pick(random, ["same", "valid"]) }),
    ...(random.below(2) === 0 ? {} : { pool: 1 + random.below(4) }),
    relu: random.below(2) === 0,
  }),
  dense: (random) => ({ units: 1 + random.below(17), relu: random.below(2) === 0 }),
  "average-pool": (random) => {
    if (random.below(3) === 0) return {};
    return { window: 1 + random.below(4), ...(random.below(2) === 0 ? {} : { stride: 1 + random.below(4) }) };
  },
  normalise: () => ({}),
};

function makeArchitecture(random: Random): object {
  const side = () => 1 + random.below(20);
  const below = Array.from({ length: random.below(4) }, () => pick(random, ["conv", "conv", "average-pool"] as const));
  const above = Array.from({ length: random.below(3) }, () => "dense" as const);
  const top = random.below(4) === 0 ? ["normalise" as const] : [];
  const layers = [...below, ...above, ...top].map((type) => ({ type, ...layersOf[type](random) }));
  const input = { height: side(), width: side(), channels: pick(random, [1, 1, 1, 2, 3, 4, 5]) };
  return { input: random.below(3) === 0 ? { ...input, centred: true } : input, layers };
}

/** The image as the layers see it: without the rows and columns before the first. */
function shifted(architecture: Architecture, image: Uint8Array, offset: number): Uint8Array {
  const result = new Uint8Array(imageSizeOf(architecture));
  result.set(image.subarray(offset));
  return result;
}

/** Whole networks of any layers: SIMD and scalar kernels agree to the bit, and with a naive network in float64. */
export const layersReader: Reader = {
  name: "layers",
  seeds: [],
  make: (random) => new TextEncoder().encode(JSON.stringify(makeArchitecture(random))),
  slow: true,
  // What is read is three networks' work on what it says, one of them a naive one.
  mostMs: 1000,
  async read(bytes) {
    const { architecture, layers } = parseArchitecture(new TextDecoder().decode(bytes), "fuzz");
    const elements = layers.reduce((sum, { input, output }) => sum + mapSize(input) + mapSize(output), 0);
    if (elements > MAX_ELEMENTS || slabSizeOf(layers) > MAX_ELEMENTS) return;
    const size = imageSizeOf(architecture);
    const images = Uint8Array.from({ length: IMAGES * size }, (_, i) => ((i * 7919) % 263) & 255);
    const [simd, scalar] = await Promise.all(
      (["wasm", "js"] as const).map((backend) => createNetwork({ architecture, backend })),
    );
    const embeddings = simd.embed(images);
    must(embeddings.join() === scalar.embed(images).join(), "SIMD and scalar kernels embed to other bits");
    const { layers: placed, inputOffset } = coreOf(simd);
    const named = toStateDict(simd.weights, placed);
    const parameters = new Map([...named].map(([name, { data }]) => [name, data]));
    const naive = Array.from({ length: IMAGES }, (_, n) =>
      naiveEmbed(
        architecture,
        parameters,
        shifted(architecture, images.subarray(n * size, (n + 1) * size), inputOffset),
      ),
    ).flat();
    // Division by a length makes what rounding there was as much larger as the length is small.
    const most = architecture.layers.at(-1)?.type === "normalise" ? 1e-3 : 1e-5;
    must(
      naive.every((value, i) => Math.abs(value - embeddings[i]) < most * (1 + Math.abs(value))),
      "it is not what its layers' formulas say",
    );
    const pairs = { left: [0, 1], right: [1, 2], same: [1, 0] };
    const losses = [simd, scalar].map((network) => new PairStep(network, images, { batch: 2 }).run(pairs));
    must(losses[0] === losses[1], "SIMD and scalar kernels have other losses");
    must(simd.weights.join() === scalar.weights.join(), "SIMD and scalar kernels train to other bits");
  },
};
