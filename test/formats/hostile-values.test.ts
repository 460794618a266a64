import { describe, expect, it } from "vitest";
import { UnreadableFileError } from "../../src/errors.ts";
import { encodeCheckpoint } from "../../src/formats/checkpoint.ts";
import { decodeCheckpoint } from "../../src/formats/decode-checkpoint.ts";
import { loadModel, saveModel } from "../../src/formats/model.ts";
import { toStateDict } from "../../src/formats/pytorch.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/formats/safetensors.ts";
import { quote } from "../../src/message-text.ts";
import { type Architecture, resolveLayers } from "../../src/nn/architecture.ts";
import { slabSizeOf } from "../../src/nn/layers/index.ts";
import { coreOf, createNetwork } from "../../src/nn/network.ts";

const input = { height: 4, width: 4, channels: 1 };
const architecture: Architecture = { input, layers: [{ type: "dense", units: 3 }] };
const network = await createNetwork({ architecture, backend: "js" });
const zeros = new Float32Array(network.weights.length);
const state = {
  weights: network.weights.slice(),
  m: zeros,
  v: zeros,
  adam: { step: 1, beta1Power: 0.9, beta2Power: 0.999 },
  random: Uint32Array.of(1, 2, 3, 4),
  step: 1,
  epochLoss: 0.5,
};

/** A checkpoint with some of its tensors and metadata replaced. */
function damaged(tensors: Record<string, Tensor>, metadata: Record<string, string> = {}): Uint8Array {
  const whole = decodeSafetensors(encodeCheckpoint(network, state), "whole");
  return encodeSafetensors(new Map([...whole.tensors, ...Object.entries(tensors)]), { ...whole.metadata, ...metadata });
}

describe("a checkpoint that could not be trained on", () => {
  const counters = (changed: object) =>
    JSON.stringify({ step: 1, epochLoss: 0, beta1Power: 0.9, beta2Power: 0.999, ...changed });
  const cases: [string, Uint8Array, string][] = [
    ["a generator of zeros", damaged({ random: { shape: [4], data: new Uint32Array(4) } }), "not all zero"],
    [
      "a negative second moment",
      damaged({ "adam.v.lin1.bias": { shape: [3], data: Float32Array.of(0, -0.5, 0) } }),
      "second moments of at least 0, got -0.5",
    ],
    ["a running product above 1", damaged({}, { counters: counters({ beta1Power: 7 }) }), '"beta1Power" is missing or'],
    ["half a step", damaged({}, { counters: counters({ step: 1.5 }) }), "a whole step, got 1.5"],
    ["a list as counters", damaged({}, { counters: "[]" }), '"step" is missing'],
    [
      "another version's format",
      damaged({}, { format: "siamese-simd checkpoint 2" }),
      'got "siamese-simd checkpoint 2"',
    ],
    ["a model", saveModel(network), 'got "siamese-simd model 1"'],
  ];
  it.each(cases)("is refused: %s", (_, bytes, message) => {
    expect(() => decodeCheckpoint(bytes, network, "x")).toThrow(UnreadableFileError);
    expect(() => decodeCheckpoint(bytes, network, "x")).toThrow(message);
  });

  it("and a whole one is read", () => {
    expect(decodeCheckpoint(damaged({}), network, "x").state).toEqual(state);
  });
});

describe("an architecture", () => {
  const refuse = (value: unknown) => expect(() => resolveLayers(value as Architecture));
  const conv = (filters: number) => ({ type: "conv" as const, filters, kernelSize: 1 });
  const dense = (units: number) => ({ type: "dense" as const, units });
  const large = { height: 1024, width: 1024, channels: 1 };
  it.each([
    ["many weights", { input, layers: [dense(65536), dense(5000)] }, {}, /need 1,\d{3} MiB .* may have 1,024 MiB/],
    ["an image that grows on its way", { input: large, layers: [conv(250), dense(1)] }, {}, /need 36,370 MiB/],
    ["more than threads may share", { input: large, layers: [conv(4), dense(1)] }, { shared: true }, /have 128 MiB/],
    ["a limit of one's own", { input, layers: [dense(1000)] }, { maxMemory: 65536 }, /have 1 MiB/],
  ])("is refused with the whole figure before memory is taken: %s", async (_, architecture, options, message) => {
    await expect(createNetwork({ ...options, architecture })).rejects.toThrow(message);
    await expect(createNetwork({ ...options, architecture })).rejects.toThrow(RangeError);
  });

  it("may have as much memory as was counted for it, and no less", async () => {
    const used = async (maxMemory?: number) =>
      coreOf(await createNetwork(maxMemory ? { maxMemory } : {})).engine.arena.used;
    const counted = await used();
    const whole = Math.ceil(counted / 65536) * 65536;
    expect(await used(whole)).toBe(counted);
    await expect(createNetwork({ maxMemory: whole - 65536 })).rejects.toThrow(RangeError);
    await expect(createNetwork({ maxMemory: 1000 })).rejects.toThrow(/whole pages/);
  });

  it("is refused where a key would be passed over", () => {
    refuse({
      input,
      layers: [
        { type: "conv", filters: 2, kernelSize: 3, stride: 2 },
        { type: "dense", units: 1 },
      ],
    }).toThrow(
      new TypeError('conv1: expected the keys type, filters, kernelSize, padding, relu, pool alone, got "stride" too.'),
    );
    refuse({ ...architecture, name: "mine" }).toThrow(
      'architecture: expected the keys input, layers alone, got "name"',
    );
    refuse({ ...architecture, input: { ...input, depth: 3 } }).toThrow("input: expected the keys");
    refuse({ ...architecture, input: 28 }).toThrow("needs an input size and a list of layers");
    refuse(null).toThrow(TypeError);
  });

  it("in a model file that does not fit beside its images is an unreadable file", async () => {
    const large: Architecture = {
      input: { height: 1024, width: 1024, channels: 64 },
      layers: [
        { type: "conv", filters: 4, kernelSize: 7, pool: 4 },
        { type: "conv", filters: 4, kernelSize: 7, pool: 4 },
        { type: "conv", filters: 4, kernelSize: 7, pool: 4 },
        { type: "conv", filters: 4, kernelSize: 7, pool: 4 },
        { type: "dense", units: 1 },
      ],
    };
    const layers = resolveLayers(large);
    const tensors = toStateDict(new Float32Array(slabSizeOf(layers)), layers);
    const bytes = encodeSafetensors(tensors, { architecture: JSON.stringify(large) });
    expect(bytes.length).toBeLessThan(100_000);
    await expect(loadModel(bytes, "x", { backend: "js" })).rejects.toThrow(UnreadableFileError);
    await expect(loadModel(bytes, "x", { backend: "js" })).rejects.toThrow(
      /^x, metadata: the architecture is unusable: These layers need 5,210 MiB/,
    );
  });
});

it("text from a file is quoted without anything that a terminal obeys", () => {
  expect(quote('a"\n\u001b[2J\u009b\u202e')).toBe('"a\\"\\n\\u001b[2J\\u009b\\u202e"');
  expect(quote("x".repeat(100))).toBe(`"${"x".repeat(60)}..."`);
});
