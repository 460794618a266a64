// Register tiles: AssemblyScript can neither return several vectors nor index locals, so the repetition is meant.
import { assertVectors, F32_SHIFT, VECTOR } from "./sizes";

/** The same number of four rows: a column. */
function column(x: usize, xRow: usize): v128 {
  let c = v128.load32_zero(x);
  c = v128.load32_lane(x + xRow, c, 1);
  x += xRow << 1;
  c = v128.load32_lane(x, c, 2);
  return v128.load32_lane(x + xRow, c, 3);
}

/** One query x eight rows: two sums in registers, which need not wait for each other. */
function eightRows(y: usize, q: usize, x: usize, D: usize): void {
  const xRow = D << F32_SHIFT;
  const half = xRow << 2;
  let a = f32x4.splat(0);
  let b = a;
  const end = q + xRow;
  const whole = q + (xRow & ~15);
  for (; q < whole; q += VECTOR) {
    // Four numbers of four rows, turned into four columns.
    let r0 = v128.load(x);
    let r1 = v128.load(x + xRow);
    let r2 = v128.load(x + (xRow << 1));
    let r3 = v128.load(x + (xRow << 1) + xRow);
    let t0 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    let t1 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    let t2 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    let t3 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    const v0 = v128.load32_splat(q);
    const v1 = v128.load32_splat(q, 4);
    const v2 = v128.load32_splat(q, 8);
    const v3 = v128.load32_splat(q, 12);
    let s = f32x4.sub(v0, v128.shuffle<i64>(t0, t1, 0, 2));
    a = f32x4.add(a, f32x4.mul(s, s));
    s = f32x4.sub(v1, v128.shuffle<i64>(t0, t1, 1, 3));
    a = f32x4.add(a, f32x4.mul(s, s));
    s = f32x4.sub(v2, v128.shuffle<i64>(t2, t3, 0, 2));
    a = f32x4.add(a, f32x4.mul(s, s));
    s = f32x4.sub(v3, v128.shuffle<i64>(t2, t3, 1, 3));
    a = f32x4.add(a, f32x4.mul(s, s));
    const z = x + half;
    r0 = v128.load(z);
    r1 = v128.load(z + xRow);
    r2 = v128.load(z + (xRow << 1));
    r3 = v128.load(z + (xRow << 1) + xRow);
    t0 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    t1 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    t2 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    t3 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    s = f32x4.sub(v0, v128.shuffle<i64>(t0, t1, 0, 2));
    b = f32x4.add(b, f32x4.mul(s, s));
    s = f32x4.sub(v1, v128.shuffle<i64>(t0, t1, 1, 3));
    b = f32x4.add(b, f32x4.mul(s, s));
    s = f32x4.sub(v2, v128.shuffle<i64>(t2, t3, 0, 2));
    b = f32x4.add(b, f32x4.mul(s, s));
    s = f32x4.sub(v3, v128.shuffle<i64>(t2, t3, 1, 3));
    b = f32x4.add(b, f32x4.mul(s, s));
    x += VECTOR;
  }
  for (; q < end; q += 4) {
    const v = v128.load32_splat(q);
    let s = f32x4.sub(v, column(x, xRow));
    a = f32x4.add(a, f32x4.mul(s, s));
    s = f32x4.sub(v, column(x + half, xRow));
    b = f32x4.add(b, f32x4.mul(s, s));
    x += 4;
  }
  v128.store(y, a);
  v128.store(y, b, VECTOR);
}

