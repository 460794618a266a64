// Convolution 3x3 with max-pooling 3x3 by Winograd's minimal filtering F(3x3, 3x3) (Lavin and Gray 2016, section 4):
// the nine outputs of a pooling window from its 5x5 patch by 25 multiplications a channel where the plain sums take 81.
// The transforms are those of the points 0, 1, -1, 2 and infinity. Its register tiles repeat themselves, as those of
// convPoolForward do.
import { storePooled } from "./conv-pool-windows";
import { assertImage, assertVectors, F32_SHIFT, VECTOR } from "./sizes";

const SIDE: usize = 5;
const POINTS: usize = 25;

/** Five times five numbers from a filter's three times three: `u = G g G^T`, four output channels at a time. */
function filterRow(u: usize, step: usize, g0: v128, g1: v128, g2: v128): void {
  const half = f32x4.splat(0.5);
  const sixth = f32x4.splat(1.0 / 6.0);
  const outer = f32x4.add(g0, g2);
  const twice = f32x4.add(g1, g1);
  const four = f32x4.mul(g2, f32x4.splat(4));
  v128.store(u, f32x4.mul(g0, half));
  v128.store(u + step, f32x4.neg(f32x4.mul(f32x4.add(outer, g1), half)));
  v128.store(u + 2 * step, f32x4.mul(f32x4.sub(g1, outer), sixth));
  v128.store(u + 3 * step, f32x4.mul(f32x4.add(f32x4.add(g0, twice), four), sixth));
  v128.store(u + 4 * step, g2);
}

/**
 * The transformed filters that winogradPoolForward multiplies with. Overwrites u (25, C, K) from w (3, 3, C, K).
 * Any C; K a multiple of 4.
 */
export function winogradFilters(u: usize, w: usize, C: usize, K: usize): void {
  assertVectors(u, K);
  assertVectors(w, K);
  const point = (C * K) << F32_SHIFT;
  for (let e: usize = 0; e < point; e += VECTOR) {
    // Down the columns into the first three of each row's five places, then along the rows in place.
    for (let s: usize = 0; s < 3; s++) {
      const g = w + e + s * point;
      filterRow(u + e + s * point, SIDE * point, v128.load(g), v128.load(g + 3 * point), v128.load(g + 6 * point));
    }
    for (let p: usize = 0; p < SIDE; p++) {
      const row = u + e + p * SIDE * point;
      filterRow(row, point, v128.load(row), v128.load(row + point), v128.load(row + 2 * point));
    }
  }
}

/** One dimension of the input's transform, `B^T d`: stores five vectors `step` bytes apart. */
function inputRow(t: usize, step: usize, d0: v128, d1: v128, d2: v128, d3: v128, d4: v128): void {
  const a = f32x4.sub(d3, d1);
  const b = f32x4.sub(d0, d2);
  const c = f32x4.sub(d1, d2);
  v128.store(t, f32x4.add(a, f32x4.add(b, b)));
  v128.store(t + step, f32x4.sub(a, f32x4.add(d1, d2)));
  v128.store(t + 2 * step, f32x4.add(f32x4.sub(d3, d2), f32x4.add(c, c)));
  v128.store(t + 3 * step, a);
  v128.store(t + 4 * step, f32x4.sub(f32x4.sub(d4, d2), f32x4.add(a, a)));
}

/** Transforms the five image rows from x on, PW windows wide, into v (25, PW, C); t is room for 5 of those rows. */
function transformInput(v: usize, t: usize, x: usize, rowBytes: usize, PW: usize, cBytes: usize): void {
  const length = (PW * 3 + 2) * cBytes;
  for (let e: usize = 0; e < length; e += VECTOR) {
    let p = x + e;
    const d0 = v128.load(p);
    p += rowBytes;
    const d1 = v128.load(p);
    p += rowBytes;
    const d2 = v128.load(p);
    p += rowBytes;
    inputRow(t + e, length, d0, d1, d2, v128.load(p), v128.load(p + rowBytes));
  }
  const point = PW * cBytes;
  for (let i: usize = 0; i < SIDE; i++) {
    let row = t;
    for (let j: usize = 0; j < PW; j++) {
      for (let c: usize = 0; c < cBytes; c += VECTOR) {
        let p = row + c;
        const d0 = v128.load(p);
        p += cBytes;
        const d1 = v128.load(p);
        p += cBytes;
        const d2 = v128.load(p);
        p += cBytes;
        inputRow(v, point, d0, d1, d2, v128.load(p), v128.load(p + cBytes));
        v += VECTOR;
      }
      row += 3 * cBytes;
    }
    v += 4 * point;
    t += length;
  }
}

