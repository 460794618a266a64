import { assertVectors, F32_SHIFT, VECTOR } from "./sizes";

/**
 * Gradient of a bias, of a dense or a conv layer: `db[k] += sum over n of dz[n, k]`.
 *
 * Adds into db; each sum starts at 0 and runs over n in order. db (K) | dz (N, K): for a conv layer N counts pooled
 * pixels. K a multiple of 4. Lanes run over k.
 */
export function biasGradient(db: usize, dz: usize, N: usize, K: usize): void {
  assertVectors(db, K);
  assertVectors(dz, K);
  const row = K << F32_SHIFT;
  for (let k: usize = 0; k < row; k += VECTOR) {
    let sum = f32x4.splat(0);
    let p = dz + k;
    for (let n: usize = 0; n < N; n++) {
      sum = f32x4.add(sum, v128.load(p));
      p += row;
    }
    v128.store(db + k, f32x4.add(v128.load(db + k), sum));
  }
}
