import { expect, it } from "vitest";
import { createReferenceKernels } from "../../src/reference/index.ts";
import { Arena } from "../../src/wasm/arena.ts";
import { KernelPair } from "../support/kernel-pair.ts";

const SIZES = Array.from({ length: 9 }, (_, i) => i + 1);

it("both kernels give the bits of their scalar twins and touch nothing but their outputs", async () => {
  for (const N of SIZES) {
    for (const I of [4, 8, 12, 20, 64]) {
      const pair = await KernelPair.create(N * 100 + I);
      const [y, dx] = [pair.floats(N * I, "out"), pair.floats(N * I, "out")];
      const [x, dy] = [pair.floats(N * I, "in"), pair.floats(N * I, "in")];
      expect(pair.check((k) => k.normaliseForward(y, x, N, I))).toBe("");
      const unit = pair.floats(N * I, "in", (i) => pair.f32()[y / 4 + i]);
      expect(pair.check((k) => k.normaliseBackward(dx, dy, unit, x, N, I))).toBe("");
    }
  }
});

it("rows get length 1 whatever theirs was; one without length stays 0; a NaN is kept", () => {
  const arena = new Arena();
  const kernels = createReferenceKernels(arena);
  const { f32 } = arena.views;
  f32.set([3, 4, 0, 0, 0, 0, 0, 0, 3e-10, -4e-10, 0, 0, Number.NaN, 1, 0, 0], 64);
  kernels.normaliseForward(1024, 256, 4, 4);
  const rows = [...f32.subarray(256, 272)];
  expect(rows.slice(0, 8)).toEqual([Math.fround(0.6), Math.fround(0.8), 0, 0, 0, 0, 0, 0]);
  expect(rows[8]).toBeCloseTo(0.6, 6);
  expect(rows.slice(12).some(Number.isNaN)).toBe(true);
});
