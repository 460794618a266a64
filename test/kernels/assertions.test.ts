import { describe, expect, it } from "vitest";
import type { Kernels } from "../../src/wasm/kernels.ts";
import { KernelPair } from "../support/kernel-pair.ts";
import { isDebug } from "../support/kernel-source.ts";

/** Calls of kernels, each with one thing wrong. */
const wrong: [string, (k: Kernels) => unknown][] = [
  ["adam: 6 parameters", (k) => k.adam(64, 128, 192, 256, 6, 0.9, 0.1, 0.9, 0.1, 1, 1, 1)],
  ["averagePoolForward: a window wider than the row", (k) => k.averagePoolForward(64, 128, 1, 16, 4, 1, 2, 5, 1, 1, 1)],
  ["averagePoolForward: a row too few", (k) => k.averagePoolForward(64, 128, 1, 16, 4, 1, 5, 2, 1, 1, 1)],
  ["averagePoolBackward: 3 channels", (k) => k.averagePoolBackward(64, 128, 1, 48, 12, 3, 2, 2, 1, 1, 1)],
  ["biasGradient: 5 outputs", (k) => k.biasGradient(64, 128, 1, 5)],
  ["convPoolBackwardInput: 1 channel", (k) => k.convPoolBackwardInput(64, 128, 192, 256, 320, 1, 9, 3, 1, 3, 1, 1, 4)],
  ["convPoolBackwardWeight: at 132", (k) => k.convPoolBackwardWeight(64, 132, 192, 256, 320, 1, 9, 3, 1, 3, 1, 4)],
  ["convPoolForward: 6 filters", (k) => k.convPoolForward(64, 128, 192, 256, 320, 1, 9, 3, 1, 3, 1, 1, 1, 6, 0, 0)],
  [
    "convPoolForward: blanks, no ReLU",
    (k) => k.convPoolForward(64, 128, 192, 256, 320, 1, 9, 3, 1, 3, 1, 1, 1, 4, 0, 1),
  ],
  ["copyRows: rows longer than the image's", (k) => k.copyRows(64, 256, 1, 1, 5, 4, 4, 8, 8)],
  ["denseForward: outputs at 72", (k) => k.denseForward(72, 128, 192, 256, 1, 4, 4, 0)],
  ["denseBackwardWeight: 3 outputs", (k) => k.denseBackwardWeight(64, 128, 192, 1, 4, 3)],
  ["gatherImages: more than an image has", (k) => k.gatherImages(64, 256, 320, 1, 10, 9, 12)],
  ["normaliseForward: rows of 6 numbers", (k) => k.normaliseForward(64, 128, 1, 6)],
  ["normaliseBackward: at 136", (k) => k.normaliseBackward(64, 128, 136, 256, 1, 4)],
  ["reluBackward: 2 numbers", (k) => k.reluBackward(64, 128, 2)],
  ["rowDistances: 12 embeddings", (k) => k.rowDistances(64, 128, 192, 256, 1, 2, 12)],
  ["squaredDistances: 9 columns", (k) => k.squaredDistances(64, 128, 192, 1, 2, 9)],
  ["sumGradients: parts shorter than the sum", (k) => k.sumGradients(64, 128, 1, 4, 8)],
  ["transpose: at 66", (k) => k.transpose(66, 128, 2, 2)],
  ["warpImages: more columns than a row has", (k) => k.warpImages(64, 256, 320, 384, 1, 2, 2, 2, 3, 4, 2)],
  ["winogradFilters: 6 filters", (k) => k.winogradFilters(64, 512, 4, 6)],
  [
    "winogradPoolForward: 4 filters",
    (k) => k.winogradPoolForward(64, 128, 192, 512, 320, 1024, 1, 100, 20, 4, 1, 1, 4, 0),
  ],
  ["winogradSixFilters: filters of 4x4", (k) => k.winogradSixFilters(64, 512, 4, 4, 4)],
  [
    "winogradSixForward: 4 filters",
    (k) => k.winogradSixForward(64, 128, 192, 512, 320, 1024, 1, 64, 16, 4, 3, 2, 1, 1, 4, 0),
  ],
];

describe.runIf(isDebug)("the debug build stops at what a kernel may take for granted", () => {
  it.each(wrong)("%s", async (_, call) => {
    const { simd } = await KernelPair.create();
    expect(() => call(simd)).toThrow(WebAssembly.RuntimeError);
  });

  it("in every kernel", async () => {
    const { scalar } = await KernelPair.create();
    const kernels = Object.keys(scalar);
    expect([...new Set(wrong.map(([what]) => what.split(":")[0]))].sort()).toEqual(kernels.sort());
  });
});
