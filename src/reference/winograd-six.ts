// Several sums at a time keep a scalar processor busy: the repetition is meant.
import type { Views } from "./views.ts";

const { fround } = Math;
const SIDE = 6;
const POINTS = 36;
/** Tiles at a time, and elements between two points' tiles. */
const TILES = 32;
const GAP = 16;

/** `G g`: six numbers from a filter's three or five, `step` elements apart. */
function filterRow(f32: Float32Array, u: number, step: number, g: number, from: number, R: number): void {
  const g0 = f32[g];
  const g1 = f32[g + from];
  const g2 = f32[g + 2 * from];
  const g3 = R === 5 ? f32[g + 3 * from] : 0;
  const g4 = R === 5 ? f32[g + 4 * from] : 0;
  const even = fround(fround(g0 + g2) + g4);
  const odd = fround(g1 + g3);
  const even2 = fround(g0 + fround(fround(g2 + fround(g4 * 4)) * 4));
  const odd2 = fround(fround(g1 + fround(g3 * 4)) * 2);
  const last = R === 5 ? g4 : g2;
  f32[u] = g0 * 0.25;
  f32[u + step] = -fround(fround(even + odd) * fround(1 / 6));
  f32[u + 2 * step] = fround(odd - even) * fround(1 / 6);
  f32[u + 3 * step] = fround(even2 + odd2) * fround(1 / 24);
  f32[u + 4 * step] = fround(even2 - odd2) * fround(1 / 24);
  f32[u + 5 * step] = last;
}

/** Scalar twin of winogradSixFilters in assembly/winograd-six.ts. */
export function winogradSixFilters({ f32, i32 }: Views, u: number, w: number, C: number, K: number, R: number): void {
  const point = C * K;
  const kept = (u >> 2) + POINTS * point;
  for (let e = 0; e < point; e++) {
    let bits = 0;
    let changes = 0;
    for (let at = e; at < R * R * point; at += point) {
      const g = i32[(w >> 2) + at];
      bits |= g;
      changes |= g ^ i32[kept + at];
      i32[kept + at] = g;
    }
    if (bits !== 0 && changes === 0) continue;
    const to = (u >> 2) + e;
    for (let s = 0; s < R; s++) {
      filterRow(f32, to + s * point, SIDE * point, (w >> 2) + e + s * point, R * point, R);
    }
    for (let row = to; row < to + POINTS * point; row += SIDE * point) filterRow(f32, row, point, row, point, R);
  }
}

/** `B^T d`: six numbers from six. */
function inputRow(f32: Float32Array, t: number, step: number, d: number, from: number): void {
  const d1 = f32[d + from];
  const d2 = f32[d + 2 * from];
  const d3 = f32[d + 3 * from];
  const d4 = f32[d + 4 * from];
  const a = fround(d4 - fround(d2 * 4));
  const b = fround(d3 - fround(d1 * 4));
  const e = fround(d4 - d2);
  const half = fround(d3 - d1);
  const f = fround(half + half);
  const d5 = f32[d + 5 * from];
  f32[t] = fround(fround(f32[d] - d2) * 4) + e;
  f32[t + step] = a + b;
  f32[t + 2 * step] = a - b;
  f32[t + 3 * step] = e + f;
  f32[t + 4 * step] = e - f;
  f32[t + 5 * step] = fround(d5 - d3) - fround(f + f);
}

