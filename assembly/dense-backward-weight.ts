// Register tiles: AssemblyScript can neither return several vectors nor index locals, so the repetition is meant.
import { assertVectors, F32_SHIFT, VECTOR } from "./sizes";

function accumulate(dw: usize, sum: v128): void {
  v128.store(dw, f32x4.add(v128.load(dw), sum));
}

/** Four inputs x eight outputs: eight sums in registers. */
function fourInputs(dw: usize, x: usize, dz: usize, N: usize, xRow: usize, dzRow: usize): void {
  let a00 = f32x4.splat(0);
  let a01 = a00;
  let a10 = a00;
  let a11 = a00;
  let a20 = a00;
  let a21 = a00;
  let a30 = a00;
  let a31 = a00;
  for (let n: usize = 0; n < N; n++) {
    const g0 = v128.load(dz);
    const g1 = v128.load(dz, VECTOR);
    let v = v128.load32_splat(x);
    a00 = f32x4.add(a00, f32x4.mul(v, g0));
    a01 = f32x4.add(a01, f32x4.mul(v, g1));
    v = v128.load32_splat(x, 4);
    a10 = f32x4.add(a10, f32x4.mul(v, g0));
    a11 = f32x4.add(a11, f32x4.mul(v, g1));
    v = v128.load32_splat(x, 8);
    a20 = f32x4.add(a20, f32x4.mul(v, g0));
    a21 = f32x4.add(a21, f32x4.mul(v, g1));
    v = v128.load32_splat(x, 12);
    a30 = f32x4.add(a30, f32x4.mul(v, g0));
    a31 = f32x4.add(a31, f32x4.mul(v, g1));
    x += xRow;
    dz += dzRow;
  }
  accumulate(dw, a00);
  accumulate(dw + VECTOR, a01);
  dw += dzRow;
  accumulate(dw, a10);
  accumulate(dw + VECTOR, a11);
  dw += dzRow;
  accumulate(dw, a20);
  accumulate(dw + VECTOR, a21);
  dw += dzRow;
  accumulate(dw, a30);
  accumulate(dw + VECTOR, a31);
}

function oneVector(dw: usize, x: usize, dz: usize, N: usize, xRow: usize, dzRow: usize): void {
  let sum = f32x4.splat(0);
  for (let n: usize = 0; n < N; n++) {
    sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(x), v128.load(dz)));
    x += xRow;
    dz += dzRow;
  }
  accumulate(dw, sum);
}

/**
 * Gradient of a dense layer's weights: `dw[i, o] += sum over n of x[n, i] * dz[n, o]`.
 *
 * Adds into dw; each sum starts at 0 and runs over n in order. dw (I, O) | x (N, I) | dz (N, O).
 * Any N, I >= 1; O a multiple of 4. Lanes run over o.
 */
export function denseBackwardWeight(dw: usize, x: usize, dz: usize, N: usize, I: usize, O: usize): void {
  assertVectors(dw, O);
  assertVectors(dz, O);
  const xRow = I << F32_SHIFT;
  const dzRow = O << F32_SHIFT;
  const pairs = dzRow & ~(2 * VECTOR - 1);
  let i: usize = 0;
  for (; i + 4 <= I; i += 4) {
    let o: usize = 0;
    for (; o < pairs; o += 2 * VECTOR) fourInputs(dw + o, x, dz + o, N, xRow, dzRow);
    if (o < dzRow) {
      for (let j: usize = 0; j < 4; j++) oneVector(dw + j * dzRow + o, x + (j << F32_SHIFT), dz + o, N, xRow, dzRow);
    }
    x += 4 << F32_SHIFT;
    dw += 4 * dzRow;
  }
  for (; i < I; i++) {
    for (let o: usize = 0; o < dzRow; o += VECTOR) oneVector(dw + o, x, dz + o, N, xRow, dzRow);
    x += 4;
    dw += dzRow;
  }
}
