import { F32, VECTOR } from "./lanes";

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

/**
 * Stores four channels of a pooled pixel: the winning sum, through ReLU if asked, and where its patch begins.
 *
 * The callers find the winner so: an output later in the window wins only if it is greater, so the first of equals
 * stays, as in PyTorch; and its distance from the window's begin is greater than all before it, so that the greatest
 * of the distances that ever won is the winner's.
 */
function finish(y: usize, winner: usize, best: v128, where: v128, relu: i32): void {
  v128.store(y, relu ? f32x4.pmax(f32x4.splat(0), best) : best);
  v128.store(winner, where);
}

/**
 * Eight channels of one pooled pixel. The window is taken in `groups` groups of four conv outputs (a 2x2 window in
 * one group, a row of a 4x4 window in each of four): eight sums in registers. `at` is the element of the image at
 * which the group's first patch begins; d1, d2, d3 are the other patches' distances from it, in elements.
 */
function windowOfFours(
  y: usize, winner: usize, image: usize, at: usize, groups: usize, groupStep: usize, d1: usize, d2: usize, d3: usize,
  w: usize, b: usize, xRow: usize, patchRow: usize, R: usize, wStep: usize, relu: i32,
): void {
  const b1 = d1 << F32;
  const b2 = d2 << F32;
  const b3 = d3 << F32;
  let best0 = f32x4.splat(0);
  let best1 = best0;
  let where0 = i32x4.splat(0);
  let where1 = where0;
  let distance: usize = 0; // of the group's first patch from the window's begin
  let begin = image + (at << F32);
  for (let g: usize = 0; g < groups; g++) {
    let a00 = v128.load(b);
    let a01 = v128.load(b, VECTOR);
    let a10 = a00;
    let a11 = a01;
    let a20 = a00;
    let a21 = a01;
    let a30 = a00;
    let a31 = a01;
    let wp = w;
    let row = begin;
    for (let r: usize = 0; r < R; r++) {
      const end = row + patchRow;
      for (let p = row; p < end; p += 4) {
        const w0 = v128.load(wp);
        const w1 = v128.load(wp, VECTOR);
        let v = v128.load32_splat(p);
        a00 = f32x4.add(a00, f32x4.mul(v, w0));
        a01 = f32x4.add(a01, f32x4.mul(v, w1));
        v = v128.load32_splat(p + b1);
        a10 = f32x4.add(a10, f32x4.mul(v, w0));
        a11 = f32x4.add(a11, f32x4.mul(v, w1));
        v = v128.load32_splat(p + b2);
        a20 = f32x4.add(a20, f32x4.mul(v, w0));
        a21 = f32x4.add(a21, f32x4.mul(v, w1));
        v = v128.load32_splat(p + b3);
        a30 = f32x4.add(a30, f32x4.mul(v, w0));
        a31 = f32x4.add(a31, f32x4.mul(v, w1));
        wp += wStep;
      }
      row += xRow;
    }
    if (g == 0) {
      best0 = a00;
      best1 = a01;
    } else {
      where0 = i32x4.max_s(where0, v128.and(f32x4.gt(a00, best0), i32x4.splat(<i32>distance)));
      where1 = i32x4.max_s(where1, v128.and(f32x4.gt(a01, best1), i32x4.splat(<i32>distance)));
      best0 = f32x4.pmax(best0, a00);
      best1 = f32x4.pmax(best1, a01);
    }
    let here = i32x4.splat(<i32>(distance + d1));
    where0 = i32x4.max_s(where0, v128.and(f32x4.gt(a10, best0), here));
    best0 = f32x4.pmax(best0, a10);
    where1 = i32x4.max_s(where1, v128.and(f32x4.gt(a11, best1), here));
    best1 = f32x4.pmax(best1, a11);
    here = i32x4.splat(<i32>(distance + d2));
    where0 = i32x4.max_s(where0, v128.and(f32x4.gt(a20, best0), here));
    best0 = f32x4.pmax(best0, a20);
    where1 = i32x4.max_s(where1, v128.and(f32x4.gt(a21, best1), here));
    best1 = f32x4.pmax(best1, a21);
    here = i32x4.splat(<i32>(distance + d3));
    where0 = i32x4.max_s(where0, v128.and(f32x4.gt(a30, best0), here));
    best0 = f32x4.pmax(best0, a30);
    where1 = i32x4.max_s(where1, v128.and(f32x4.gt(a31, best1), here));
    best1 = f32x4.pmax(best1, a31);
    distance += groupStep;
    begin += groupStep << F32;
  }
  const window = i32x4.splat(<i32>at);
  finish(y, winner, best0, i32x4.add(where0, window), relu);
  finish(y + VECTOR, winner + VECTOR, best1, i32x4.add(where1, window), relu);
}

