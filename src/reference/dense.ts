// Several sums at a time keep a scalar processor busy: the repetition is meant.
import type { Views } from "./views.ts";

const { fround } = Math;

/** Scalar twin of assembly/dense-forward.ts. */
export function denseForward(
  views: Views,
  y: number,
  x: number,
  w: number,
  b: number,
  N: number,
  I: number,
  O: number,
  relu: number,
): void {
  const { f32 } = views;
  let row = x >> 2;
  let out = y >> 2;
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o += 4) {
      const bias = (b >> 2) + o;
      let sum0 = f32[bias];
      let sum1 = f32[bias + 1];
      let sum2 = f32[bias + 2];
      let sum3 = f32[bias + 3];
      let weight = (w >> 2) + o;
      for (let i = row; i < row + I; i++) {
        const value = f32[i];
        sum0 = fround(sum0 + fround(value * f32[weight]));
        sum1 = fround(sum1 + fround(value * f32[weight + 1]));
        sum2 = fround(sum2 + fround(value * f32[weight + 2]));
        sum3 = fround(sum3 + fround(value * f32[weight + 3]));
        weight += O;
      }
      f32[out] = relu && !(sum0 > 0) ? 0 : sum0;
      f32[out + 1] = relu && !(sum1 > 0) ? 0 : sum1;
      f32[out + 2] = relu && !(sum2 > 0) ? 0 : sum2;
      f32[out + 3] = relu && !(sum3 > 0) ? 0 : sum3;
      out += 4;
    }
    row += I;
  }
}

/** Scalar twin of assembly/dense-backward-weight.ts. */
export function denseBackwardWeight(
  views: Views,
  dw: number,
  x: number,
  dz: number,
  N: number,
  I: number,
  O: number,
): void {
  const { f32 } = views;
  let target = dw >> 2;
  for (let i = 0; i < I; i++) {
    for (let o = 0; o < O; o += 4) {
      let sum0 = fround(0);
      let sum1 = fround(0);
      let sum2 = fround(0);
      let sum3 = fround(0);
      let input = (x >> 2) + i;
      let gradient = (dz >> 2) + o;
      for (let n = 0; n < N; n++) {
        const value = f32[input];
        sum0 = fround(sum0 + fround(value * f32[gradient]));
        sum1 = fround(sum1 + fround(value * f32[gradient + 1]));
        sum2 = fround(sum2 + fround(value * f32[gradient + 2]));
        sum3 = fround(sum3 + fround(value * f32[gradient + 3]));
        input += I;
        gradient += O;
      }
      f32[target] += sum0;
      f32[target + 1] += sum1;
      f32[target + 2] += sum2;
      f32[target + 3] += sum3;
      target += 4;
    }
  }
}

/** Scalar twin of assembly/bias-gradient.ts. */
export function biasGradient(views: Views, db: number, dz: number, N: number, K: number): void {
  const { f32 } = views;
  for (let k = 0; k < K; k++) {
    let sum = 0;
    let at = (dz >> 2) + k;
    for (let n = 0; n < N; n++) {
      sum = fround(sum + f32[at]);
      at += K;
    }
    f32[(db >> 2) + k] += sum;
  }
}
