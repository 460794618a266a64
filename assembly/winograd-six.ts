// Convolution and max-pooling by Winograd's minimal filtering with six points a side (Lavin and Gray 2016, section 4):
// F(4x4, 3x3) and F(2x2, 5x5). A tile of 6x6 pixels takes 36 multiplications a channel, where plain sums take 144 and 100.
// The transforms are those of the points 0, 1, -1, 2, -2 and infinity. What reaches beyond the image is 0, and not stored.
// The register tile repeats itself, as those of convPoolForward do.
import { storePooled } from "./conv-pool-windows";
import { assertImage, assertVectors, F32_SHIFT, VECTOR } from "./sizes";

const SIDE: usize = 6;
const POINTS: usize = 36;
/** Tiles at a time: their points, and the products of these, stay in the second cache. A multiple of 4. */
const TILES: usize = 32;
/** Bytes between two points' tiles, so that the 36 do not fall into the same lines of the first cache. */
const GAP: usize = 64;

/** Six numbers from a filter's three or five, `G g`: four output channels at a time. A filter of three ends in zeros. */
function filterRow(u: usize, step: usize, g0: v128, g1: v128, g2: v128, g3: v128, g4: v128, last: v128): void {
  const sixth = f32x4.splat(1.0 / 6.0);
  const part = f32x4.splat(1.0 / 24.0);
  const four = f32x4.splat(4);
  const even = f32x4.add(f32x4.add(g0, g2), g4);
  const odd = f32x4.add(g1, g3);
  const even2 = f32x4.add(g0, f32x4.mul(f32x4.add(g2, f32x4.mul(g4, four)), four));
  const odd2 = f32x4.mul(f32x4.add(g1, f32x4.mul(g3, four)), f32x4.splat(2));
  v128.store(u, f32x4.mul(g0, f32x4.splat(0.25)));
  v128.store(u + step, f32x4.neg(f32x4.mul(f32x4.add(even, odd), sixth)));
  v128.store(u + 2 * step, f32x4.mul(f32x4.sub(odd, even), sixth));
  v128.store(u + 3 * step, f32x4.mul(f32x4.add(even2, odd2), part));
  v128.store(u + 4 * step, f32x4.mul(f32x4.sub(even2, odd2), part));
  v128.store(u + 5 * step, last);
}

/**
 * The transformed filters that winogradSixForward multiplies with. Overwrites u (36, C, K) from w (R, R, C, K), which it
 * copies behind u: what has not changed since is not transformed again. That takes most of the time of embedding one image.
 * Any C; K a multiple of 4; R 3 or 5. At first all of u and of the copy is 0.
 */
export function winogradSixFilters(u: usize, w: usize, C: usize, K: usize, R: usize): void {
  assertVectors(u, K);
  assertVectors(w, K);
  assert(R == 3 || R == 5);
  const point = (C * K) << F32_SHIFT;
  const zero = f32x4.splat(0);
  const five = R == 5;
  const kept = u + POINTS * point;
  for (let e: usize = 0; e < point; e += VECTOR) {
    let bits = zero;
    let changes = zero;
    for (let at = e; at < R * R * point; at += point) {
      const g = v128.load(w + at);
      bits = v128.or(bits, g);
      changes = v128.or(changes, v128.xor(g, v128.load(kept + at)));
      v128.store(kept + at, g);
    }
    // Zeros are always transformed: some of their points are -0, which u does not begin with.
    if (v128.any_true(bits) && !v128.any_true(changes)) continue;
    // Down the columns into the first of each row's six places, then along the rows in place.
    for (let s: usize = 0; s < R; s++) {
      const g = w + e + s * point;
      const step = R * point;
      const g2 = v128.load(g + 2 * step);
      const g3 = five ? v128.load(g + 3 * step) : zero;
      const g4 = five ? v128.load(g + 4 * step) : zero;
      const last = five ? g4 : g2;
      filterRow(u + e + s * point, SIDE * point, v128.load(g), v128.load(g + step), g2, g3, g4, last);
    }
    for (let p: usize = 0; p < SIDE; p++) {
      const row = u + e + p * SIDE * point;
      const g2 = v128.load(row + 2 * point);
      const g3 = five ? v128.load(row + 3 * point) : zero;
      const g4 = five ? v128.load(row + 4 * point) : zero;
      const last = five ? g4 : g2;
      filterRow(row, point, v128.load(row), v128.load(row + point), g2, g3, g4, last);
    }
  }
}

