import { describe, expect, it } from "vitest";
import { gradientScratch } from "../../src/nn/layers/conv-pool.ts";
import type { Kernels } from "../../src/wasm/kernels.ts";
import { KernelPair } from "../support/kernel-pair.ts";
import { lehmer } from "../support/lehmer.ts";

// Every size from 1 to 17 takes each tail after no, one, two and more whole vectors or tiles.
const SIZES = Array.from({ length: 17 }, (_, i) => i + 1);
const LANES = [4, 8, 12, 16, 20];

const sparse = (random: () => number) => () => (random() < 0.4 ? 0 : random() * 2 - 1);

interface ConvCase {
  N: number;
  C: number;
  R: number;
  P: number;
  PH: number;
  PW: number;
  K: number;
  extra: number;
  relu: number;
  skipBlank: number;
}

/** Runs conv forward on both backends, then both gradients on its maxima. */
async function checkConv(c: ConvCase, seed: number, pages = 16): Promise<string> {
  const { N, C, R, P, PH, PW, K, relu, skipBlank } = c;
  const pair = await KernelPair.create(seed, pages);
  const xRow = (PW * P + R - 1) * C + c.extra * C;
  const xImage = (PH * P + R - 1) * xRow;
  const outputs = N * PH * PW * K;
  const y = pair.floats(outputs, "out");
  const argmax = pair.block(outputs * 4, "out");
  const blank = sparse(pair.random);
  // With skipBlank most of the image is empty, as a digit's is.
  const x = pair.floats(N * xImage + 4, "in", (i) => (skipBlank && Math.floor(i / 40) % 3 > 0 ? 0 : blank()));
  const w = pair.floats(R * R * C * K, "in");
  const b = pair.floats(K, "in");
  const wrong = pair.check((k) =>
    k.convPoolForward(y, argmax, x, w, b, N, xImage, xRow, C, R, P, PH, PW, K, relu, skipBlank),
  );
  if (wrong) return `forward: ${wrong}`;
  if (R === 3 && P === 3 && C % 4 === 0 && K >= 8) {
    const u = pair.floats(25 * C * K, "out");
    const filters = pair.check((k) => k.winogradFilters(u, w, C, K));
    if (filters) return `filters: ${filters}`;
    const scratch = pair.block(4 * (25 * PW * (C + K) + 5 * (3 * PW + 2) * C + 60), "scratch");
    const plain = pair.f32().slice(y / 4, y / 4 + outputs);
    const fast = pair.check((k) =>
      k.winogradPoolForward(y, argmax, x, u, b, scratch, N, xImage, xRow, C, PH, PW, K, relu),
    );
    if (fast) return `Winograd: ${fast}`;
    const off = plain.reduce((most, value, i) => Math.max(most, Math.abs(value - pair.f32()[y / 4 + i])), 0);
    if (off > 1e-5) return `Winograd is ${off} from the plain sums`;
  }

  if ((R === 3 || R === 5) && (7 - R) % P === 0 && C % 4 === 0 && K >= 8) {
    const u = pair.floats((36 + R * R) * C * K, "out");
    // The second time nothing has changed.
    for (const when of ["", ", once more"]) {
      const filters = pair.check((k) => k.winogradSixFilters(u, w, C, K, R));
      if (filters) return `filters of six points${when}: ${filters}`;
    }
    const scratch = pair.block(144 * (32 * (C + K) + C + 80), "scratch");
    const six = (k: Kernels) =>
      k.winogradSixForward(y, argmax, x, u, b, scratch, N, xImage, xRow, C, R, P, PH, PW, K, relu);
    const plain = pair.f32().slice(y / 4, y / 4 + outputs);
    const fast = pair.check(six);
    if (fast) return `Winograd by six points: ${fast}`;
    const many = pair.f32().slice(y / 4, y / 4 + outputs);
    const size = plain.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const off = plain.reduce((most, value, i) => Math.max(most, Math.abs(value - many[i])), 0) / size;
    if (off > 5e-6) return `Winograd by six points is ${off} from the plain sums`;
    // The last image alone: its bits hang on no other image.
    const alone = outputs / N;
    pair.simd.winogradSixForward(
      y,
      argmax,
      x + (N - 1) * xImage * 4,
      u,
      b,
      scratch,
      1,
      xImage,
      xRow,
      C,
      R,
      P,
      PH,
      PW,
      K,
      relu,
    );
    const last = pair.f32().subarray(y / 4, y / 4 + alone);
    if (last.some((value, i) => value !== many[outputs - alone + i])) return "An image alone has other bits";
  }

  const next = await KernelPair.create(seed + 1, pages);
  const dw = next.floats(R * R * C * K, "out");
  const dz = next.floats(outputs, "in", sparse(next.random));
  const won = next.block(outputs * 4, "in");
  next.i32().set(pair.i32().subarray(argmax / 4, argmax / 4 + outputs), won / 4);
  const input = next.floats(N * xImage + 4, "in");
  const windows = PH * PW;
  const list = next.block(gradientScratch(R, C, K, N, windows), "scratch");
  const weights = next.check((k) =>
    k.convPoolBackwardWeight(dw, dz, won, input, list, N, xImage, xRow, C, R, windows, K),
  );
  if (weights) return `weight gradient: ${weights}`;
  if (C % 4 !== 0 || skipBlank) return "";
  const dx = next.floats(N * xImage, "out");
  const wt = next.floats(R * R * C * K, "in");
  const inputs = next.check((k) => k.convPoolBackwardInput(dx, dz, won, wt, list, N, xImage, xRow, C, R, PH, PW, K));
  return inputs ? `input gradient: ${inputs}` : "";
}

