import type { Views } from "./views.ts";

const { fround } = Math;

/** Scalar twin of assembly/squared-distances.ts. Dimension by dimension, since a gallery column is not contiguous. */
export function squaredDistances(views: Views, y: number, q: number, g: number, N: number, D: number, M: number): void {
  const { f32 } = views;
  let at = q >> 2;
  for (let out = y >> 2, end = out + N * M; out < end; out += M) {
    f32.fill(0, out, out + M);
    let column = g >> 2;
    for (let d = 0; d < D; d++) {
      const query = f32[at++];
      for (let m = out; m < out + M; m++) {
        const difference = fround(query - f32[column++]);
        f32[m] += fround(difference * difference);
      }
    }
  }
}