/** Four queries x four rows: what turning them into columns costs is shared. */
function fourQueries(y: usize, yRow: usize, q: usize, x: usize, D: usize): void {
  const xRow = D << F32_SHIFT;
  const q1 = xRow;
  const q2 = xRow << 1;
  const q3 = q2 + xRow;
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  const end = q + xRow;
  const whole = q + (xRow & ~15);
  for (; q < whole; q += VECTOR) {
    const r0 = v128.load(x);
    const r1 = v128.load(x + xRow);
    const r2 = v128.load(x + (xRow << 1));
    const r3 = v128.load(x + (xRow << 1) + xRow);
    let t0 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    let t1 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const c0 = v128.shuffle<i64>(t0, t1, 0, 2);
    const c1 = v128.shuffle<i64>(t0, t1, 1, 3);
    t0 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    t1 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    const c2 = v128.shuffle<i64>(t0, t1, 0, 2);
    const c3 = v128.shuffle<i64>(t0, t1, 1, 3);
    let s = f32x4.sub(v128.load32_splat(q), c0);
    a = f32x4.add(a, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q1), c0);
    b = f32x4.add(b, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q2), c0);
    c = f32x4.add(c, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q3), c0);
    d = f32x4.add(d, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q, 4), c1);
    a = f32x4.add(a, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q1, 4), c1);
    b = f32x4.add(b, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q2, 4), c1);
    c = f32x4.add(c, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q3, 4), c1);
    d = f32x4.add(d, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q, 8), c2);
    a = f32x4.add(a, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q1, 8), c2);
    b = f32x4.add(b, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q2, 8), c2);
    c = f32x4.add(c, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q3, 8), c2);
    d = f32x4.add(d, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q, 12), c3);
    a = f32x4.add(a, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q1, 12), c3);
    b = f32x4.add(b, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q2, 12), c3);
    c = f32x4.add(c, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q3, 12), c3);
    d = f32x4.add(d, f32x4.mul(s, s));
    x += VECTOR;
  }
  for (; q < end; q += 4) {
    const c0 = column(x, xRow);
    let s = f32x4.sub(v128.load32_splat(q), c0);
    a = f32x4.add(a, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q1), c0);
    b = f32x4.add(b, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q2), c0);
    c = f32x4.add(c, f32x4.mul(s, s));
    s = f32x4.sub(v128.load32_splat(q + q3), c0);
    d = f32x4.add(d, f32x4.mul(s, s));
    x += 4;
  }
  v128.store(y, a);
  v128.store(y + yRow, b);
  y += yRow << 1;
  v128.store(y, c);
  v128.store(y + yRow, d);
}

/** The least and the greatest of each lane; NaN where there is one. */
function bound(bounds: usize, y: usize, yRow: usize): void {
  let least = v128.load(y);
  let greatest = least;
  const end = y + yRow;
  for (y += VECTOR; y < end; y += VECTOR) {
    const v = v128.load(y);
    least = f32x4.min(least, v);
    greatest = f32x4.max(greatest, v);
  }
  v128.store(bounds, least);
  v128.store(bounds, greatest, VECTOR);
}

/**
 * Squared Euclidean distances of queries to embeddings that lie row by row, as files have them:
 * `y[n, m] = sum over d of (q[n, d] - x[m, d])^2`, in the order of d; and of each query's what bounds them, so that most
 * blocks of a long search need no second look.
 *
 * Overwrites y (N, M) and bounds (N, 2, 4), where `bounds[n, 0, l]` and `bounds[n, 1, l]` are the least and the greatest of
 * `y[n, m]` with m of remainder l by 4, NaN where one of them is; from queries q (N, D) and embeddings x (M, D). All f32; y
 * and bounds 16-byte aligned. Any N, D >= 1; M a multiple of 8. Lanes run over the embeddings: the bits are those of
 * `squaredDistances`.
 */
export function rowDistances(y: usize, bounds: usize, q: usize, x: usize, N: usize, D: usize, M: usize): void {
  assertVectors(y, M);
  assertVectors(bounds, M);
  assert((M & 7) == 0);
  const xRow = D << F32_SHIFT;
  const yRow = M << F32_SHIFT;
  const end = y + N * yRow;
  let n: usize = 0;
  for (; n + 4 <= N; n += 4) {
    for (let m: usize = 0; m < M; m += 4) fourQueries(y + (m << F32_SHIFT), yRow, q, x + m * xRow, D);
    q += xRow << 2;
    y += yRow << 2;
  }
  for (; n < N; n++) {
    for (let m: usize = 0; m < M; m += 8) eightRows(y + (m << F32_SHIFT), q, x + m * xRow, D);
    q += xRow;
    y += yRow;
  }
  for (y = end - N * yRow; y < end; y += yRow) {
    bound(bounds, y, yRow);
    bounds += 2 * VECTOR;
  }
}