describe("SIMD kernels give the bits of their scalar twins and touch nothing but their outputs", () => {
  it("convPool for every filter size and window", async () => {
    for (let R = 1; R <= 7; R++) {
      for (let P = 1; P <= 4; P++) {
        for (const [C, K] of [
          [1, 8],
          [3, 4],
          [4, 12],
          [8, 16],
        ]) {
          for (const skipBlank of [0, 1]) {
            const c = { N: 2, C, R, P, PH: 2, PW: 3, K, extra: 1, relu: 1, skipBlank };
            expect(await checkConv(c, R * 100 + P), JSON.stringify(c)).toBe("");
          }
        }
      }
    }
  });

  it("convPool for sizes 1 to 17 of the output, and of the channels", async () => {
    for (const size of SIZES) {
      const P = 1 + (size % 4);
      const odd = { N: 1, C: size, R: 3, P, PH: 1, PW: size, K: LANES[size % 5], extra: size % 3, relu: size % 2 };
      expect(await checkConv({ ...odd, skipBlank: 0 }, size), JSON.stringify(odd)).toBe("");
      const tall = { ...odd, C: 4, PH: size, PW: 2, N: 3 };
      expect(await checkConv({ ...tall, skipBlank: 0 }, size), JSON.stringify(tall)).toBe("");
    }
  });

  // The gradients go strip by strip where an image and its maxima are more than 64 KiB, image by image in groups below.
  it("convPool for images of several strips, whose patches overlap from strip to strip, and for groups of images", async () => {
    for (const [N, C, R, P, PH, PW, K] of [
      [2, 24, 3, 2, 17, 19, 8],
      [1, 8, 5, 1, 31, 30, 16],
      [2, 12, 5, 2, 23, 11, 12],
      [1, 4, 7, 1, 45, 22, 20],
      [1, 36, 2, 3, 16, 13, 4],
      [2, 3, 3, 2, 37, 41, 4],
      [1, 1, 5, 2, 40, 41, 8],
      [1, 64, 3, 2, 1, 70, 4],
      [7, 8, 3, 2, 9, 10, 8],
    ]) {
      const c = { N, C, R, P, PH, PW, K, extra: 1, relu: 1, skipBlank: 0 };
      expect(await checkConv(c, PH * PW, 32), JSON.stringify(c)).toBe("");
    }
  });

  it("convPool at the default network's sizes", async () => {
    const first = { N: 3, C: 1, R: 3, P: 2, PH: 11, PW: 11, K: 8, extra: 4, relu: 1, skipBlank: 1 };
    const second = { N: 3, C: 8, R: 3, P: 3, PH: 3, PW: 3, K: 16, extra: 0, relu: 1, skipBlank: 0 };
    expect(await checkConv(first, 5)).toBe("");
    expect(await checkConv(second, 6)).toBe("");
  });

  it("dense forward, its gradients and the bias gradient for sizes 1 to 17 and the real ones", async () => {
    const sizes = [
      ...SIZES.flatMap((s) => [
        [s, 18 - s, LANES[s % 5]],
        [17, s, 4 * s],
      ]),
      [16, 144, 64],
      [16, 32, 12],
    ];
    for (const [N, I, O] of sizes) {
      const pair = await KernelPair.create(N * 31 + I);
      const y = pair.floats(N * O, "out");
      const dw = pair.floats(I * O, "out");
      const db = pair.floats(O, "out");
      const x = pair.floats(N * I, "in", sparse(pair.random));
      const w = pair.floats(I * O, "in");
      const b = pair.floats(O, "in");
      const dz = pair.floats(N * O, "in", sparse(pair.random));
      for (const relu of [0, 1]) {
        expect(
          pair.check((k) => k.denseForward(y, x, w, b, N, I, O, relu)),
          `${N} ${I} ${O}`,
        ).toBe("");
      }
      expect(
        pair.check((k) => k.denseBackwardWeight(dw, x, dz, N, I, O)),
        `${N} ${I} ${O}`,
      ).toBe("");
      expect(
        pair.check((k) => k.biasGradient(db, dz, N, O)),
        `${N} ${O}`,
      ).toBe("");
    }
  });

  it("reluBackward, transpose, sumGradients and adam for sizes 1 to 17", async () => {
    for (const size of SIZES) {
      const pair = await KernelPair.create(size);
      const n = 4 * size;
      const y = pair.floats(n, "out");
      const m = pair.floats(n, "out");
      const v = pair.floats(n, "out", () => Math.abs(pair.random()));
      const x = pair.floats(n, "in", sparse(pair.random));
      const parts = pair.floats(6 * (n + 4), "in");
      const flat = pair.floats(size * 13, "in");
      const turned = pair.floats(size * 13, "out");
      expect(pair.check((k) => k.reluBackward(y, x, n))).toBe("");
      for (const shards of [1, 2, 3]) {
        expect(pair.check((k) => k.sumGradients(y, parts, shards, n + 4, n))).toBe("");
      }
      expect(pair.check((k) => k.transpose(turned, flat, size, 13))).toBe("");
      expect(pair.check((k) => k.transpose(turned, flat, 13, size))).toBe("");
      const step = () => pair.check((k) => k.adam(y, x, m, v, n, 0.9, 1 - 0.9, 0.999, 1 - 0.999, 0.01, 7.07, 1e-8));
      expect(step()).toBe("");
      expect(pair.scalar.adam(y, x, m, v, n, 0.9, 0.1, 0.999, 0.001, 0.01, 7.07, 1e-8)).toBe(1);
      for (const bad of [Number.NaN, Infinity, -Infinity]) {
        for (const side of [0, 1]) pair.f32(side)[y / 4 + n - 1] = bad;
        expect(step()).toBe("");
        expect(pair.simd.adam(y, x, m, v, n, 0.9, 0.1, 0.999, 0.001, 0.01, 7.07, 1e-8)).toBe(0);
      }
    }
  });

  it("gatherImages for every byte and for odd sizes, without the rows that are not read", async () => {
    for (const size of [...SIZES, 48, 256, 672]) {
      const imageBytes = size + (size % 3);
      const pair = await KernelPair.create(size);
      const y = pair.floats(3 * (size + 2), "out");
      const images = pair.block(5 * imageBytes + 16, "in");
      const index = pair.block(12, "in");
      for (let i = 0; i < 5 * imageBytes; i++)
        pair.u8()[images + i] = size === 256 ? i : Math.floor(pair.random() * 256);
      pair.i32().set([4, 0, 3], index / 4);
      expect(pair.check((k) => k.gatherImages(y, images, index, 3, size, imageBytes, size + 2))).toBe("");
      expect(pair.f32()[y / 4]).toBe(Math.fround(pair.u8()[images + 4 * imageBytes] / 255));
    }
  });
});

