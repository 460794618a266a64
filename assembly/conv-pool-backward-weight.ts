// Register tiles: AssemblyScript can neither return several vectors nor index locals, so the repetition is meant.
import { assertImage, assertVectors, F32_SHIFT, VECTOR } from "./sizes";
import { listActive } from "./list-active";

/** Adds the first `count` lanes of `sum` to dw, where neighbours in a patch stand `step` bytes apart. */
function addLanes(dw: usize, step: usize, sum: v128, count: usize): void {
  store<f32>(dw, load<f32>(dw) + f32x4.extract_lane(sum, 0));
  if (count < 2) return;
  dw += step;
  store<f32>(dw, load<f32>(dw) + f32x4.extract_lane(sum, 1));
  if (count < 3) return;
  dw += step;
  store<f32>(dw, load<f32>(dw) + f32x4.extract_lane(sum, 2));
  if (count < 4) return;
  dw += step;
  store<f32>(dw, load<f32>(dw) + f32x4.extract_lane(sum, 3));
}

/**
 * Lists the windows that are not blank: pairs of (address of the image, byte offset of the window's outputs). For an
 * image of few channels, where a list for each output channel would cost more than the sums.
 */
function listWindows(
  list: usize, argmax: usize, x: usize, N: usize, windows: usize, imageBytes: usize, kBytes: usize,
): usize {
  let offset: usize = 0;
  for (let n: usize = 0; n < N; n++) {
    for (let i: usize = 0; i < windows; i++) {
      store<usize>(list, x);
      store<usize>(list, offset, 4);
      list += usize(load<i32>(argmax + offset) >= 0) << 3;
      offset += kBytes;
    }
    x += imageBytes;
  }
  return list;
}

/** Three rows of the patch for four output channels: twelve sums in registers, over the listed windows. */
function addThreeRows(
  dw: usize, dwRow: usize, step: usize, list: usize, end: usize, dz: usize, argmax: usize, row0: usize,
  rowBytes: usize, count: usize,
): void {
  const row1 = row0 + rowBytes;
  const row2 = row1 + rowBytes;
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s20 = s00;
  let s21 = s00;
  let s22 = s00;
  let s30 = s00;
  let s31 = s00;
  let s32 = s00;
  for (; list < end; list += 8) {
    const image = load<usize>(list);
    const offset = load<usize>(list, 4);
    const won = argmax + offset;
    const gradients = dz + offset;
    let patch = image + (load<usize>(won) << F32_SHIFT);
    let g = v128.load32_splat(gradients);
    s00 = f32x4.add(s00, f32x4.mul(g, v128.load(patch + row0)));
    s01 = f32x4.add(s01, f32x4.mul(g, v128.load(patch + row1)));
    s02 = f32x4.add(s02, f32x4.mul(g, v128.load(patch + row2)));
    patch = image + (load<usize>(won, 4) << F32_SHIFT);
    g = v128.load32_splat(gradients, 4);
    s10 = f32x4.add(s10, f32x4.mul(g, v128.load(patch + row0)));
    s11 = f32x4.add(s11, f32x4.mul(g, v128.load(patch + row1)));
    s12 = f32x4.add(s12, f32x4.mul(g, v128.load(patch + row2)));
    patch = image + (load<usize>(won, 8) << F32_SHIFT);
    g = v128.load32_splat(gradients, 8);
    s20 = f32x4.add(s20, f32x4.mul(g, v128.load(patch + row0)));
    s21 = f32x4.add(s21, f32x4.mul(g, v128.load(patch + row1)));
    s22 = f32x4.add(s22, f32x4.mul(g, v128.load(patch + row2)));
    patch = image + (load<usize>(won, 12) << F32_SHIFT);
    g = v128.load32_splat(gradients, 12);
    s30 = f32x4.add(s30, f32x4.mul(g, v128.load(patch + row0)));
    s31 = f32x4.add(s31, f32x4.mul(g, v128.load(patch + row1)));
    s32 = f32x4.add(s32, f32x4.mul(g, v128.load(patch + row2)));
  }
  addLanes(dw, step, s00, count);
  addLanes(dw + dwRow, step, s01, count);
  addLanes(dw + 2 * dwRow, step, s02, count);
  addLanes(dw + 4, step, s10, count);
  addLanes(dw + dwRow + 4, step, s11, count);
  addLanes(dw + 2 * dwRow + 4, step, s12, count);
  addLanes(dw + 8, step, s20, count);
  addLanes(dw + dwRow + 8, step, s21, count);
  addLanes(dw + 2 * dwRow + 8, step, s22, count);
  addLanes(dw + 12, step, s30, count);
  addLanes(dw + dwRow + 12, step, s31, count);
  addLanes(dw + 2 * dwRow + 12, step, s32, count);
}

