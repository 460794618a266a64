// The register tiles of convPoolForward: each computes some channels of one pooled pixel. AssemblyScript can neither
// return several vectors nor index locals, so the repetition is meant.
//
// Shared arguments: `y` and `argmax` take the channels; `image` is where the image begins, `at` the element of it at
// which the window begins; `w` and `b` begin at the tile's first channel; `xRow`, `patchRow` and `wStep` are the bytes
// of an image row, of a row of the patch, and between neighbouring weights of one channel.
import { F32_SHIFT, VECTOR } from "./sizes";

/**
 * Stores four channels of a pooled pixel: the greatest sum, through ReLU if asked, and where its patch begins.
 *
 * The callers find the argmax so: an output later in the window wins only if it is greater, so the first of equals
 * stays, as in PyTorch; and its distance from the window's begin is greater than all before it, so that the greatest
 * of the distances that ever won is the one.
 */
export function storePooled(y: usize, argmax: usize, best: v128, where: v128, relu: i32): void {
  v128.store(y, relu ? f32x4.pmax(f32x4.splat(0), best) : best);
  v128.store(argmax, where);
}

/** Eight channels of one pooled pixel of a 4x4 window: a window row of four conv outputs at a time, eight sums. */
export function windowOfFours(
  y: usize, argmax: usize, image: usize, at: usize, C: usize,
  w: usize, b: usize, xRow: usize, patchRow: usize, R: usize, wStep: usize, relu: i32,
): void {
  const b1 = C << F32_SHIFT;
  const b2 = b1 << 1;
  const b3 = b2 + b1;
  let best0 = f32x4.splat(0);
  let best1 = best0;
  let where0 = i32x4.splat(0);
  let where1 = where0;
  let distance: usize = 0; // of the row's first patch from the window's begin, in elements
  let begin = image + (at << F32_SHIFT);
  for (let g: usize = 0; g < 4; g++) {
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
    here = i32x4.splat(<i32>(distance + 3 * C));
    where0 = i32x4.max_s(where0, v128.and(f32x4.gt(a30, best0), here));
    best0 = f32x4.pmax(best0, a30);
    where1 = i32x4.max_s(where1, v128.and(f32x4.gt(a31, best1), here));
    best1 = f32x4.pmax(best1, a31);
    distance += xRow >> F32_SHIFT;
    begin += xRow;
  }
  const window = i32x4.splat(<i32>at);
  storePooled(y, argmax, best0, i32x4.add(where0, window), relu);
  storePooled(y + VECTOR, argmax + VECTOR, best1, i32x4.add(where1, window), relu);
}

/** Eight channels of one pooled pixel of a 2x2 window: its four conv outputs at a time, eight sums in registers. */
export function windowOfTwos(
  y: usize, argmax: usize, image: usize, at: usize, C: usize,
  w: usize, b: usize, xRow: usize, patchRow: usize, R: usize, wStep: usize, relu: i32,
): void {
  const b1 = C << F32_SHIFT;
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
  let row = image + (at << F32_SHIFT);
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
  let where = v128.and(f32x4.gt(a10, best), i32x4.splat(<i32>C));
  best = f32x4.pmax(best, a10);
  where = i32x4.max_s(where, v128.and(f32x4.gt(a20, best), i32x4.splat(<i32>(xRow >> F32_SHIFT))));
  best = f32x4.pmax(best, a20);
  where = i32x4.max_s(where, v128.and(f32x4.gt(a30, best), i32x4.splat(<i32>(C + (xRow >> F32_SHIFT)))));
  best = f32x4.pmax(best, a30);
  storePooled(y, argmax, best, i32x4.add(where, i32x4.splat(<i32>at)), relu);
  best = a01;
  where = v128.and(f32x4.gt(a11, best), i32x4.splat(<i32>C));
  best = f32x4.pmax(best, a11);
  where = i32x4.max_s(where, v128.and(f32x4.gt(a21, best), i32x4.splat(<i32>(xRow >> F32_SHIFT))));
  best = f32x4.pmax(best, a21);
  where = i32x4.max_s(where, v128.and(f32x4.gt(a31, best), i32x4.splat(<i32>(C + (xRow >> F32_SHIFT)))));
  best = f32x4.pmax(best, a31);
  storePooled(y + VECTOR, argmax + VECTOR, best, i32x4.add(where, i32x4.splat(<i32>at)), relu);
}

/** Eight channels of one pooled pixel of a 3x3 window: a window row of three conv outputs at a time, six sums. */
export function windowOfThrees(
  y: usize, argmax: usize, image: usize, at: usize, C: usize,
  w: usize, b: usize, xRow: usize, patchRow: usize, R: usize, wStep: usize, relu: i32,
): void {
  const b1 = C << F32_SHIFT;
  const b2 = C << (F32_SHIFT + 1);
  let best0 = f32x4.splat(0);
  let best1 = best0;
  let where0 = i32x4.splat(0);
  let where1 = where0;
  let distance: usize = 0;
  let begin = image + (at << F32_SHIFT);
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
    distance += xRow >> F32_SHIFT;
    begin += xRow;
  }
  const window = i32x4.splat(<i32>at);
  storePooled(y, argmax, best0, i32x4.add(where0, window), relu);
  storePooled(y + VECTOR, argmax + VECTOR, best1, i32x4.add(where1, window), relu);
}

/** Four channels of one pooled pixel, one conv output at a time: for four channels in all, and where P is 1. */
export function windowOfOnes(
  y: usize, argmax: usize, image: usize, at: usize, P: usize, C: usize,
  w: usize, b: usize, xRow: usize, patchRow: usize, R: usize, wStep: usize, relu: i32,
): void {
  let best = f32x4.splat(0);
  let where = i32x4.splat(<i32>at);
  for (let i: usize = 0; i < P; i++) {
    for (let j: usize = 0; j < P; j++) {
      const here = at + j * C;
      let sum = v128.load(b);
      let wp = w;
      let row = image + (here << F32_SHIFT);
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
    at += xRow >> F32_SHIFT;
  }
  storePooled(y, argmax, best, where, relu);
}