it("warpImages for any warp, inside, across and far outside the image", async () => {
  for (const [H, W] of [
    [1, 1],
    [5, 7],
    [28, 28],
  ]) {
    const pair = await KernelPair.create(H);
    const y = pair.floats(3 * H * (W + 1), "out");
    const images = pair.block(4 * H * W, "in");
    const index = pair.block(12, "in");
    const warps = pair.block(3 * 48, "in");
    for (let i = 0; i < 4 * H * W; i++) pair.u8()[images + i] = Math.floor(pair.random() * 256);
    pair.i32().set([3, 0, 2], index / 4);
    for (const size of [0.1, 1, 30, 30000]) {
      for (let i = 0; i < 36; i++) pair.i32()[warps / 4 + i] = (pair.random() * 2 - 1) * size * 65536;
      expect(pair.check((k) => k.warpImages(y, images, index, warps, 3, H, W, H, W, H * (W + 1), W + 1))).toBe("");
    }
    // No warp at all: the images as they are.
    for (let n = 0; n < 3; n++) pair.i32().set([0, 0, 65536, 0, 0, 65536, 0, 0, 0, 0, 0, 0], warps / 4 + n * 12);
    expect(pair.check((k) => k.warpImages(y, images, index, warps, 3, H, W, H, W, H * (W + 1), W + 1))).toBe("");
    const last = pair.u8()[images + 4 * H * W - 1] / 255;
    expect(pair.f32()[y / 4 + (H - 1) * (W + 1) + W - 1]).toBeCloseTo(last, 6);
  }
});