/** Eight channels of one pooled pixel of a 2x2 window: its four conv outputs at a time, eight sums in registers. */
function windowOfTwos(
  y: usize, winner: usize, image: usize, at: usize, C: usize,
  w: usize, b: usize, xRow: usize, patchRow: usize, R: usize, wStep: usize, relu: i32,
): void {
  const b1 = C << F32;
  const b2 = xRow;
  const b3 = b1 + b2;
  let a00 = v128.load(b);
  let a01 = v128.load(b, VECTOR);
  let a10 = a00;
  let a11 = a01;
  let a20 = a00;
  let a21 = a01;
  let a30 = a00;
  let a31 = a01;
  let wp = w;
  let row = image + (at << F32);
  for (let r: usize = 0; r < R; r++) {
    const end = row + patchRow;
    for (let p = row; p < end; p += 4) {
      const w0 = v128.load(wp);
      const w1 = v128.load(wp, VECTOR);
      let v = v128.load32_splat(p);
      a00 = f32x4.add(a00, f32x4.mul(v, w0));
      a01 = f32x4.add(a01, f32x4.mul(v, w1));
      v = v128.load32_splat(p + b1);
      a10 = f32x4.add(a10, f32x4.mul(v, w0));
      a11 = f32x4.add(a11, f32x4.mul(v, w1));
      v = v128.load32_splat(p + b2);
      a20 = f32x4.add(a20, f32x4.mul(v, w0));
      a21 = f32x4.add(a21, f32x4.mul(v, w1));
      v = v128.load32_splat(p + b3);
      a30 = f32x4.add(a30, f32x4.mul(v, w0));
      a31 = f32x4.add(a31, f32x4.mul(v, w1));
      wp += wStep;
    }
    row += xRow;
  }
  let best = a00;
  let where = v128.and(f32x4.gt(a10, best), i32x4.splat(<i32>(C)));
  best = f32x4.pmax(best, a10);
  where = i32x4.max_s(where, v128.and(f32x4.gt(a20, best), i32x4.splat(<i32>(xRow >> F32))));
  best = f32x4.pmax(best, a20);
  where = i32x4.max_s(where, v128.and(f32x4.gt(a30, best), i32x4.splat(<i32>(C + (xRow >> F32)))));
  best = f32x4.pmax(best, a30);
  finish(y, winner, best, i32x4.add(where, i32x4.splat(<i32>at)), relu);
  best = a01;
  where = v128.and(f32x4.gt(a11, best), i32x4.splat(<i32>(C)));
  best = f32x4.pmax(best, a11);
  where = i32x4.max_s(where, v128.and(f32x4.gt(a21, best), i32x4.splat(<i32>(xRow >> F32))));
  best = f32x4.pmax(best, a21);
  where = i32x4.max_s(where, v128.and(f32x4.gt(a31, best), i32x4.splat(<i32>(C + (xRow >> F32)))));
  best = f32x4.pmax(best, a31);
  finish(y + VECTOR, winner + VECTOR, best, i32x4.add(where, i32x4.splat(<i32>at)), relu);
}

