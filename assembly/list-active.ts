import { F32_SHIFT } from "./sizes";

/** What the kernels that follow the maxima work on at a time, channel after channel: it stays in a near cache. */
export const STRIP_BYTES: usize = 65536;

/**
 * Lists the maxima of channel k that carry a gradient: pairs of (address of the winning patch in x, gradient), in the
 * order of n, i, j. Returns the end of the list. Written without a branch: half the maxima are inactive at random.
 */
export function listActive(
  list: usize, dz: usize, argmax: usize, x: usize, N: usize, windows: usize, imageBytes: usize, kBytes: usize,
): usize {
  for (let n: usize = 0; n < N; n++) {
    for (let i: usize = 0; i < windows; i++) {
      const at = load<i32>(argmax);
      const gradient = load<f32>(dz);
      store<usize>(list, x + (<usize>at << F32_SHIFT));
      store<f32>(list, gradient, 4);
      list += usize(i32(at >= 0) & i32(gradient != 0)) << 3;
      argmax += kBytes;
      dz += kBytes;
    }
    x += imageBytes;
  }
  return list;
}