/** One dimension of the input's transform, `B^T d`, of the six vectors `from` bytes apart: stored `step` bytes apart. */
function inputRow(t: usize, step: usize, d: usize, from: usize): void {
  const four = f32x4.splat(4);
  const d0 = v128.load(d);
  d += from;
  const d1 = v128.load(d);
  d += from;
  const d2 = v128.load(d);
  d += from;
  const d3 = v128.load(d);
  d += from;
  const d4 = v128.load(d);
  const d5 = v128.load(d + from);
  const a = f32x4.sub(d4, f32x4.mul(d2, four));
  const b = f32x4.sub(d3, f32x4.mul(d1, four));
  const e = f32x4.sub(d4, d2);
  const half = f32x4.sub(d3, d1);
  const f = f32x4.add(half, half);
  v128.store(t, f32x4.add(f32x4.mul(f32x4.sub(d0, d2), four), e));
  t += step;
  v128.store(t, f32x4.add(a, b));
  t += step;
  v128.store(t, f32x4.sub(a, b));
  t += step;
  v128.store(t, f32x4.add(e, f));
  t += step;
  v128.store(t, f32x4.sub(e, f));
  t += step;
  v128.store(t, f32x4.sub(f32x4.sub(d5, d3), f32x4.add(f, f)));
}

/** Transforms one tile's pixels, from x on, into its places in v, `step` bytes from point to point; t: 36 vectors. */
function transformTile(v: usize, step: usize, t: usize, x: usize, rowBytes: usize, cBytes: usize): void {
  for (let c: usize = 0; c < cBytes; c += VECTOR) {
    const d = x + c;
    for (let j: usize = 0; j < SIDE; j++) inputRow(t + j * VECTOR, SIDE * VECTOR, d + j * cBytes, rowBytes);
    for (let i: usize = 0; i < SIDE; i++) {
      inputRow(v + c + i * SIDE * step, step, t + i * SIDE * VECTOR, VECTOR);
    }
  }
}

/** Copies a tile that reaches beyond the image, of which it has so many rows, and columns in bytes. */
function copyTile(to: usize, x: usize, rowBytes: usize, cBytes: usize, rows: usize, columns: usize): void {
  memory.fill(to, 0, POINTS * cBytes);
  for (let i: usize = 0; i < rows; i++) memory.copy(to + i * SIDE * cBytes, x + i * rowBytes, columns);
}