/** Eight channels of one pooled pixel of a 3x3 window: a window row of three conv outputs at a time, six sums. */
function windowOfThrees(
  y: usize, winner: usize, image: usize, at: usize, C: usize,
  w: usize, b: usize, xRow: usize, patchRow: usize, R: usize, wStep: usize, relu: i32,
): void {
  const b1 = C << F32;
  const b2 = C << (F32 + 1);
  let best0 = f32x4.splat(0);
  let best1 = best0;
  let where0 = i32x4.splat(0);
  let where1 = where0;
  let distance: usize = 0;
  let begin = image + (at << F32);
  for (let g: usize = 0; g < 3; g++) {
    let a00 = v128.load(b);
    let a01 = v128.load(b, VECTOR);
    let a10 = a00;
    let a11 = a01;
    let a20 = a00;
    let a21 = a01;
    let wp = w;
    let row = begin;
    for (let r: usize = 0; r < R; r++) {
      const end = row + patchRow;
      for (let p = row; p < end; p += 4) {
        const w0 = v128.load(wp);
        const w1 = v128.load(wp, VECTOR);
        let v = v128.load32_splat(p);
        a00 = f32x4.add(a00, f32x4.mul(v, w0));
        a01 = f32x4.add(a01, f32x4.mul(v, w1));
        v = v128.load32_splat(p + b1);
        a10 = f32x4.add(a10, f32x4.mul(v, w0));
        a11 = f32x4.add(a11, f32x4.mul(v, w1));
        v = v128.load32_splat(p + b2);
        a20 = f32x4.add(a20, f32x4.mul(v, w0));
        a21 = f32x4.add(a21, f32x4.mul(v, w1));
        wp += wStep;
      }
      row += xRow;
    }
    if (g == 0) {
      best0 = a00;
      best1 = a01;
    } else {
      where0 = i32x4.max_s(where0, v128.and(f32x4.gt(a00, best0), i32x4.splat(<i32>distance)));
      where1 = i32x4.max_s(where1, v128.and(f32x4.gt(a01, best1), i32x4.splat(<i32>distance)));
      best0 = f32x4.pmax(best0, a00);
      best1 = f32x4.pmax(best1, a01);
    }
    let here = i32x4.splat(<i32>(distance + C));
    where0 = i32x4.max_s(where0, v128.and(f32x4.gt(a10, best0), here));
    best0 = f32x4.pmax(best0, a10);
    where1 = i32x4.max_s(where1, v128.and(f32x4.gt(a11, best1), here));
    best1 = f32x4.pmax(best1, a11);
    here = i32x4.splat(<i32>(distance + 2 * C));
    where0 = i32x4.max_s(where0, v128.and(f32x4.gt(a20, best0), here));
    best0 = f32x4.pmax(best0, a20);
    where1 = i32x4.max_s(where1, v128.and(f32x4.gt(a21, best1), here));
    best1 = f32x4.pmax(best1, a21);
    distance += xRow >> F32;
    begin += xRow;
  }
  const window = i32x4.splat(<i32>at);
  finish(y, winner, best0, i32x4.add(where0, window), relu);
  finish(y + VECTOR, winner + VECTOR, best1, i32x4.add(where1, window), relu);
}

/** Four channels of one pooled pixel, one conv output at a time: for four channels in all, and where P is 1. */
function windowOfOnes(
  y: usize, winner: usize, image: usize, at: usize, P: usize, C: usize,
  w: usize, b: usize, xRow: usize, patchRow: usize, R: usize, wStep: usize, relu: i32,
): void {
  let best = f32x4.splat(0);
  let where = i32x4.splat(<i32>at);
  for (let i: usize = 0; i < P; i++) {
    for (let j: usize = 0; j < P; j++) {
      const here = at + j * C;
      let sum = v128.load(b);
      let wp = w;
      let row = image + (here << F32);
      for (let r: usize = 0; r < R; r++) {
        const end = row + patchRow;
        for (let p = row; p < end; p += 4) {
          sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(p), v128.load(wp)));
          wp += wStep;
        }
        row += xRow;
      }
      if (i + j == 0) {
        best = sum;
      } else {
        where = i32x4.max_s(where, v128.and(f32x4.gt(sum, best), i32x4.splat(<i32>here)));
        best = f32x4.pmax(best, sum);
      }
    }
    at += xRow >> F32;
  }
  finish(y, winner, best, where, relu);
}

