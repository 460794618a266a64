// Several sums at a time keep a scalar processor busy: the repetition is meant.
import type { Views } from "./views.ts";

const { fround } = Math;
const SIDE = 5;
const POINTS = 25;

/** `G g`: five numbers from three, `step` elements apart. */
function filterRow(f32: Float32Array, u: number, step: number, g0: number, g1: number, g2: number): void {
  const outer = fround(g0 + g2);
  f32[u] = g0 * 0.5;
  f32[u + step] = -fround(fround(outer + g1) * 0.5);
  f32[u + 2 * step] = fround(g1 - outer) * fround(1 / 6);
  f32[u + 3 * step] = fround(fround(g0 + fround(g1 + g1)) + fround(g2 * 4)) * fround(1 / 6);
  f32[u + 4 * step] = g2;
}

/** `B^T d`: five numbers from five, `step` elements apart. */
function inputRow(
  f32: Float32Array,
  t: number,
  step: number,
  d0: number,
  d1: number,
  d2: number,
  d3: number,
  d4: number,
): void {
  const a = fround(d3 - d1);
  const b = fround(d0 - d2);
  const c = fround(d1 - d2);
  f32[t] = a + fround(b + b);
  f32[t + step] = a - fround(d1 + d2);
  f32[t + 2 * step] = fround(d3 - d2) + fround(c + c);
  f32[t + 3 * step] = a;
  f32[t + 4 * step] = fround(d4 - d2) - fround(a + a);
}

/** Scalar twin of winogradFilters in assembly/winograd.ts. */
export function winogradFilters({ f32 }: Views, u: number, w: number, C: number, K: number): void {
  const point = C * K;
  for (let e = 0; e < point; e++) {
    const to = (u >> 2) + e;
    for (let s = 0; s < 3; s++) {
      const g = (w >> 2) + e + s * point;
      filterRow(f32, to + s * point, SIDE * point, f32[g], f32[g + 3 * point], f32[g + 6 * point]);
    }
    for (let row = to; row < to + POINTS * point; row += SIDE * point) {
      filterRow(f32, row, point, f32[row], f32[row + point], f32[row + 2 * point]);
    }
  }
}

function transformInput(f32: Float32Array, v: number, t: number, x: number, xRow: number, PW: number, C: number): void {
  const length = (3 * PW + 2) * C;
  for (let e = 0; e < length; e++) {
    const p = x + e;
    inputRow(f32, t + e, length, f32[p], f32[p + xRow], f32[p + 2 * xRow], f32[p + 3 * xRow], f32[p + 4 * xRow]);
  }
  const point = PW * C;
  for (let i = 0; i < SIDE; i++) {
    for (let j = 0; j < PW; j++) {
      for (let c = 0; c < C; c++) {
        const p = t + i * length + 3 * j * C + c;
        const to = v + i * SIDE * point + j * C + c;
        inputRow(f32, to, point, f32[p], f32[p + C], f32[p + 2 * C], f32[p + 3 * C], f32[p + 4 * C]);
      }
    }
  }
}

/** One point's product for all windows of a row; four channels at a time keep a scalar processor busy. */
function multiply(f32: Float32Array, m: number, v: number, u: number, PW: number, C: number, K: number): void {
  for (let j = 0; j < PW; j++) {
    for (let k = 0; k < K; k += 4) {
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      let weight = u + k;
      for (let c = 0; c < C; c++) {
        const x = f32[v + j * C + c];
        sum0 = fround(sum0 + fround(x * f32[weight]));
        sum1 = fround(sum1 + fround(x * f32[weight + 1]));
        sum2 = fround(sum2 + fround(x * f32[weight + 2]));
        sum3 = fround(sum3 + fround(x * f32[weight + 3]));
        weight += K;
      }
      const to = m + j * K + k;
      f32[to] = sum0;
      f32[to + 1] = sum1;
      f32[to + 2] = sum2;
      f32[to + 3] = sum3;
    }
  }
}

/** `A^T m` down the five columns of points: three rows of five, into z. */
function transformColumns(f32: Float32Array, z: number, m: number, point: number): void {
  const down = SIDE * point;
  for (let i = 0; i < SIDE; i++) {
    const p = m + i * point;
    const m1 = f32[p + down];
    const m2 = f32[p + 2 * down];
    const m3 = f32[p + 3 * down];
    const sum = fround(m1 + m2);
    const twice = fround(m3 + m3);
    f32[z + i] = fround(f32[p] + sum) + m3;
    f32[z + SIDE + i] = fround(m1 - m2) + twice;
    f32[z + 2 * SIDE + i] = fround(sum + fround(twice + twice)) + f32[p + 4 * down];
  }
}

/** Scalar twin of assembly/winograd.ts. */
export function winogradPoolForward(
  { f32, i32 }: Views,
  y: number,
  argmax: number,
  x: number,
  u: number,
  b: number,
  scratch: number,
  N: number,
  xImage: number,
  xRow: number,
  C: number,
  PH: number,
  PW: number,
  K: number,
  relu: number,
): void {
  const v = scratch >> 2;
  const m = v + POINTS * PW * C;
  const t = m + POINTS * PW * K;
  const z = t + SIDE * (3 * PW + 2) * C;
  let out = y >> 2;
  let win = argmax >> 2;
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < PH; i++) {
      const row = 3 * i * xRow;
      transformInput(f32, v, t, (x >> 2) + n * xImage + row, xRow, PW, C);
      for (let p = 0; p < POINTS; p++) multiply(f32, m + p * PW * K, v + p * PW * C, (u >> 2) + p * C * K, PW, C, K);
      for (let j = 0; j < PW; j++) {
        for (let k = 0; k < K; k++) {
          transformColumns(f32, z, m + j * K + k, PW * K);
          const bias = f32[(b >> 2) + k];
          const at = row + 3 * j * C;
          let best = 0;
          let where = at;
          for (let p = 0; p < 3; p++) {
            const from = z + p * SIDE;
            const m1 = f32[from + 1];
            const m2 = f32[from + 2];
            const m3 = f32[from + 3];
            const sum = fround(m1 + m2);
            const twice = fround(m3 + m3);
            const y0 = fround(fround(fround(f32[from] + sum) + m3) + bias);
            const y1 = fround(fround(fround(m1 - m2) + twice) + bias);
            const y2 = fround(fround(fround(sum + fround(twice + twice)) + f32[from + 4]) + bias);
            const here = at + p * xRow;
            if (p === 0 || y0 > best) {
              best = y0;
              where = here;
            }
            if (y1 > best) {
              best = y1;
              where = here + C;
            }
            if (y2 > best) {
              best = y2;
              where = here + 2 * C;
            }
          }
          f32[out++] = relu && !(best > 0) ? 0 : best;
          i32[win++] = where;
        }
      }
    }
  }
}