/** Three windows by eight channels of one point's product, `m[j, k] = sum over c of v[j, c] * u[c, k]`. */
function threeWindows(m: usize, v: usize, u: usize, cBytes: usize, kBytes: usize): void {
  let a00 = f32x4.splat(0);
  let a01 = a00;
  let a10 = a00;
  let a11 = a00;
  let a20 = a00;
  let a21 = a00;
  const v1 = cBytes;
  const v2 = cBytes << 1;
  for (const end = v + cBytes; v < end; v += 4) {
    const u0 = v128.load(u);
    const u1 = v128.load(u, VECTOR);
    let x = v128.load32_splat(v);
    a00 = f32x4.add(a00, f32x4.mul(x, u0));
    a01 = f32x4.add(a01, f32x4.mul(x, u1));
    x = v128.load32_splat(v + v1);
    a10 = f32x4.add(a10, f32x4.mul(x, u0));
    a11 = f32x4.add(a11, f32x4.mul(x, u1));
    x = v128.load32_splat(v + v2);
    a20 = f32x4.add(a20, f32x4.mul(x, u0));
    a21 = f32x4.add(a21, f32x4.mul(x, u1));
    u += kBytes;
  }
  v128.store(m, a00);
  v128.store(m, a01, VECTOR);
  m += kBytes;
  v128.store(m, a10);
  v128.store(m, a11, VECTOR);
  m += kBytes;
  v128.store(m, a20);
  v128.store(m, a21, VECTOR);
}

/** One window by eight channels of one point's product. */
function oneWindow(m: usize, v: usize, u: usize, cBytes: usize, kBytes: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  for (const end = v + cBytes; v < end; v += 4) {
    const x = v128.load32_splat(v);
    a0 = f32x4.add(a0, f32x4.mul(x, v128.load(u)));
    a1 = f32x4.add(a1, f32x4.mul(x, v128.load(u, VECTOR)));
    u += kBytes;
  }
  v128.store(m, a0);
  v128.store(m, a1, VECTOR);
}

function multiply(m: usize, v: usize, u: usize, PW: usize, cBytes: usize, kBytes: usize): void {
  for (let p: usize = 0; p < POINTS; p++) {
    for (let step: usize = 0; step < kBytes; step += 2 * VECTOR) {
      // With four channels left over the last tile begins four early and computes them again, to the same bits.
      const k = min(step, kBytes - 2 * VECTOR);
      let j: usize = 0;
      for (; j + 3 <= PW; j += 3) threeWindows(m + j * kBytes + k, v + j * cBytes, u + k, cBytes, kBytes);
      for (; j < PW; j++) oneWindow(m + j * kBytes + k, v + j * cBytes, u + k, cBytes, kBytes);
    }
    m += PW * kBytes;
    v += PW * cBytes;
    u += (cBytes >> F32_SHIFT) * kBytes;
  }
}

/**
 * The nine outputs of one window for four channels, `A^T m A` plus the bias, pooled. m: the window's place in the first
 * point's product, `point` bytes from one to the next; z: scratch for 15 vectors.
 */
