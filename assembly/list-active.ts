import { F32_SHIFT } from "./sizes";

/** What the kernels that follow the maxima work on at a time, channel after channel: it stays in a near cache. */
export const STRIP_BYTES: usize = 65536;

/**
 * Lists the maxima of channels k to k + 3 that carry a gradient: pairs of (address of the winning patch in x, gradient), in
 * the order of n, i, j. A list a channel, `step` bytes apart; before its pairs, 8 bytes from its begin, stands where it ends.
 * Four at a time, as they stand in memory; without a branch: half the maxima are inactive at random.
 */
export function listActive(
  list: usize, step: usize, dz: usize, argmax: usize, x: usize, N: usize, windows: usize, imageBytes: usize,
  kBytes: usize,
): void {
  let end0 = list + 8;
  let end1 = end0 + step;
  let end2 = end1 + step;
  let end3 = end2 + step;
  for (let n: usize = 0; n < N; n++) {
    for (let i: usize = 0; i < windows; i++) {
      const at = v128.load(argmax);
      const gradient = v128.load(dz);
      const patch = i32x4.add(i32x4.splat(<i32>x), i32x4.shl(at, <i32>F32_SHIFT));
      const low = i32x4.shuffle(patch, gradient, 0, 4, 1, 5);
      const high = i32x4.shuffle(patch, gradient, 2, 6, 3, 7);
      v128.store_lane<i64>(end0, low, 0);
      v128.store_lane<i64>(end1, low, 1);
      v128.store_lane<i64>(end2, high, 0);
      v128.store_lane<i64>(end3, high, 1);
      // The sign bit of each lane: set where there is a gradient, and `at` is not negative.
      const active = i32x4.bitmask(v128.andnot(f32x4.ne(gradient, f32x4.splat(0)), at));
      end0 += (active & 1) << 3;
      end1 += (active & 2) << 2;
      end2 += (active & 4) << 1;
      end3 += active & 8;
      argmax += kBytes;
      dz += kBytes;
    }
    x += imageBytes;
  }
  store<usize>(list, end0);
  list += step;
  store<usize>(list, end1);
  list += step;
  store<usize>(list, end2);
  store<usize>(list + step, end3);
}