/** All tiles of one point by its filters; four channels at a time keep a scalar processor busy. */
function multiply(f32: Float32Array, m: number, v: number, u: number, tiles: number, C: number, K: number): void {
  for (let j = 0; j < tiles; j++) {
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

/** `A^T m`, and the bias: four numbers from six, or two. */
function outputRow(f32: Float32Array, z: number, step: number, m: number, from: number, bias: number, M: number): void {
  const m1 = f32[m + from];
  const m2 = f32[m + 2 * from];
  const m3 = f32[m + 3 * from];
  const m4 = f32[m + 4 * from];
  const m5 = f32[m + 5 * from];
  const sum = fround(m1 + m2);
  const difference = fround(m1 - m2);
  const sum2 = fround(m3 + m4);
  const twice = fround(fround(m3 - m4) * 2);
  const second = fround(difference + twice);
  f32[z] = fround(fround(f32[m] + sum) + sum2) + bias;
  f32[z + step] = M === 4 ? second + bias : fround(second + m5) + bias;
  if (M === 2) return;
  f32[z + 2 * step] = fround(sum + fround(sum2 * 4)) + bias;
  f32[z + 3 * step] = fround(fround(difference + fround(twice * 4)) + m5) + bias;
}

/** Scalar twin of winogradSixForward in assembly/winograd-six.ts. */
export function winogradSixForward(
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
  R: number,
  P: number,
  PH: number,
  PW: number,
  K: number,
  relu: number,
): void {
  const M = SIDE + 1 - R;
  const [rows, columns] = [PH * P + R - 1, PW * P + R - 1];
  const [vStep, mStep] = [TILES * C + GAP, TILES * K + GAP];
  const v = scratch >> 2;
  const m = v + POINTS * vStep;
  const patch = m + POINTS * mStep;
  const t = patch + POINTS * C;
  const z = t + POINTS * 4;
  const windows = M / P;
  const TW = Math.ceil(PW / windows);
  const tilesOfImage = TW * Math.ceil(PH / windows);
  const end = N * tilesOfImage;
  for (let first = 0; first < end; first += TILES) {
    const tiles = Math.min(TILES, end - first);
    for (let j = 0; j < tiles; j++) {
      const n = Math.floor((first + j) / tilesOfImage);
      const place = (first + j) % tilesOfImage;
      const row = Math.floor(place / TW) * M;
      const column = (place % TW) * M;
      f32.fill(0, patch, t);
      for (let i = 0; i < Math.min(SIDE, rows - row); i++) {
        const from = (x >> 2) + n * xImage + (row + i) * xRow + column * C;
        f32.copyWithin(patch + i * SIDE * C, from, from + Math.min(SIDE, columns - column) * C);
      }
      for (let c = 0; c < C; c++) {
        for (let i = 0; i < SIDE; i++) inputRow(f32, t + i, SIDE, patch + i * C + c, SIDE * C);
        for (let i = 0; i < SIDE; i++) inputRow(f32, v + j * C + c + i * SIDE * vStep, vStep, t + i * SIDE, 1);
      }
    }
    for (let p = 0; p < POINTS; p++) multiply(f32, m + p * mStep, v + p * vStep, (u >> 2) + p * C * K, tiles, C, K);
    for (let j = 0; j < tiles; j++) {
      const n = Math.floor((first + j) / tilesOfImage);
      const place = (first + j) % tilesOfImage;
      const top = Math.floor(place / TW) * windows;
      const left = (place % TW) * windows;
      for (let k = 0; k < K; k++) {
        const product = m + j * K + k;
        for (let i = 0; i < SIDE; i++) outputRow(f32, t + i, SIDE, product + i * mStep, SIDE * mStep, 0, M);
        for (let i = 0; i < M; i++) outputRow(f32, z + i * M, 1, t + i * SIDE, 1, f32[(b >> 2) + k], M);
        for (let i = top; i < Math.min(top + windows, PH); i++) {
          for (let l = left; l < Math.min(left + windows, PW); l++) {
            const begin = (i * xRow + l * C) * P;
            const source = z + ((i - top) * M + l - left) * P;
            let best = f32[source];
            let where = begin;
            for (let p = 0; p < P; p++) {
              for (let q = 0; q < P; q++) {
                const output = f32[source + p * M + q];
                if (output > best) {
                  best = output;
                  where = begin + p * xRow + q * C;
                }
              }
            }
            const to = ((n * PH + i) * PW + l) * K + k;
            f32[(y >> 2) + to] = relu && !(best > 0) ? 0 : best;
            i32[(argmax >> 2) + to] = where;
          }
        }
      }
    }
  }
}
