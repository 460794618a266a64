// Register tiles: AssemblyScript can neither return several vectors nor index locals, so the repetition is meant.
import { assertImage, assertVectors, F32_SHIFT, VECTOR } from "./sizes";
import { listActive, STRIP_BYTES } from "./list-active";

/** One vector of the patch: adds the listed gradients times its weights. */
function addOne(list: usize, offset: usize, source: usize): void {
  const end = load<usize>(list);
  const weight = v128.load(source);
  for (list += 8; list < end; list += 8) {
    const p = load<usize>(list) + offset;
    v128.store(p, f32x4.add(v128.load(p), f32x4.mul(v128.load32_splat(list, 4), weight)));
  }
}

/** Six neighbouring vectors of the patch, their weights in registers over the list. */
function addSix(list: usize, offset: usize, source: usize): void {
  const end = load<usize>(list);
  const w0 = v128.load(source);
  const w1 = v128.load(source, VECTOR);
  const w2 = v128.load(source, 2 * VECTOR);
  const w3 = v128.load(source, 3 * VECTOR);
  const w4 = v128.load(source, 4 * VECTOR);
  const w5 = v128.load(source, 5 * VECTOR);
  for (list += 8; list < end; list += 8) {
    const p = load<usize>(list) + offset;
    const g = v128.load32_splat(list, 4);
    v128.store(p, f32x4.add(v128.load(p), f32x4.mul(g, w0)));
    v128.store(p, f32x4.add(v128.load(p, VECTOR), f32x4.mul(g, w1)), VECTOR);
    v128.store(p, f32x4.add(v128.load(p, 2 * VECTOR), f32x4.mul(g, w2)), 2 * VECTOR);
    v128.store(p, f32x4.add(v128.load(p, 3 * VECTOR), f32x4.mul(g, w3)), 3 * VECTOR);
    v128.store(p, f32x4.add(v128.load(p, 4 * VECTOR), f32x4.mul(g, w4)), 4 * VECTOR);
    v128.store(p, f32x4.add(v128.load(p, 5 * VECTOR), f32x4.mul(g, w5)), 5 * VECTOR);
  }
}

/**
 * Gradient of convPoolForward's input, scattered from the maxima alone:
 * `dx[n, argmax[n, i, j, k] + (r, s, c)] += dz[n, i, j, k] * w[r, s, c, k]`, over k, then i, j in order: so the
 * patches that follow one another seldom overlap, and no addition waits for the one before it.
 *
 * Overwrites dx (it is zeroed first). dx (N, xImage), rows of xRow elements | dz, argmax (N, PH, PW, K) f32, i32 |
 * wt (K, R, R, C): the weights transposed, so that a patch's row is contiguous. C a multiple of 4; R 1 to 7.
 * lists is scratch of 192 * PH * PW + 65,536 bytes.
 */
export function convPoolBackwardInput(
  dx: usize, dz: usize, argmax: usize, wt: usize, lists: usize, N: usize, xImage: usize, xRow: usize, C: usize,
  R: usize, PH: usize, PW: usize, K: usize,
): void {
  assertVectors(dx, C);
  assertVectors(wt, C);
  assertImage(dx, xImage, xRow, R, R * C);
  const imageBytes = xImage << F32_SHIFT;
  const rowBytes = xRow << F32_SHIFT;
  const kBytes = K << F32_SHIFT;
  const flatBytes = (R * C) << F32_SHIFT;
  memory.fill(dx, 0, N * imageBytes);
  // A few images, or some rows of windows of one, that stay in the cache. The last rows come first: so an element gets
  // its gradients by r, as if all windows were listed together, since a later row of windows reaches it by a smaller r.
  const outputs = PH * PW * kBytes;
  const bytes = imageBytes + 2 * outputs;
  const images = max(<usize>1, STRIP_BYTES / bytes);
  const strip = images > 1 ? PH : PH * STRIP_BYTES / bytes + 1;
  const step = (images * strip * PW << 3) + 16;
  for (let n: usize = 0; n < N; n += images) {
    const count = min(images, N - n);
    let weights = wt;
    for (let k: usize = 0; k < kBytes; k += VECTOR) {
      let last = lists;
      let rows = PH;
      while (rows > 0) {
        const part = min(rows, strip);
        rows -= part;
        const first = rows * PW * kBytes + k;
        listActive(last, step, dz + first, argmax + first, dx, count, part * PW, imageBytes, kBytes);
        last += 4 * step;
      }
      for (let f = lists; f < lists + 4 * step; f += step) {
        for (let list = f; list < last; list += 4 * step) {
          let source = weights;
          for (let r: usize = 0; r < R; r++) {
            const row = r * rowBytes;
            let j: usize = 0;
            for (; j + 6 * VECTOR <= flatBytes; j += 6 * VECTOR) addSix(list, row + j, source + j);
            for (; j < flatBytes; j += VECTOR) addOne(list, row + j, source + j);
            source += flatBytes;
          }
        }
        weights += R * flatBytes;
      }
    }
    dx += images * imageBytes;
    dz += images * outputs;
    argmax += images * outputs;
  }
}
