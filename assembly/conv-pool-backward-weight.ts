// Register tiles: AssemblyScript can neither return several vectors nor index locals, so the repetition is meant.
import { assertImage, assertVectors, F32_SHIFT, VECTOR } from "./sizes";
import { listActive, STRIP_BYTES } from "./list-active";

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

/** A patch of 3x3 of one channel for four output channels: twelve sums in registers, over the listed windows. */
function sumThreeRows(
  sums: usize, step: usize, list: usize, end: usize, dz: usize, argmax: usize, row1: usize, row2: usize,
): void {
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
    s00 = f32x4.add(s00, f32x4.mul(g, v128.load(patch)));
    s01 = f32x4.add(s01, f32x4.mul(g, v128.load(patch + row1)));
    s02 = f32x4.add(s02, f32x4.mul(g, v128.load(patch + row2)));
    patch = image + (load<usize>(won, 4) << F32_SHIFT);
    g = v128.load32_splat(gradients, 4);
    s10 = f32x4.add(s10, f32x4.mul(g, v128.load(patch)));
    s11 = f32x4.add(s11, f32x4.mul(g, v128.load(patch + row1)));
    s12 = f32x4.add(s12, f32x4.mul(g, v128.load(patch + row2)));
    patch = image + (load<usize>(won, 8) << F32_SHIFT);
    g = v128.load32_splat(gradients, 8);
    s20 = f32x4.add(s20, f32x4.mul(g, v128.load(patch)));
    s21 = f32x4.add(s21, f32x4.mul(g, v128.load(patch + row1)));
    s22 = f32x4.add(s22, f32x4.mul(g, v128.load(patch + row2)));
    patch = image + (load<usize>(won, 12) << F32_SHIFT);
    g = v128.load32_splat(gradients, 12);
    s30 = f32x4.add(s30, f32x4.mul(g, v128.load(patch)));
    s31 = f32x4.add(s31, f32x4.mul(g, v128.load(patch + row1)));
    s32 = f32x4.add(s32, f32x4.mul(g, v128.load(patch + row2)));
  }
  v128.store(sums, s00);
  v128.store(sums, s01, VECTOR);
  v128.store(sums, s02, 2 * VECTOR);
  sums += step;
  v128.store(sums, s10);
  v128.store(sums, s11, VECTOR);
  v128.store(sums, s12, 2 * VECTOR);
  sums += step;
  v128.store(sums, s20);
  v128.store(sums, s21, VECTOR);
  v128.store(sums, s22, 2 * VECTOR);
  sums += step;
  v128.store(sums, s30);
  v128.store(sums, s31, VECTOR);
  v128.store(sums, s32, 2 * VECTOR);
}

/** Six vectors of the patch, at the six byte offsets that stand at `offsets`: their sums go on over the list. */
function addSix(sums: usize, list: usize, offsets: usize): void {
  const end = load<usize>(list);
  const o0 = load<usize>(offsets);
  const o1 = load<usize>(offsets, 4);
  const o2 = load<usize>(offsets, 8);
  const o3 = load<usize>(offsets, 12);
  const o4 = load<usize>(offsets, 16);
  const o5 = load<usize>(offsets, 20);
  let s0 = v128.load(sums);
  let s1 = v128.load(sums, VECTOR);
  let s2 = v128.load(sums, 2 * VECTOR);
  let s3 = v128.load(sums, 3 * VECTOR);
  let s4 = v128.load(sums, 4 * VECTOR);
  let s5 = v128.load(sums, 5 * VECTOR);
  for (list += 8; list < end; list += 8) {
    const patch = load<usize>(list);
    const g = v128.load32_splat(list, 4);
    s0 = f32x4.add(s0, f32x4.mul(g, v128.load(patch + o0)));
    s1 = f32x4.add(s1, f32x4.mul(g, v128.load(patch + o1)));
    s2 = f32x4.add(s2, f32x4.mul(g, v128.load(patch + o2)));
    s3 = f32x4.add(s3, f32x4.mul(g, v128.load(patch + o3)));
    s4 = f32x4.add(s4, f32x4.mul(g, v128.load(patch + o4)));
    s5 = f32x4.add(s5, f32x4.mul(g, v128.load(patch + o5)));
  }
  v128.store(sums, s0);
  v128.store(sums, s1, VECTOR);
  v128.store(sums, s2, 2 * VECTOR);
  v128.store(sums, s3, 3 * VECTOR);
  v128.store(sums, s4, 4 * VECTOR);
  v128.store(sums, s5, 5 * VECTOR);
}