describe("a kernel's answer is known by hand", () => {
  it("a 2x2 filter over a 3x3 image, pooled 2x2, picks the first of equal maxima and passes its gradient there", async () => {
    const pair = await KernelPair.create();
    const image = [1, 2, 0, 0, 1, 2, 1, 0, 1];
    const x = pair.floats(13, "in", (i) => image[i] ?? 0);
    const filter = [1, 0, 0, 1];
    const w = pair.floats(16, "in", (i) => (i % 4 === 0 ? filter[i / 4] : i % 4 === 1 ? -1 : 0));
    const b = pair.floats(4, "in", (i) => [0.5, 1, 0, 0][i]);
    const y = pair.floats(4, "out");
    const argmax = pair.block(16, "out");
    // Channel 0: sums of the diagonal 1+1, 2+2, 0+0, 1+1, so 4.5 at element 1. Channel 1: 1 - (1+2+0+1) < 0: ReLU.
    pair.simd.convPoolForward(y, argmax, x, w, b, 1, 9, 3, 1, 2, 2, 1, 1, 4, 1, 0);
    expect([...pair.f32().subarray(y / 4, y / 4 + 4)]).toEqual([4.5, 0, 0, 0]);
    expect(pair.i32()[argmax / 4]).toBe(1);
    expect(pair.i32()[argmax / 4 + 2]).toBe(0);

    const dz = pair.floats(4, "in", (i) => [10, 0, 0, 0][i]);
    const dw = pair.floats(16, "out", () => 1);
    const list = pair.block(gradientScratch(2, 1, 4, 1, 1), "scratch");
    pair.simd.convPoolBackwardWeight(dw, dz, argmax, x, list, 1, 9, 3, 1, 2, 1, 4);
    const gradient = [...pair.f32().subarray(dw / 4, dw / 4 + 16)];
    expect(gradient.filter((_, i) => i % 4 === 0)).toEqual([21, 1, 11, 21]);
    expect(gradient.filter((_, i) => i % 4 !== 0)).toEqual(Array(12).fill(1));
  });

  it("a dense layer of 2 inputs", async () => {
    const pair = await KernelPair.create();
    const x = pair.floats(2, "in", (i) => [3, -2][i]);
    const w = pair.floats(8, "in", (i) => [1, 0, 2, 0, 4, 1, 0, 0][i]);
    const b = pair.floats(4, "in", (i) => [1, 1, 1, 1][i]);
    const y = pair.floats(4, "out");
    pair.simd.denseForward(y, x, w, b, 1, 2, 4, 0);
    expect([...pair.f32().subarray(y / 4, y / 4 + 4)]).toEqual([-4, -1, 7, 1]);
    pair.simd.denseForward(y, x, w, b, 1, 2, 4, 1);
    expect([...pair.f32().subarray(y / 4, y / 4 + 4)]).toEqual([0, 0, 7, 1]);
  });

  it("the first Adam step moves each weight by the learning rate against its gradient's sign", async () => {
    const pair = await KernelPair.create();
    const random = lehmer(3);
    const g = pair.floats(8, "in", () => random() - 0.5);
    const w = pair.floats(8, "out", () => 1);
    const m = pair.floats(8, "out", () => 0);
    const v = pair.floats(8, "out", () => 0);
    pair.simd.adam(w, g, m, v, 8, 0.9, 1 - 0.9, 0.999, 1 - 0.999, 0.01 / (1 - 0.9), 1 / Math.sqrt(1 - 0.999), 1e-8);
    for (let i = 0; i < 8; i++) {
      expect(pair.f32()[w / 4 + i]).toBeCloseTo(1 - 0.01 * Math.sign(pair.f32()[g / 4 + i]), 5);
    }
  });

  it("Adam's first moment of a dead unit ends at 0, not among numbers that are slow", async () => {
    const pair = await KernelPair.create();
    const smallest = 2 ** -126;
    const start = [smallest, -smallest, 4 * smallest, -4 * smallest, smallest / 8, -smallest / 8, 1, 2 ** -149];
    let next = 0;
    const [w, g] = [pair.floats(8, "out", () => 1), pair.floats(8, "in", () => 0)];
    const m = pair.floats(8, "out", () => start[next++ % 8]);
    const v = pair.floats(8, "out", () => 1);
    expect(pair.check((k) => k.adam(w, g, m, v, 8, 0.5, 0.5, 0.999, 0.001, 0.01, 1, 1e-8))).toBe("");
    expect([...pair.f32().subarray(m / 4, m / 4 + 8)]).toEqual([0, 0, 2 * smallest, -2 * smallest, 0, 0, 0.5, 0]);
  });
});
