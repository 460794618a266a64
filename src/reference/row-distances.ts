import type { Views } from "./views.ts";

const { fround, max, min } = Math;

/** Scalar twin of assembly/row-distances.ts. */
export function rowDistances(
  views: Views,
  y: number,
  bounds: number,
  q: number,
  x: number,
  N: number,
  D: number,
  M: number,
): void {
  const { f32 } = views;
  for (let n = 0; n < N; n++) {
    const row = (y >> 2) + n * M;
    const query = (q >> 2) + n * D;
    let at = x >> 2;
    for (let out = row; out < row + M; out++) {
      let sum = 0;
      for (let d = query; d < query + D; d++) {
        const difference = fround(f32[d] - f32[at++]);
        sum = fround(sum + fround(difference * difference));
      }
      f32[out] = sum;
    }
    const lanes = (bounds >> 2) + n * 8;
    for (let lane = 0; lane < 4; lane++) {
      let [least, greatest] = [Infinity, -Infinity];
      for (let m = row + lane; m < row + M; m += 4) {
        least = min(least, f32[m]);
        greatest = max(greatest, f32[m]);
      }
      f32[lanes + lane] = least;
      f32[lanes + 4 + lane] = greatest;
    }
  }
}
