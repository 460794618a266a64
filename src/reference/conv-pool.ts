// Several sums at a time keep a scalar processor busy: the repetition is meant.
import type { Views } from "./views.ts";

const { fround } = Math;

/** Whether `rows` rows of `length` elements, `step` elements apart, are all +0. */
function isBlank(u32: Uint32Array, at: number, rows: number, step: number, length: number): boolean {
  for (let r = 0; r < rows; r++) {
    for (let i = at; i < at + length; i++) if (u32[i] !== 0) return false;
    at += step;
  }
  return true;
}

/** Four channels of one pooled pixel. Four sums at a time keep a scalar processor busy; each has its naive order. */
function fourChannels(
  f32: Float32Array,
  i32: Int32Array,
  y: number,
  argmax: number,
  image: number,
  window: number,
  w: number,
  b: number,
  xRow: number,
  C: number,
  R: number,
  P: number,
  K: number,
  relu: number,
): void {
  const patchRow = R * C;
  let best0 = 0;
  let best1 = 0;
  let best2 = 0;
  let best3 = 0;
  let where0 = window;
  let where1 = window;
  let where2 = window;
  let where3 = window;
  for (let p = 0; p < P; p++) {
    for (let q = 0; q < P; q++) {
      const here = window + p * xRow + q * C;
      let sum0 = f32[b];
      let sum1 = f32[b + 1];
      let sum2 = f32[b + 2];
      let sum3 = f32[b + 3];
      let weight = w;
      let row = image + here;
      for (let r = 0; r < R; r++) {
        for (let e = row; e < row + patchRow; e++) {
          const value = f32[e];
          sum0 = fround(sum0 + fround(value * f32[weight]));
          sum1 = fround(sum1 + fround(value * f32[weight + 1]));
          sum2 = fround(sum2 + fround(value * f32[weight + 2]));
          sum3 = fround(sum3 + fround(value * f32[weight + 3]));
          weight += K;
        }
        row += xRow;
      }
      if (here === window || sum0 > best0) {
        best0 = sum0;
        where0 = here;
      }
      if (here === window || sum1 > best1) {
        best1 = sum1;
        where1 = here;
      }
      if (here === window || sum2 > best2) {
        best2 = sum2;
        where2 = here;
      }
      if (here === window || sum3 > best3) {
        best3 = sum3;
        where3 = here;
      }
    }
  }
  f32[y] = relu && !(best0 > 0) ? 0 : best0;
  f32[y + 1] = relu && !(best1 > 0) ? 0 : best1;
  f32[y + 2] = relu && !(best2 > 0) ? 0 : best2;
  f32[y + 3] = relu && !(best3 > 0) ? 0 : best3;
  i32[argmax] = where0;
  i32[argmax + 1] = where1;
  i32[argmax + 2] = where2;
  i32[argmax + 3] = where3;
}

/** Scalar twin of assembly/conv-pool-forward.ts. */
export function convPoolForward(
  views: Views,
  y: number,
  argmax: number,
  x: number,
  w: number,
  b: number,
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
  skipBlank: number,
): void {
  const { f32, i32, u32 } = views;
  let out = y >> 2;
  let win = argmax >> 2;
  for (let n = 0; n < N; n++) {
    const image = (x >> 2) + n * xImage;
    for (let i = 0; i < PH; i++) {
      for (let j = 0; j < PW; j++) {
        const window = i * P * xRow + j * P * C;
        if (skipBlank && isBlank(u32, image + window, P + R - 1, xRow, (P + R - 1) * C)) {
          for (let k = 0; k < K; k++) {
            const bias = f32[(b >> 2) + k];
            f32[out++] = bias > 0 ? bias : 0;
            i32[win++] = -1;
          }
          continue;
        }
        for (let k = 0; k < K; k += 4) {
          fourChannels(f32, i32, out, win, image, window, (w >> 2) + k, (b >> 2) + k, xRow, C, R, P, K, relu);
          out += 4;
          win += 4;
        }
      }
    }
  }
}

/** Lists the maxima of a channel that carry a gradient: pairs of (element of the winning patch, gradient). */
function listActive(
  { f32, i32 }: Views,
  list: number,
  dz: number,
  argmax: number,
  x: number,
  N: number,
  windows: number,
  xImage: number,
  K: number,
): number {
  let end = list;
  let at = 0;
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < windows; i++) {
      const gradient = f32[dz + at];
      const where = i32[argmax + at];
      if (where >= 0 && gradient !== 0) {
        i32[end] = x + n * xImage + where;
        f32[end + 1] = gradient;
        end += 2;
      }
      at += K;
    }
  }
  return end;
}

/** Scalar twin of assembly/conv-pool-backward-weight.ts. */
export function convPoolBackwardWeight(
  views: Views,
  dw: number,
  dz: number,
  argmax: number,
  x: number,
  list: number,
  N: number,
  xImage: number,
  xRow: number,
  C: number,
  R: number,
  windows: number,
  K: number,
): void {
  const { f32, i32 } = views;
  const patchRow = R * C;
  const begin = list >> 2;
  for (let k = 0; k < K; k++) {
    const end = listActive(views, begin, (dz >> 2) + k, (argmax >> 2) + k, x >> 2, N, windows, xImage, K);
    let target = (dw >> 2) + k;
    for (let r = 0; r < R; r++) {
      let j = r * xRow;
      const last = j + patchRow;
      for (; j + 3 <= last; j += 3) {
        let sum0 = fround(0);
        let sum1 = fround(0);
        let sum2 = fround(0);
        for (let l = begin; l < end; l += 2) {
          const at = i32[l] + j;
          const gradient = f32[l + 1];
          sum0 = fround(sum0 + fround(gradient * f32[at]));
          sum1 = fround(sum1 + fround(gradient * f32[at + 1]));
          sum2 = fround(sum2 + fround(gradient * f32[at + 2]));
        }
        f32[target] += sum0;
        f32[target + K] += sum1;
        f32[target + 2 * K] += sum2;
        target += 3 * K;
      }
      for (; j < last; j++) {
        let sum = fround(0);
        for (let l = begin; l < end; l += 2) sum = fround(sum + fround(f32[l + 1] * f32[i32[l] + j]));
        f32[target] += sum;
        target += K;
      }
    }
  }
}

/** Scalar twin of assembly/conv-pool-backward-input.ts. */
export function convPoolBackwardInput(
  views: Views,
  dx: number,
  dz: number,
  argmax: number,
  wt: number,
  list: number,
  N: number,
  xImage: number,
  xRow: number,
  C: number,
  R: number,
  PH: number,
  PW: number,
  K: number,
): void {
  const { f32, i32 } = views;
  const patchRow = R * C;
  f32.fill(0, dx >> 2, (dx >> 2) + N * xImage);
  for (let k = 0; k < K; k++) {
    const end = listActive(views, list >> 2, (dz >> 2) + k, (argmax >> 2) + k, dx >> 2, N, PH * PW, xImage, K);
    let source = (wt >> 2) + k * R * patchRow;
    for (let r = 0; r < R; r++) {
      // As many elements at a time as the SIMD kernel takes: where patches overlap, the order of additions hangs on it.
      for (let j = 0, step: number; j < patchRow; j += step) {
        step = j + 24 <= patchRow ? 24 : 4;
        for (let l = list >> 2; l < end; l += 2) {
          const gradient = f32[l + 1];
          const target = i32[l] + r * xRow + j;
          for (let e = 0; e < step; e++) f32[target + e] += fround(gradient * f32[source + e]);
        }
        source += step;
      }
    }
  }
}
