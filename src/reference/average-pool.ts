import type { Views } from "./views.ts";

const { fround } = Math;

/** Scalar twin of averagePoolForward in assembly/average-pool.ts. */
export function averagePoolForward(
  { f32 }: Views,
  y: number,
  x: number,
  N: number,
  xImage: number,
  xRow: number,
  C: number,
  rows: number,
  columns: number,
  S: number,
  OH: number,
  OW: number,
): void {
  const padded = (C + 3) & ~3;
  let out = y >> 2;
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < OH; i++) {
      for (let j = 0; j < OW; j++) {
        const window = (x >> 2) + n * xImage + i * S * xRow + j * S * C;
        for (let c = 0; c < padded; c++) {
          let sum = 0;
          for (let p = 0; p < rows && c < C; p++) {
            let at = window + p * xRow + c;
            for (let q = 0; q < columns; q++) {
              sum = fround(sum + f32[at]);
              at += C;
            }
          }
          f32[out++] = sum / (rows * columns);
        }
      }
    }
  }
}

/** Scalar twin of averagePoolBackward in assembly/average-pool.ts. */
export function averagePoolBackward(
  { f32 }: Views,
  dx: number,
  dy: number,
  N: number,
  xImage: number,
  xRow: number,
  C: number,
  rows: number,
  columns: number,
  S: number,
  OH: number,
  OW: number,
): void {
  f32.fill(0, dx >> 2, (dx >> 2) + N * xImage);
  let out = dy >> 2;
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < OH; i++) {
      for (let j = 0; j < OW; j++) {
        const window = (dx >> 2) + n * xImage + i * S * xRow + j * S * C;
        for (let c = 0; c < C; c++) {
          const share = fround(f32[out++] / (rows * columns));
          for (let p = 0; p < rows; p++) {
            let at = window + p * xRow + c;
            for (let q = 0; q < columns; q++) {
              f32[at] += share;
              at += C;
            }
          }
        }
      }
    }
  }
}