/** The pooled pixel of a window that holds only zeros: every sum is the bias, and no weight will get a gradient. */
function blankWindow(y: usize, winner: usize, b: usize, kBytes: usize): void {
  const none = i32x4.splat(-1);
  for (let k: usize = 0; k < kBytes; k += VECTOR) finish(y + k, winner + k, v128.load(b + k), none, 1);
}

/**
 * Convolution (stride 1, no padding), bias, ReLU if `relu`, and max-pooling (window P, stride P) in one pass:
 * `y[n, i, j, k] = max over p, q < P of relu(b[k] + sum over r, s, c of x[n, iP+p+r, jP+q+s, c] * w[r, s, c, k])`.
 *
 * Overwrites y and winner; winner[n, i, j, k] is the element of image n at which the winning patch begins.
 * y, winner (N, PH, PW, K) f32, i32 | x (N, xImage) rows of xRow elements, pixels of C | w (R, R, C, K) | b (K).
 * Any N, C, PH, PW >= 1; R 1 to 7; P 1 to 4; K a multiple of 4. Only the outputs that pooling reads are computed.
 * With `skipBlank` (needs `relu`; for the first layer, whose input gets no gradient) a window whose pixels are all
 * zero takes the bias without a sum, the same bits, and its winner is -1: it has nothing to give to any weight.
 * Lanes run over k; each sum adds the bias, then r, s, c in order.
 */
export function convPoolForward(
  y: usize, winner: usize, x: usize, w: usize, b: usize, N: usize, xImage: usize, xRow: usize, C: usize,
  R: usize, P: usize, PH: usize, PW: usize, K: usize, relu: i32, skipBlank: i32,
): void {
  const rowBytes = xRow << F32;
  const patchRow = (R * C) << F32;
  const kBytes = K << F32;
  const windowRows = P + R - 1;
  const windowRow = (windowRows * C) << F32;
  const groups: usize = P == 2 ? 1 : 4;
  const d2 = P == 2 ? xRow : 2 * C;
  const d3 = C + d2;
  for (let n: usize = 0; n < N; n++) {
    const image = x + ((n * xImage) << F32);
    for (let i: usize = 0; i < PH; i++) {
      let at = i * P * xRow;
      for (let j: usize = 0; j < PW; j++) {
        if (skipBlank && isBlank(image + (at << F32), windowRows, rowBytes, windowRow)) {
          blankWindow(y, winner, b, kBytes);
        } else if (P == 1 || K == 4) {
          for (let k: usize = 0; k < kBytes; k += VECTOR) {
            windowOfOnes(y + k, winner + k, image, at, P, C, w + k, b + k, rowBytes, patchRow, R, kBytes, relu);
          }
        } else {
          for (let step: usize = 0; step < kBytes; step += 2 * VECTOR) {
            // With four channels left over the last tile begins four early and computes them again, to the same bits.
            const k = min(step, kBytes - 2 * VECTOR);
            if (P == 2) {
              windowOfTwos(y + k, winner + k, image, at, C, w + k, b + k, rowBytes, patchRow, R, kBytes, relu);
            } else if (P == 3) {
              windowOfThrees(y + k, winner + k, image, at, C, w + k, b + k, rowBytes, patchRow, R, kBytes, relu);
            } else {
              windowOfFours(
                y + k, winner + k, image, at, groups, xRow, C, d2, d3, w + k, b + k, rowBytes, patchRow, R, kBytes, relu,
              );
            }
          }
        }
        y += kBytes;
        winner += kBytes;
        at += P * C;
      }
    }
  }
}
