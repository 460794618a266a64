import { expect, it } from "vitest";
import { gradientScratch } from "../../src/nn/layers/conv-pool.ts";
import { KernelPair } from "../support/kernel-pair.ts";

// Each kernel is linear in each of its inputs between kinks, so central differences are exact there whatever the step:
// what is left is float32 rounding. Elements whose step changes a argmax or a ReLU's side are left out.
const STEP = 2 ** -4;
const TOLERANCE = 2e-3;

/** Checks d(sum of y * g)/d(element) for every element at `at`, against `gradient`; returns how many were smooth. */
function checkSlopes(
  pair: KernelPair,
  at: number,
  count: number,
  gradient: Float32Array,
  forward: () => { value: number; kinks: string },
): number {
  let smooth = 0;
  for (let i = 0; i < count; i++) {
    const place = at / 4 + i;
    const before = pair.f32()[place];
    const run = (value: number) => {
      pair.f32()[place] = value;
      return forward();
    };
    const up = run(before + STEP);
    const down = run(before - STEP);
    const here = run(before);
    if (up.kinks !== here.kinks || down.kinks !== here.kinks) continue;
    smooth++;
    expect(Math.abs((up.value - down.value) / (2 * STEP) - gradient[i]), `element ${i}`).toBeLessThan(TOLERANCE);
  }
  return smooth;
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);

it.each([
  { R: 3, P: 2, C: 1, K: 8, relu: 1 },
  { R: 2, P: 3, C: 4, K: 4, relu: 1 },
  { R: 5, P: 1, C: 4, K: 12, relu: 0 },
  { R: 1, P: 4, C: 8, K: 8, relu: 1 },
])("convPool's weight, bias and input gradients: %o", async ({ R, P, C, K, relu }) => {
  const [N, PH, PW] = [2, 2, 2];
  const pair = await KernelPair.create(R * 10 + P);
  const xRow = (PW * P + R - 1) * C;
  const xImage = (PH * P + R - 1) * xRow;
  const outputs = N * PH * PW * K;
  const x = pair.floats(N * xImage + 4, "in");
  const w = pair.floats(R * R * C * K, "in");
  const b = pair.floats(K, "in");
  const y = pair.floats(outputs, "out");
  const argmax = pair.block(outputs * 4, "out");
  const g = pair.floats(outputs, "in");
  const view = (from: number, count: number) => pair.f32().subarray(from / 4, from / 4 + count);
  const k = pair.simd;
  const forward = () => {
    k.convPoolForward(y, argmax, x, w, b, N, xImage, xRow, C, R, P, PH, PW, K, relu, 0);
    const won = pair.i32().subarray(argmax / 4, argmax / 4 + outputs);
    return {
      value: dot(view(y, outputs), view(g, outputs)),
      kinks: won.join() + view(y, outputs).map(Math.sign).join(),
    };
  };
  forward();
  const dz = pair.floats(outputs, "out", (i) => view(g, outputs)[i]);
  if (relu) k.reluBackward(dz, y, outputs);
  const windows = PH * PW;
  const dw = pair.floats(R * R * C * K, "out", () => 0);
  const db = pair.floats(K, "out", () => 0);
  const list = pair.block(gradientScratch(R, C, K, N, windows), "scratch");
  k.convPoolBackwardWeight(dw, dz, argmax, x, list, N, xImage, xRow, C, R, windows, K);
  k.biasGradient(db, dz, N * windows, K);
  const dx = pair.floats(N * xImage, "out");
  if (C % 4 === 0) {
    const wt = pair.floats(R * R * C * K, "out");
    k.transpose(wt, w, R * R * C, K);
    k.convPoolBackwardInput(dx, dz, argmax, wt, list, N, xImage, xRow, C, R, PH, PW, K);
    const smooth = checkSlopes(pair, x, N * xImage, view(dx, N * xImage).slice(), forward);
    expect(smooth).toBeGreaterThan((N * xImage) / 4);
  }
  expect(checkSlopes(pair, w, R * R * C * K, view(dw, R * R * C * K).slice(), forward)).toBeGreaterThan(0);
  expect(checkSlopes(pair, b, K, view(db, K).slice(), forward)).toBeGreaterThan(0);
});

it.each([
  { N: 5, I: 7, O: 12, relu: 1 },
  { N: 4, I: 9, O: 8, relu: 0 },
])("dense's weight, bias and input gradients: %o", async ({ N, I, O, relu }) => {
  const pair = await KernelPair.create(N + I);
  const x = pair.floats(N * I, "in");
  const w = pair.floats(I * O, "in");
  const b = pair.floats(O, "in");
  const y = pair.floats(N * O, "out");
  const g = pair.floats(N * O, "in");
  const view = (from: number, count: number) => pair.f32().subarray(from / 4, from / 4 + count);
  const k = pair.simd;
  const forward = () => {
    k.denseForward(y, x, w, b, N, I, O, relu);
    return {
      value: dot(view(y, N * O), view(g, N * O)),
      kinks: relu
        ? view(y, N * O)
            .map(Math.sign)
            .join()
        : "",
    };
  };
  forward();
  const dz = pair.floats(N * O, "out", (i) => view(g, N * O)[i]);
  if (relu) k.reluBackward(dz, y, N * O);
  // The input gradient takes the transposed weights; padded to lanes, as the planner pads them.
  const Ip = (I + 3) & ~3;
  const wt = pair.floats(O * Ip, "out", (i) => (i % Ip < I ? view(w, I * O)[(i % Ip) * O + Math.floor(i / Ip)] : 0));
  const zeros = pair.floats(Ip, "in", () => 0);
  const dx = pair.floats(N * Ip, "out");
  const dw = pair.floats(I * O, "out", () => 0);
  const db = pair.floats(O, "out", () => 0);
  k.denseBackwardWeight(dw, x, dz, N, I, O);
  k.biasGradient(db, dz, N, O);
  k.denseForward(dx, dz, wt, zeros, N, O, Ip, 0);
  const gradX = Float32Array.from({ length: N * I }, (_, i) => view(dx, N * Ip)[Math.floor(i / I) * Ip + (i % I)]);
  expect(checkSlopes(pair, x, N * I, gradX, forward)).toBeGreaterThan((N * I) / 4);
  expect(checkSlopes(pair, w, I * O, view(dw, I * O).slice(), forward)).toBeGreaterThan((I * O) / 4);
  expect(checkSlopes(pair, b, O, view(db, O).slice(), forward)).toBeGreaterThan(0);
});
