import { storePooled, windowOfFours, windowOfOnes, windowOfThrees, windowOfTwos } from "./conv-pool-windows";
import { assertImage, assertVectors, F32_SHIFT, VECTOR } from "./sizes";

/** Whether `rows` rows of `rowBytes` bytes, `rowStep` bytes apart, hold only the bits of +0. */
function isBlank(x: usize, rows: usize, rowStep: usize, rowBytes: usize): bool {
  if (rowBytes == VECTOR) {
    let any = v128.load(x);
    for (let r: usize = 1; r < rows; r++) {
      x += rowStep;
      any = v128.or(any, v128.load(x));
    }
    return !v128.any_true(any);
  }
  const bulk = rowBytes & ~15;
  for (let r: usize = 0; r < rows; r++) {
    let i: usize = 0;
    for (; i < bulk; i += VECTOR) if (v128.any_true(v128.load(x + i))) return false;
    for (; i < rowBytes; i += 4) if (load<u32>(x + i) != 0) return false;
    x += rowStep;
  }
  return true;
}

/** The pooled pixel of a window that holds only zeros: every sum is the bias, and no weight will get a gradient. */
function blankWindow(y: usize, argmax: usize, b: usize, kBytes: usize): void {
  const none = i32x4.splat(-1);
  for (let k: usize = 0; k < kBytes; k += VECTOR) storePooled(y + k, argmax + k, v128.load(b + k), none, 1);
}

/**
 * Convolution (stride 1, no padding), bias, ReLU if `relu`, and max-pooling (window P, stride P) in one pass:
 * `y[n, i, j, k] = max over p, q < P of relu(b[k] + sum over r, s, c of x[n, iP+p+r, jP+q+s, c] * w[r, s, c, k])`.
 *
 * Overwrites y and argmax; argmax[n, i, j, k] is the element of image n at which the winning patch begins.
 * y, argmax (N, PH, PW, K) f32, i32 | x (N, xImage) rows of xRow elements, pixels of C | w (R, R, C, K) | b (K).
 * Any N, C, PH, PW >= 1; R 1 to 7; P 1 to 4; K a multiple of 4. Only the outputs that pooling reads are computed.
 * With `skipBlank` (needs `relu`; for the first layer, whose input gets no gradient) a window whose pixels are all
 * zero takes the bias without a sum, the same bits, and its argmax is -1: it has nothing to give to any weight.
 * Lanes run over k; each sum adds the bias, then r, s, c in order.
 */
export function convPoolForward(
  y: usize, argmax: usize, x: usize, w: usize, b: usize, N: usize, xImage: usize, xRow: usize, C: usize,
  R: usize, P: usize, PH: usize, PW: usize, K: usize, relu: i32, skipBlank: i32,
): void {
  assertVectors(y, K);
  assertVectors(argmax, K);
  assertVectors(w, K);
  assertVectors(b, K);
  assertImage(x, xImage, xRow, PH * P + R - 1, (PW * P + R - 1) * C);
  assert(R <= 7 && P <= 4 && (!skipBlank || relu));
  const rowBytes = xRow << F32_SHIFT;
  const patchRow = (R * C) << F32_SHIFT;
  const kBytes = K << F32_SHIFT;
  const windowRows = P + R - 1;
  const windowRow = (windowRows * C) << F32_SHIFT;
  for (let n: usize = 0; n < N; n++) {
    const image = x + ((n * xImage) << F32_SHIFT);
    for (let i: usize = 0; i < PH; i++) {
      let at = i * P * xRow;
      for (let j: usize = 0; j < PW; j++) {
        if (skipBlank && isBlank(image + (at << F32_SHIFT), windowRows, rowBytes, windowRow)) {
          blankWindow(y, argmax, b, kBytes);
        } else if (P == 1 || K == 4) {
          for (let k: usize = 0; k < kBytes; k += VECTOR) {
            windowOfOnes(y + k, argmax + k, image, at, P, C, w + k, b + k, rowBytes, patchRow, R, kBytes, relu);
          }
        } else {
          for (let step: usize = 0; step < kBytes; step += 2 * VECTOR) {
            // With four channels left over the last tile begins four early and computes them again, to the same bits.
            const k = min(step, kBytes - 2 * VECTOR);
            if (P == 2) {
              windowOfTwos(y + k, argmax + k, image, at, C, w + k, b + k, rowBytes, patchRow, R, kBytes, relu);
            } else if (P == 3) {
              windowOfThrees(y + k, argmax + k, image, at, C, w + k, b + k, rowBytes, patchRow, R, kBytes, relu);
            } else {
              windowOfFours(y + k, argmax + k, image, at, C, w + k, b + k, rowBytes, patchRow, R, kBytes, relu);
            }
          }
        }
        y += kBytes;
        argmax += kBytes;
        at += P * C;
      }
    }
  }
}