function poolWindow(
  y: usize, argmax: usize, m: usize, point: usize, b: usize, at: usize, C: usize, xRow: usize, relu: i32, z: usize,
): void {
  const down = SIDE * point;
  for (let i: usize = 0; i < SIDE; i++) {
    const m1 = v128.load(m + down);
    const m2 = v128.load(m + 2 * down);
    const m3 = v128.load(m + 3 * down);
    const sum = f32x4.add(m1, m2);
    const twice = f32x4.add(m3, m3);
    v128.store(z, f32x4.add(f32x4.add(v128.load(m), sum), m3));
    v128.store(z, f32x4.add(f32x4.sub(m1, m2), twice), SIDE * VECTOR);
    v128.store(z, f32x4.add(f32x4.add(sum, f32x4.add(twice, twice)), v128.load(m + 4 * down)), 2 * SIDE * VECTOR);
    z += VECTOR;
    m += point;
  }
  z -= SIDE * VECTOR;
  const bias = v128.load(b);
  let best = f32x4.splat(0);
  let where = i32x4.splat(0);
  let distance: usize = 0; // of the row's first patch from the window's begin, in elements
  for (let p: usize = 0; p < 3; p++) {
    const m1 = v128.load(z, VECTOR);
    const m2 = v128.load(z, 2 * VECTOR);
    const m3 = v128.load(z, 3 * VECTOR);
    const sum = f32x4.add(m1, m2);
    const twice = f32x4.add(m3, m3);
    let output = f32x4.add(f32x4.add(f32x4.add(v128.load(z), sum), m3), bias);
    if (p == 0) {
      best = output;
    } else {
      where = i32x4.max_s(where, v128.and(f32x4.gt(output, best), i32x4.splat(<i32>distance)));
      best = f32x4.pmax(best, output);
    }
    output = f32x4.add(f32x4.add(f32x4.sub(m1, m2), twice), bias);
    where = i32x4.max_s(where, v128.and(f32x4.gt(output, best), i32x4.splat(<i32>(distance + C))));
    best = f32x4.pmax(best, output);
    output = f32x4.add(f32x4.add(f32x4.add(sum, f32x4.add(twice, twice)), v128.load(z, 4 * VECTOR)), bias);
    where = i32x4.max_s(where, v128.and(f32x4.gt(output, best), i32x4.splat(<i32>(distance + 2 * C))));
    best = f32x4.pmax(best, output);
    distance += xRow;
    z += SIDE * VECTOR;
  }
  storePooled(y, argmax, best, i32x4.add(where, i32x4.splat(<i32>at)), relu);
}

/**
 * What convPoolForward computes for filters 3x3 and windows 3x3, from filters that winogradFilters has transformed.
 * The sums are other ones, so the last bits are others too: within some 1e-6 of the outputs' size.
 *
 * Overwrites y, argmax. Arguments as there, but u (25, C, K), and scratch: 4 * (25 * PW * (C + K) + 5 * (3 * PW + 2) * C
 * + 60) bytes. C a multiple of 4, K a multiple of 4 and at least 8.
 */
export function winogradPoolForward(
  y: usize, argmax: usize, x: usize, u: usize, b: usize, scratch: usize, N: usize, xImage: usize, xRow: usize,
  C: usize, PH: usize, PW: usize, K: usize, relu: i32,
): void {
  assertVectors(y, K);
  assertVectors(argmax, K);
  assertVectors(u, C);
  assertVectors(b, K);
  assertVectors(scratch, 0);
  assertImage(x, xImage, xRow, PH * 3 + 2, (PW * 3 + 2) * C);
  assert(K >= 8);
  const rowBytes = xRow << F32_SHIFT;
  const cBytes = C << F32_SHIFT;
  const kBytes = K << F32_SHIFT;
  const m = scratch + POINTS * PW * cBytes;
  const t = m + POINTS * PW * kBytes;
  const z = t + SIDE * (3 * PW + 2) * cBytes;
  for (let n: usize = 0; n < N; n++) {
    for (let i: usize = 0; i < PH; i++) {
      let at = i * 3 * xRow;
      transformInput(scratch, t, x + (at << F32_SHIFT), rowBytes, PW, cBytes);
      multiply(m, scratch, u, PW, cBytes, kBytes);
      let product = m;
      for (let j: usize = 0; j < PW; j++) {
        for (let k: usize = 0; k < kBytes; k += VECTOR) {
          poolWindow(y, argmax, product, PW * kBytes, b + k, at, C, xRow, relu, z);
          y += VECTOR;
          argmax += VECTOR;
          product += VECTOR;
        }
        at += C * 3;
      }
    }
    x += xImage << F32_SHIFT;
  }
}
