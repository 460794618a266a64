import { assertVectors, F32_SHIFT, VECTOR } from "./sizes";

/** What the length of a row is not let below: PyTorch's `normalize` has the same. */
const LEAST: f32 = 1e-12;

/** The larger of LEAST and the square root of the sum of x[i]^2, i in order: so a row's padding of zeros adds nothing. */
function length(x: usize, rowBytes: usize): f32 {
  let sum: f32 = 0;
  for (let i: usize = 0; i < rowBytes; i += 4) {
    const value = load<f32>(x + i);
    sum += value * value;
  }
  const root: f32 = sqrt<f32>(sum);
  // A NaN is kept: the comparison is for what is too small.
  return root < LEAST ? LEAST : root;
}

/**
 * Rows divided by their length: `y[n, i] = x[n, i] / max(1e-12, sqrt(sum over j of x[n, j]^2))`.
 *
 * Overwrites y (N, I) | x (N, I). Any N; I a multiple of 4. Lanes run over i; each sum over j in order.
 */
export function normaliseForward(y: usize, x: usize, N: usize, I: usize): void {
  assertVectors(y, I);
  assertVectors(x, I);
  const row = I << F32_SHIFT;
  for (let n: usize = 0; n < N; n++) {
    const divisor = f32x4.splat(length(x, row));
    for (let i: usize = 0; i < row; i += VECTOR) v128.store(y + i, f32x4.div(v128.load(x + i), divisor));
    y += row;
    x += row;
  }
}

/**
 * Gradient of normaliseForward's input: `dx[n, i] = (dy[n, i] - y[n, i] * (sum over j of y[n, j] * dy[n, j])) / length`.
 *
 * Overwrites dx (N, I) | dy, y, x (N, I). Any N; I a multiple of 4. Lanes run over i; each sum over j in order.
 */
export function normaliseBackward(dx: usize, dy: usize, y: usize, x: usize, N: usize, I: usize): void {
  assertVectors(dx, I);
  assertVectors(dy, I);
  assertVectors(y, I);
  assertVectors(x, I);
  const row = I << F32_SHIFT;
  for (let n: usize = 0; n < N; n++) {
    const divisor = f32x4.splat(length(x, row));
    let dot: f32 = 0;
    for (let j: usize = 0; j < row; j += 4) dot += load<f32>(y + j) * load<f32>(dy + j);
    const along = f32x4.splat(dot);
    for (let i: usize = 0; i < row; i += VECTOR) {
      const across = f32x4.sub(v128.load(dy + i), f32x4.mul(v128.load(y + i), along));
      v128.store(dx + i, f32x4.div(across, divisor));
    }
    dx += row;
    dy += row;
    y += row;
    x += row;
  }
}
