import type { Views } from "./views.ts";

const { fround } = Math;
/** What a shorter vector is divided by: F.normalize of PyTorch has the same. */
export const LEAST_LENGTH = fround(1e-12);

function length(f32: Float32Array, x: number, I: number): number {
  let sum = 0;
  for (let i = 0; i < I; i++) sum = fround(sum + fround(f32[x + i] * f32[x + i]));
  const root = fround(Math.sqrt(sum));
  return root < LEAST_LENGTH ? LEAST_LENGTH : root;
}

/** Scalar twin of normaliseForward in assembly/normalise.ts. */
export function normaliseForward({ f32 }: Views, y: number, x: number, N: number, I: number): void {
  for (let n = 0; n < N; n++) {
    const [out, from] = [(y >> 2) + n * I, (x >> 2) + n * I];
    const divisor = length(f32, from, I);
    for (let i = 0; i < I; i++) f32[out + i] = f32[from + i] / divisor;
  }
}

/** Scalar twin of normaliseBackward in assembly/normalise.ts. */
export function normaliseBackward(
  { f32 }: Views,
  dx: number,
  dy: number,
  y: number,
  x: number,
  N: number,
  I: number,
): void {
  for (let n = 0; n < N; n++) {
    const [out, gradient, unit] = [(dx >> 2) + n * I, (dy >> 2) + n * I, (y >> 2) + n * I];
    const divisor = length(f32, (x >> 2) + n * I, I);
    let dot = 0;
    for (let j = 0; j < I; j++) dot = fround(dot + fround(f32[unit + j] * f32[gradient + j]));
    for (let i = 0; i < I; i++) {
      f32[out + i] = fround(f32[gradient + i] - fround(f32[unit + i] * dot)) / divisor;
    }
  }
}