/** Adds to `count` rows of dw, four channels wide, the sums that stand channel by channel, `step` bytes apart. */
function addTurned(dw: usize, row: usize, sums: usize, step: usize, count: usize): void {
  const k0 = v128.load(sums);
  const k1 = v128.load(sums + step);
  const k2 = v128.load(sums + 2 * step);
  const k3 = v128.load(sums + 3 * step);
  const low = i32x4.shuffle(k0, k1, 0, 4, 1, 5);
  const low2 = i32x4.shuffle(k2, k3, 0, 4, 1, 5);
  v128.store(dw, f32x4.add(v128.load(dw), i64x2.shuffle(low, low2, 0, 2)));
  if (count < 2) return;
  dw += row;
  v128.store(dw, f32x4.add(v128.load(dw), i64x2.shuffle(low, low2, 1, 3)));
  if (count < 3) return;
  dw += row;
  const high = i32x4.shuffle(k0, k1, 2, 6, 3, 7);
  const high2 = i32x4.shuffle(k2, k3, 2, 6, 3, 7);
  v128.store(dw, f32x4.add(v128.load(dw), i64x2.shuffle(high, high2, 0, 2)));
  if (count < 4) return;
  dw += row;
  v128.store(dw, f32x4.add(v128.load(dw), i64x2.shuffle(high, high2, 1, 3)));
}

/**
 * Gradient of convPoolForward's weights, from the maxima alone: a pooled output passes its gradient to one patch.
 * `dw[r, s, c, k] += sum over n, i, j of dz[n, i, j, k] * x[n, argmax[n, i, j, k] + (r, s, c)]`.
 *
 * Adds into dw; each sum starts at 0 and runs over n, i, j in order. Maxima with no gradient (dz of 0) or no patch
 * (-1) are passed over. dw (R, R, C, K) | dz, argmax (N, windows, K) f32, i32 | x (N, xImage), rows of xRow elements.
 * 12 bytes after x are read and not used. Any C; K a multiple of 4; R 1 to 7.
 *
 * scratch, for the sums (K, tiles, 6 vectors), tiles being ceil(R * ceil(R * C / 4) / 6), the offsets of the patch's
 * vectors, and the lists: 96 * K * tiles + 24 * tiles + 8 * N * windows + 128 * windows + 65,536 bytes.
 */
export function convPoolBackwardWeight(
  dw: usize, dz: usize, argmax: usize, x: usize, scratch: usize, N: usize, xImage: usize, xRow: usize, C: usize,
  R: usize, windows: usize, K: usize,
): void {
  assertVectors(dw, K);
  assertVectors(dz, K);
  assertVectors(scratch, 0);
  assertImage(x, xImage, xRow, R, R * C);
  const imageBytes = xImage << F32_SHIFT;
  const rowBytes = xRow << F32_SHIFT;
  const kBytes = K << F32_SHIFT;
  const flat = R * C; // neighbours in memory: one row of a patch
  const rowVectors = (flat + 3) >> 2;
  const tiles = (R * rowVectors + 5) / 6;
  const kSums = tiles * 6 * VECTOR;
  const offsets = scratch + K * kSums;
  const list = offsets + tiles * 24;
  if (R == 3 && C == 1) {
    const end = listWindows(list, argmax, x, N, windows, imageBytes, kBytes);
    let sums = scratch;
    for (let k: usize = 0; k < kBytes; k += VECTOR) {
      sumThreeRows(sums, kSums, list, end, dz + k, argmax + k, rowBytes, 2 * rowBytes);
      sums += 4 * kSums;
    }
  } else {
    // The last tile's vectors too many are doubles of the first one, whose sums nobody reads.
    memory.fill(scratch, 0, list - scratch);
    let at = offsets;
    for (let r: usize = 0; r < R; r++) {
      for (let v: usize = 0; v < rowVectors; v++) {
        store<usize>(at, r * rowBytes + v * VECTOR);
        at += 4;
      }
    }
    // Strips of windows, or of whole images, whose patches and gradients stay in the cache while all channels pass.
    const bytes = imageBytes + 2 * windows * kBytes;
    const images = max(<usize>1, STRIP_BYTES / bytes);
    const strip = images > 1 ? windows : windows * STRIP_BYTES / bytes + 1;
    const step = (images * strip << 3) + 16;
    for (let n: usize = 0; n < N; n += images) {
      const count = min(images, N - n);
      for (let i: usize = 0; i < windows; i += strip) {
        const first = (n * windows + i) * kBytes;
        let sums = scratch;
        for (let k = first; k < first + kBytes; k += VECTOR) {
          listActive(list, step, dz + k, argmax + k, x, count, min(strip, windows - i), imageBytes, kBytes);
          for (let f = list; f < list + 4 * step; f += step) {
            for (let t = offsets; t < list; t += 24) {
              addSix(sums, f, t);
              sums += 6 * VECTOR;
            }
          }
        }
      }
      x += images * imageBytes;
    }
  }
  for (let k: usize = 0; k < K; k += 4) {
    let sums = scratch + k * kSums;
    let target = dw + (k << F32_SHIFT);
    for (let r: usize = 0; r < R; r++) {
      for (let j: usize = 0; j < flat; j += 4) {
        const count = min(<usize>4, flat - j);
        addTurned(target, kBytes, sums, kSums, count);
        target += count * kBytes;
        sums += VECTOR;
      }
    }
  }
}
