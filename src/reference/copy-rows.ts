import type { Views } from "./views.ts";

/** Scalar twin of assembly/copy-rows.ts. */
export function copyRows(
  { u32 }: Views,
  y: number,
  x: number,
  N: number,
  rows: number,
  length: number,
  yImage: number,
  yRow: number,
  xImage: number,
  xRow: number,
): void {
  for (let n = 0; n < N; n++) {
    for (let r = 0; r < rows; r++) {
      const to = (y >> 2) + n * yImage + r * yRow;
      const from = (x >> 2) + n * xImage + r * xRow;
      for (let i = 0; i < length; i++) u32[to + i] = u32[from + i];
    }
  }
}
