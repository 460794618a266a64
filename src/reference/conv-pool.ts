import type { Heap } from "./heap.ts";

const { fround } = Math;

/** Whether `rows` rows of `length` elements, `step` elements apart, are all +0. */
function isBlank(u32: Uint32Array, at: number, rows: number, step: number, length: number): boolean {
  for (let r = 0; r < rows; r++) {
    for (let i = at; i < at + length; i++) if (u32[i] !== 0) return false;
    at += step;
  }
  return true;
}

/** Scalar twin of assembly/conv-pool-forward.ts. */
export function convPoolForward(
  heap: Heap,
  y: number,
  winner: number,
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
  const { f32, i32, u32 } = heap;
  const patchRow = R * C;
  let out = y >> 2;
  let win = winner >> 2;
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
        for (let k = 0; k < K; k++) {
          const bias = f32[(b >> 2) + k];
          let best = -Infinity;
          let where = window;
          for (let p = 0; p < P; p++) {
            for (let q = 0; q < P; q++) {
              const here = window + p * xRow + q * C;
              let sum = bias;
              let weight = (w >> 2) + k;
              let row = image + here;
              for (let r = 0; r < R; r++) {
                for (let e = row; e < row + patchRow; e++) {
                  sum = fround(sum + fround(f32[e] * f32[weight]));
                  weight += K;
                }
                row += xRow;
              }
              if (sum > best) {
                best = sum;
                where = here;
              }
            }
          }
          f32[out++] = relu && !(best > 0) ? 0 : best;
          i32[win++] = where;
        }
      }
    }
  }
}

/** Scalar twin of assembly/conv-pool-backward-weight.ts. */
export function convPoolBackwardWeight(
  heap: Heap,
  dw: number,
  dz: number,
  winner: number,
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
  const { f32, i32 } = heap;
  const patchRow = R * C;
  const begin = list >> 2;
  for (let k = 0; k < K; k++) {
    let end = begin;
    let at = k;
    for (let n = 0; n < N; n++) {
      for (let i = 0; i < windows; i++) {
        const gradient = f32[(dz >> 2) + at];
        const where = i32[(winner >> 2) + at];
        if (where >= 0 && gradient !== 0) {
          i32[end] = (x >> 2) + n * xImage + where;
          f32[end + 1] = gradient;
          end += 2;
        }
        at += K;
      }
    }
    if (end === begin) continue;
    let target = (dw >> 2) + k;
    for (let r = 0; r < R; r++) {
      for (let j = r * xRow; j < r * xRow + patchRow; j++) {
        let sum = 0;
        for (let l = begin; l < end; l += 2) sum = fround(sum + fround(f32[l + 1] * f32[i32[l] + j]));
        f32[target] += sum;
        target += K;
      }
    }
  }
}

/** Scalar twin of assembly/conv-pool-backward-input.ts. */
export function convPoolBackwardInput(
  heap: Heap,
  dx: number,
  dz: number,
  winner: number,
  wt: number,
  N: number,
  xImage: number,
  xRow: number,
  C: number,
  R: number,
  windows: number,
  K: number,
): void {
  const { f32, i32 } = heap;
  const patchRow = R * C;
  let at = 0;
  f32.fill(0, dx >> 2, (dx >> 2) + N * xImage);
  for (let n = 0; n < N; n++) {
    const image = (dx >> 2) + n * xImage;
    for (let i = 0; i < windows; i++) {
      let weight = wt >> 2;
      for (let k = 0; k < K; k++) {
        const gradient = f32[(dz >> 2) + at];
        if (gradient !== 0) {
          let row = image + i32[(winner >> 2) + at];
          let source = weight;
          for (let r = 0; r < R; r++) {
            for (let e = row; e < row + patchRow; e++) f32[e] = fround(f32[e] + fround(gradient * f32[source++]));
            row += xRow;
          }
        }
        weight += R * patchRow;
        at++;
      }
    }
  }
}
