import { F32, VECTOR } from "./lanes";

/**
 * Gradient of convPoolForward's input, scattered from the winners alone:
 * `dx[n, winner[n, i, j, k] + (r, s, c)] += dz[n, i, j, k] * w[r, s, c, k]`, over i, j, k in order.
 *
 * Overwrites dx (it is zeroed first). dx (N, xImage), rows of xRow elements | dz, winner (N, windows, K) f32, i32 |
 * wt (K, R, R, C): the weights transposed, so that a patch's row is contiguous. C a multiple of 4; R 1 to 7.
 */
export function convPoolBackwardInput(
  dx: usize, dz: usize, winner: usize, wt: usize, N: usize, xImage: usize, xRow: usize, C: usize, R: usize,
  windows: usize, K: usize,
): void {
  const imageBytes = xImage << F32;
  const rowBytes = xRow << F32;
  const flatBytes = (R * C) << F32;
  const patchBytes = R * flatBytes;
  memory.fill(dx, 0, N * imageBytes);
  for (let n: usize = 0; n < N; n++) {
    for (let i: usize = 0; i < windows; i++) {
      let wp = wt;
      for (let k: usize = 0; k < K; k++) {
        const gradient = load<f32>(dz);
        if (gradient != 0) {
          const g = f32x4.splat(gradient);
          let target = dx + (<usize>load<i32>(winner) << F32);
          let source = wp;
          for (let r: usize = 0; r < R; r++) {
            let p = target;
            let left = flatBytes;
            for (; left >= 3 * VECTOR; left -= 3 * VECTOR) {
              const s0 = f32x4.add(v128.load(p), f32x4.mul(g, v128.load(source)));
              const s1 = f32x4.add(v128.load(p, VECTOR), f32x4.mul(g, v128.load(source, VECTOR)));
              const s2 = f32x4.add(v128.load(p, 2 * VECTOR), f32x4.mul(g, v128.load(source, 2 * VECTOR)));
              v128.store(p, s0);
              v128.store(p, s1, VECTOR);
              v128.store(p, s2, 2 * VECTOR);
              p += 3 * VECTOR;
              source += 3 * VECTOR;
            }
            for (; left > 0; left -= VECTOR) {
              v128.store(p, f32x4.add(v128.load(p), f32x4.mul(g, v128.load(source))));
              p += VECTOR;
              source += VECTOR;
            }
            target += rowBytes;
          }
        }
        wp += patchBytes;
        dz += 4;
        winner += 4;
      }
    }
    dx += imageBytes;
  }
}