/** One row of the patch for four output channels, over the listed windows. */
function addRow(
  dw: usize, step: usize, list: usize, end: usize, dz: usize, argmax: usize, row: usize, count: usize,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; list < end; list += 8) {
    const image = load<usize>(list) + row;
    const offset = load<usize>(list, 4);
    const won = argmax + offset;
    const gradients = dz + offset;
    s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(gradients), v128.load(image + (load<usize>(won) << F32_SHIFT))));
    s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(gradients, 4), v128.load(image + (load<usize>(won, 4) << F32_SHIFT))));
    s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(gradients, 8), v128.load(image + (load<usize>(won, 8) << F32_SHIFT))));
    s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(gradients, 12), v128.load(image + (load<usize>(won, 12) << F32_SHIFT))));
  }
  addLanes(dw, step, s0, count);
  addLanes(dw + 4, step, s1, count);
  addLanes(dw + 8, step, s2, count);
  addLanes(dw + 12, step, s3, count);
}

function addOne(dw: usize, step: usize, list: usize, end: usize, offset: usize, count: usize): void {
  let sum = f32x4.splat(0);
  for (; list < end; list += 8) {
    sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(list, 4), v128.load(load<usize>(list) + offset)));
  }
  addLanes(dw, step, sum, count);
}

/** Six neighbouring vectors of the patch, summed over the list. */
function addSix(dw: usize, step: usize, list: usize, end: usize, offset: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  for (; list < end; list += 8) {
    const patch = load<usize>(list) + offset;
    const g = v128.load32_splat(list, 4);
    s0 = f32x4.add(s0, f32x4.mul(g, v128.load(patch)));
    s1 = f32x4.add(s1, f32x4.mul(g, v128.load(patch, VECTOR)));
    s2 = f32x4.add(s2, f32x4.mul(g, v128.load(patch, 2 * VECTOR)));
    s3 = f32x4.add(s3, f32x4.mul(g, v128.load(patch, 3 * VECTOR)));
    s4 = f32x4.add(s4, f32x4.mul(g, v128.load(patch, 4 * VECTOR)));
    s5 = f32x4.add(s5, f32x4.mul(g, v128.load(patch, 5 * VECTOR)));
  }
  addLanes(dw, step, s0, 4);
  addLanes(dw + 4 * step, step, s1, 4);
  addLanes(dw + 8 * step, step, s2, 4);
  addLanes(dw + 12 * step, step, s3, 4);
  addLanes(dw + 16 * step, step, s4, 4);
  addLanes(dw + 20 * step, step, s5, 4);
}

/**
 * Gradient of convPoolForward's weights, from the maxima alone: a pooled output passes its gradient to one patch.
 * `dw[r, s, c, k] += sum over n, i, j of dz[n, i, j, k] * x[n, argmax[n, i, j, k] + (r, s, c)]`.
 *
 * Adds into dw; each sum starts at 0 and runs over n, i, j in order. Maxima with no gradient (dz of 0) or no patch
 * (-1) are passed over. dw (R, R, C, K) | dz, argmax (N, windows, K) f32, i32 | x (N, xImage), rows of xRow elements.
 * list is scratch of 8 * N * windows bytes; 12 bytes after x are read and not used. Any C; K any; R 1 to 7.
 */
export function convPoolBackwardWeight(
  dw: usize, dz: usize, argmax: usize, x: usize, list: usize, N: usize, xImage: usize, xRow: usize, C: usize,
  R: usize, windows: usize, K: usize,
): void {
  assertVectors(dw, K);
  assertVectors(dz, K);
  assertImage(x, xImage, xRow, R, R * C);
  const rowBytes = xRow << F32_SHIFT;
  const kBytes = K << F32_SHIFT;
  const flat = R * C; // neighbours in memory: one row of a patch
  const dwRow = flat * kBytes;
  if (flat <= 4) {
    const end = listWindows(list, argmax, x, N, windows, xImage << F32_SHIFT, kBytes);
    for (let k: usize = 0; k < kBytes; k += VECTOR) {
      let r: usize = 0;
      for (; r + 3 <= R; r += 3) {
        addThreeRows(dw + k + r * dwRow, dwRow, kBytes, list, end, dz + k, argmax + k, r * rowBytes, rowBytes, flat);
      }
      for (; r < R; r++) addRow(dw + k + r * dwRow, kBytes, list, end, dz + k, argmax + k, r * rowBytes, flat);
    }
    return;
  }
  for (let k: usize = 0; k < kBytes; k += 4) {
    const end = listActive(list, dz + k, argmax + k, x, N, windows, xImage << F32_SHIFT, kBytes);
    if (end == list) continue;
    for (let r: usize = 0; r < R; r++) {
      const d = dw + k + r * dwRow;
      const o = r * rowBytes;
      let j: usize = 0;
      for (; j + 24 <= flat; j += 24) addSix(d + j * kBytes, kBytes, list, end, o + (j << F32_SHIFT));
      for (; j < flat; j += 4) addOne(d + j * kBytes, kBytes, list, end, o + (j << F32_SHIFT), min(<usize>4, flat - j));
    }
  }
}
