import { assertVectors, F32_SHIFT, VECTOR } from "./sizes";

/** Gradient through ReLU, in place: `dy[i] = y[i] > 0 ? dy[i] : 0`. dy (n) | y (n): the output. n a multiple of 4. */
export function reluBackward(dy: usize, y: usize, n: usize): void {
  assertVectors(dy, n);
  assertVectors(y, n);
  const bytes = n << F32_SHIFT;
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += VECTOR) {
    v128.store(dy + i, v128.and(v128.load(dy + i), f32x4.gt(v128.load(y + i), zero)));
  }
}