/** Four tiles by eight channels of one point's product, `m[t, k] = sum over c of v[t, c] * u[c, k]`. */
function multiplyFour(m: usize, v: usize, u: usize, cBytes: usize, kBytes: usize): void {
  let a00 = f32x4.splat(0);
  let a01 = a00;
  let a10 = a00;
  let a11 = a00;
  let a20 = a00;
  let a21 = a00;
  let a30 = a00;
  let a31 = a00;
  const v2 = cBytes << 1;
  const v3 = v2 + cBytes;
  for (const end = v + cBytes; v < end; v += 4) {
    const u0 = v128.load(u);
    const u1 = v128.load(u, VECTOR);
    let x = v128.load32_splat(v);
    a00 = f32x4.add(a00, f32x4.mul(x, u0));
    a01 = f32x4.add(a01, f32x4.mul(x, u1));
    x = v128.load32_splat(v + cBytes);
    a10 = f32x4.add(a10, f32x4.mul(x, u0));
    a11 = f32x4.add(a11, f32x4.mul(x, u1));
    x = v128.load32_splat(v + v2);
    a20 = f32x4.add(a20, f32x4.mul(x, u0));
    a21 = f32x4.add(a21, f32x4.mul(x, u1));
    x = v128.load32_splat(v + v3);
    a30 = f32x4.add(a30, f32x4.mul(x, u0));
    a31 = f32x4.add(a31, f32x4.mul(x, u1));
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
  m += kBytes;
  v128.store(m, a30);
  v128.store(m, a31, VECTOR);
}

/** All points' products. The tiles are taken by fours: what is beyond the last one is of no use, and does no harm. */
function multiply(m: usize, v: usize, u: usize, tiles: usize, cBytes: usize, kBytes: usize): void {
  for (let p: usize = 0; p < POINTS; p++) {
    for (let step: usize = 0; step < kBytes; step += 2 * VECTOR) {
      // With four channels left over the last step begins four early and computes them again, to the same bits.
      const k = min(step, kBytes - 2 * VECTOR);
      for (let j: usize = 0; j < tiles; j += 4) multiplyFour(m + j * kBytes + k, v + j * cBytes, u + k, cBytes, kBytes);
    }
    m += TILES * kBytes + GAP;
    v += TILES * cBytes + GAP;
    u += (cBytes >> F32_SHIFT) * kBytes;
  }
}

/** One dimension of the output's transform, `A^T m`: four numbers, or two, from six. */
function outputRow(z: usize, step: usize, m: usize, from: usize, bias: v128, four: bool): void {
  const m0 = v128.load(m);
  m += from;
  const m1 = v128.load(m);
  m += from;
  const m2 = v128.load(m);
  m += from;
  const m3 = v128.load(m);
  m += from;
  const m4 = v128.load(m);
  const m5 = v128.load(m + from);
  const sum = f32x4.add(m1, m2);
  const difference = f32x4.sub(m1, m2);
  const sum2 = f32x4.add(m3, m4);
  const twice = f32x4.mul(f32x4.sub(m3, m4), f32x4.splat(2));
  v128.store(z, f32x4.add(f32x4.add(f32x4.add(m0, sum), sum2), bias));
  z += step;
  const second = f32x4.add(difference, twice);
  if (!four) {
    v128.store(z, f32x4.add(f32x4.add(second, m5), bias));
    return;
  }
  const times4 = f32x4.splat(4);
  v128.store(z, f32x4.add(second, bias));
  z += step;
  v128.store(z, f32x4.add(f32x4.add(sum, f32x4.mul(sum2, times4)), bias));
  z += step;
  v128.store(z, f32x4.add(f32x4.add(f32x4.add(difference, f32x4.mul(twice, times4)), m5), bias));
}

/**
 * What convPoolForward computes for filters 3x3 and windows of 1, 2 or 4, or filters 5x5 and windows of 1 or 2, from
 * filters that winogradSixFilters has transformed. The sums are other ones: within some 1e-5 of the outputs' size.
 *
 * Overwrites y, argmax. Arguments as there, but u (36, C, K), and scratch: 144 * (32 * (C + K) + C + 80) bytes.
 * C a multiple of 4, K a multiple of 4 and at least 8. An output's bits do not depend on the images beside its own.
 */
export function winogradSixForward(
  y: usize, argmax: usize, x: usize, u: usize, b: usize, scratch: usize, N: usize, xImage: usize, xRow: usize,
  C: usize, R: usize, P: usize, PH: usize, PW: usize, K: usize, relu: i32,
): void {
  assertVectors(y, K);
  assertVectors(argmax, K);
  assertVectors(u, C);
  assertVectors(b, K);
  assertVectors(scratch, 0);
  const M = SIDE + 1 - R; // outputs along a tile's side
  const rows = PH * P + R - 1;
  const columns = PW * P + R - 1;
  assertImage(x, xImage, xRow, rows, columns * C);
  assert(K >= 8 && (R == 3 || R == 5) && M % P == 0);
  const rowBytes = xRow << F32_SHIFT;
  const cBytes = C << F32_SHIFT;
  const kBytes = K << F32_SHIFT;
  const vStep = TILES * cBytes + GAP;
  const mStep = TILES * kBytes + GAP;
  const m = scratch + POINTS * vStep;
  const patch = m + POINTS * mStep;
  const t = patch + POINTS * cBytes;
  const z = t + POINTS * VECTOR;
  const windows = M / P; // along a tile's side
  const TW = (PW + windows - 1) / windows;
  const image = TW * ((PH + windows - 1) / windows);
  const none = f32x4.splat(0);
  for (let first: usize = 0, end = N * image; first < end; first += TILES) {
    const tiles = min(TILES, end - first);
    for (let j: usize = 0; j < tiles; j++) {
      const n = (first + j) / image;
      const place = (first + j) % image;
      const row = (place / TW) * M;
      const column = (place % TW) * M;
      let from = x + ((n * xImage + row * xRow + column * C) << F32_SHIFT);
      let step = rowBytes;
      if (row + SIDE > rows || column + SIDE > columns) {
        copyTile(patch, from, rowBytes, cBytes, min(SIDE, rows - row), min(SIDE, columns - column) * cBytes);
        from = patch;
        step = SIDE * cBytes;
      }
      transformTile(scratch + j * cBytes, vStep, t, from, step, cBytes);
    }
    multiply(m, scratch, u, tiles, cBytes, kBytes);
    for (let j: usize = 0; j < tiles; j++) {
      const n = (first + j) / image;
      const place = (first + j) % image;
      const top = (place / TW) * windows;
      const left = (place % TW) * windows;
      const bottom = min(windows, PH - top);
      const right = min(windows, PW - left);
      const corner = ((n * PH + top) * PW + left) * kBytes;
      const at = (top * xRow + left * C) * P;
      for (let k: usize = 0; k < kBytes; k += VECTOR) {
        const product = m + j * kBytes + k;
        for (let i: usize = 0; i < SIDE; i++) {
          outputRow(t + i * VECTOR, SIDE * VECTOR, product + i * mStep, SIDE * mStep, none, M == 4);
        }
        const bias = v128.load(b + k);
        for (let i: usize = 0; i < M; i++) {
          outputRow(z + i * M * VECTOR, VECTOR, t + i * SIDE * VECTOR, VECTOR, bias, M == 4);
        }
        for (let i: usize = 0; i < bottom; i++) {
          for (let l: usize = 0; l < right; l++) {
            let source = z + (i * M + l) * P * VECTOR;
            let distance: usize = 0;
            let best = v128.load(source);
            let where = i32x4.splat(0);
            for (let p: usize = 0; p < P; p++) {
              for (let q: usize = 0; q < P; q++) {
                const output = v128.load(source + q * VECTOR);
                where = i32x4.max_s(where, v128.and(f32x4.gt(output, best), i32x4.splat(<i32>(distance + q * C))));
                best = f32x4.pmax(best, output);
              }
              distance += xRow;
              source += M * VECTOR;
            }
            const to = corner + (i * PW + l) * kBytes + k;
            const begin = at + (i * xRow + l * C) * P;
            storePooled(y + to, argmax + to, best, i32x4.add(where, i32x4.splat(<i32>begin)), relu);
          }
        }
      }
    }
  }
}
