// Register tiles: AssemblyScript can neither return several vectors nor index locals, so the repetition is meant.
import { assertVectors, F32_SHIFT, VECTOR } from "./sizes";

function finish(y: usize, sum: v128, relu: i32): void {
  v128.store(y, relu ? f32x4.pmax(f32x4.splat(0), sum) : sum);
}

/** Four rows x eight outputs: eight sums in registers. */
function fourRows(y: usize, x: usize, w: usize, b: usize, xRow: usize, yRow: usize, relu: i32): void {
  let a00 = v128.load(b);
  let a01 = v128.load(b, VECTOR);
  let a10 = a00;
  let a11 = a01;
  let a20 = a00;
  let a21 = a01;
  let a30 = a00;
  let a31 = a01;
  const x1 = xRow;
  const x2 = xRow << 1;
  const x3 = x2 + xRow;
  const end = x + xRow;
  for (; x < end; x += 4) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, VECTOR);
    let v = v128.load32_splat(x);
    a00 = f32x4.add(a00, f32x4.mul(v, w0));
    a01 = f32x4.add(a01, f32x4.mul(v, w1));
    v = v128.load32_splat(x + x1);
    a10 = f32x4.add(a10, f32x4.mul(v, w0));
    a11 = f32x4.add(a11, f32x4.mul(v, w1));
    v = v128.load32_splat(x + x2);
    a20 = f32x4.add(a20, f32x4.mul(v, w0));
    a21 = f32x4.add(a21, f32x4.mul(v, w1));
    v = v128.load32_splat(x + x3);
    a30 = f32x4.add(a30, f32x4.mul(v, w0));
    a31 = f32x4.add(a31, f32x4.mul(v, w1));
    w += yRow;
  }
  finish(y, a00, relu);
  finish(y + VECTOR, a01, relu);
  y += yRow;
  finish(y, a10, relu);
  finish(y + VECTOR, a11, relu);
  y += yRow;
  finish(y, a20, relu);
  finish(y + VECTOR, a21, relu);
  y += yRow;
  finish(y, a30, relu);
  finish(y + VECTOR, a31, relu);
}

/** One row x sixteen outputs. */
function oneRow(y: usize, x: usize, w: usize, b: usize, xRow: usize, yRow: usize, relu: i32): void {
  let a0 = v128.load(b);
  let a1 = v128.load(b, VECTOR);
  let a2 = v128.load(b, 2 * VECTOR);
  let a3 = v128.load(b, 3 * VECTOR);
  const end = x + xRow;
  for (; x < end; x += 4) {
    const v = v128.load32_splat(x);
    a0 = f32x4.add(a0, f32x4.mul(v, v128.load(w)));
    a1 = f32x4.add(a1, f32x4.mul(v, v128.load(w, VECTOR)));
    a2 = f32x4.add(a2, f32x4.mul(v, v128.load(w, 2 * VECTOR)));
    a3 = f32x4.add(a3, f32x4.mul(v, v128.load(w, 3 * VECTOR)));
    w += yRow;
  }
  finish(y, a0, relu);
  finish(y + VECTOR, a1, relu);
  finish(y + 2 * VECTOR, a2, relu);
  finish(y + 3 * VECTOR, a3, relu);
}

/** One row x four outputs: the tail. */
function oneVector(y: usize, x: usize, w: usize, b: usize, xRow: usize, yRow: usize, relu: i32): void {
  let sum = v128.load(b);
  const end = x + xRow;
  for (; x < end; x += 4) {
    sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(x), v128.load(w)));
    w += yRow;
  }
  finish(y, sum, relu);
}

/**
 * Dense (fully connected) forward: `y[n, o] = b[o] + sum over i of x[n, i] * w[i, o]`, through ReLU if `relu`.
 *
 * Overwrites y. y (N, O) | x (N, I) | w (I, O) | b (O). Any N, I >= 1; O a multiple of 4.
 * With the transposed weights and a bias of zeros it is also the gradient of a dense layer's input.
 * Lanes run over o; each sum adds the bias, then i in order.
 */
export function denseForward(
  y: usize, x: usize, w: usize, b: usize, N: usize, I: usize, O: usize, relu: i32,
): void {
  assertVectors(y, O);
  assertVectors(w, O);
  assertVectors(b, O);
  const xRow = I << F32_SHIFT;
  const yRow = O << F32_SHIFT;
  let n: usize = 0;
  for (; n + 4 <= N; n += 4) {
    let o: usize = 0;
    for (; o + 2 * VECTOR <= yRow; o += 2 * VECTOR) fourRows(y + o, x, w + o, b + o, xRow, yRow, relu);
    if (o < yRow) {
      for (let r: usize = 0; r < 4; r++) oneVector(y + r * yRow + o, x + r * xRow, w + o, b + o, xRow, yRow, relu);
    }
    x += 4 * xRow;
    y += 4 * yRow;
  }
  for (; n < N; n++) {
    let o: usize = 0;
    for (; o + 4 * VECTOR <= yRow; o += 4 * VECTOR) oneRow(y + o, x, w + o, b + o, xRow, yRow, relu);
    for (; o < yRow; o += VECTOR) oneVector(y + o, x, w + o, b + o, xRow, yRow, relu);
    x += xRow;
    y += yRow;
  }
}
