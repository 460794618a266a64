import type { Heap } from "./heap.ts";

const { fround } = Math;

/** Scalar twin of assembly/dense-forward.ts. */
export function denseForward(
  heap: Heap,
  y: number,
  x: number,
  w: number,
  b: number,
  N: number,
  I: number,
  O: number,
  relu: number,
): void {
  const { f32 } = heap;
  let row = x >> 2;
  let out = y >> 2;
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) {
      let sum = f32[(b >> 2) + o];
      let weight = (w >> 2) + o;
      for (let i = row; i < row + I; i++) {
        sum = fround(sum + fround(f32[i] * f32[weight]));
        weight += O;
      }
      f32[out++] = relu && !(sum > 0) ? 0 : sum;
    }
    row += I;
  }
}

/** Scalar twin of assembly/dense-backward-weight.ts. */
export function denseBackwardWeight(
  heap: Heap,
  dw: number,
  x: number,
  dz: number,
  N: number,
  I: number,
  O: number,
): void {
  const { f32 } = heap;
  let target = dw >> 2;
  for (let i = 0; i < I; i++) {
    for (let o = 0; o < O; o++) {
      let sum = 0;
      let input = (x >> 2) + i;
      let gradient = (dz >> 2) + o;
      for (let n = 0; n < N; n++) {
        sum = fround(sum + fround(f32[input] * f32[gradient]));
        input += I;
        gradient += O;
      }
      f32[target++] += sum;
    }
  }
}

/** Scalar twin of assembly/bias-gradient.ts. */
export function biasGradient(heap: Heap, db: number, dz: number, N: number, K: number): void {
  const { f32 } = heap;
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
