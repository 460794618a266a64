// Register tiles: AssemblyScript can neither return several vectors nor index locals, so the repetition is meant.
import { assertVectors, F32_SHIFT, VECTOR } from "./sizes";

/** Four queries x eight gallery columns: eight sums in registers. */
function fourRows(y: usize, q: usize, g: usize, qRow: usize, gRow: usize): void {
  let a00 = f32x4.splat(0);
  let a01 = a00;
  let a10 = a00;
  let a11 = a00;
  let a20 = a00;
  let a21 = a00;
  let a30 = a00;
  let a31 = a00;
  const q1 = qRow;
  const q2 = qRow << 1;
  const q3 = q2 + qRow;
  const end = q + qRow;
  for (; q < end; q += 4) {
    const g0 = v128.load(g);
    const g1 = v128.load(g, VECTOR);
    let v = v128.load32_splat(q);
    let s = f32x4.sub(v, g0);
    let t = f32x4.sub(v, g1);
    a00 = f32x4.add(a00, f32x4.mul(s, s));
    a01 = f32x4.add(a01, f32x4.mul(t, t));
    v = v128.load32_splat(q + q1);
    s = f32x4.sub(v, g0);
    t = f32x4.sub(v, g1);
    a10 = f32x4.add(a10, f32x4.mul(s, s));
    a11 = f32x4.add(a11, f32x4.mul(t, t));
    v = v128.load32_splat(q + q2);
    s = f32x4.sub(v, g0);
    t = f32x4.sub(v, g1);
    a20 = f32x4.add(a20, f32x4.mul(s, s));
    a21 = f32x4.add(a21, f32x4.mul(t, t));
    v = v128.load32_splat(q + q3);
    s = f32x4.sub(v, g0);
    t = f32x4.sub(v, g1);
    a30 = f32x4.add(a30, f32x4.mul(s, s));
    a31 = f32x4.add(a31, f32x4.mul(t, t));
    g += gRow;
  }
  v128.store(y, a00);
  v128.store(y, a01, VECTOR);
  y += gRow;
  v128.store(y, a10);
  v128.store(y, a11, VECTOR);
  y += gRow;
  v128.store(y, a20);
  v128.store(y, a21, VECTOR);
  y += gRow;
  v128.store(y, a30);
  v128.store(y, a31, VECTOR);
}

/** One query x four gallery columns. */
function oneRow(y: usize, q: usize, g: usize, qRow: usize, gRow: usize): void {
  let sum = f32x4.splat(0);
  const end = q + qRow;
  for (; q < end; q += 4) {
    const s = f32x4.sub(v128.load32_splat(q), v128.load(g));
    sum = f32x4.add(sum, f32x4.mul(s, s));
    g += gRow;
  }
  v128.store(y, sum);
}

/**
 * Squared Euclidean distances of queries to a gallery: `y[n, m] = sum over d of (q[n, d] - g[d, m])^2`, in the order of
 * d.
 *
 * Overwrites y (N, M) from queries q (N, D) and the gallery g (D, M), a column an embedding. All f32; y and g 16-byte
 * aligned. Any N, D >= 1; M a multiple of 4. Lanes run over gallery columns: the scalar loop gives the same bits.
 */
export function squaredDistances(y: usize, q: usize, g: usize, N: usize, D: usize, M: usize): void {
  assertVectors(y, M);
  assertVectors(g, M);
  const qRow = D << F32_SHIFT;
  const gRow = M << F32_SHIFT;
  let n: usize = 0;
  for (; n + 4 <= N; n += 4) {
    let m: usize = 0;
    for (; m + 2 * VECTOR <= gRow; m += 2 * VECTOR) fourRows(y + m, q, g + m, qRow, gRow);
    if (m < gRow) {
      for (let i: usize = 0; i < 4; i++) oneRow(y + i * gRow + m, q + i * qRow, g + m, qRow, gRow);
    }
    q += qRow << 2;
    y += gRow << 2;
  }
  for (; n < N; n++) {
    for (let m: usize = 0; m < gRow; m += VECTOR) oneRow(y + m, q, g + m, qRow, gRow);
    q += qRow;
    y += gRow;
  }
}
