// Register tiles: AssemblyScript can neither return several vectors nor index locals, so the repetition is meant.
import { assertImage, assertVectors, F32_SHIFT, VECTOR } from "./sizes";

/** A mean, of the lanes that lie inside the pixel: its last vector may reach beyond it, into its neighbour. */
// @ts-ignore: decorator
@inline
function mean(sum: v128, area: v128, inside: usize): v128 {
  return v128.and(f32x4.div(sum, area), i32x4.gt_s(i32x4.splat(<i32>inside), i32x4(0, 1, 2, 3)));
}

/**
 * Average pooling: `y[n, i, j, c] = (sum over p < rows, q < columns of x[n, iS + p, jS + q, c]) / (rows * columns)`.
 *
 * Overwrites y (N, OH, OW, K), K being C rounded up to a multiple of 4, with zeros after C | x (N, xImage), rows of xRow
 * elements, pixels of C; 12 bytes after x are read and not used. Any sizes from 1; stride S.
 * Lanes run over c; each sum starts at 0 and runs over p, q in order. Four vectors of a row of outputs at a time: one
 * alone would wait for each of its additions, and count a window's pixels for itself.
 */
export function averagePoolForward(
  y: usize, x: usize, N: usize, xImage: usize, xRow: usize, C: usize, rows: usize, columns: usize, S: usize,
  OH: usize, OW: usize,
): void {
  assertVectors(y, 0);
  assertImage(x, xImage, xRow, (OH - 1) * S + rows, ((OW - 1) * S + columns) * C);
  const pixel = C << F32_SHIFT;
  const rowBytes = xRow << F32_SHIFT;
  const area = f32x4.splat(<f32>(rows * columns));
  // From the last vector of an output to the first one of the next.
  const onward = S * pixel - (((C - 1) >> 2) << 4);
  const end = OW * ((C + 3) >> 2);
  for (let n: usize = 0; n < N; n++) {
    for (let i: usize = 0; i < OH; i++) {
      let at0 = x + i * S * rowBytes;
      let left0 = C;
      for (let done: usize = 0; done < end; done += 4) {
        // Where each vector's window begins, and how many channels are left from there; beyond the row, the last one.
        const at1 = done + 1 < end ? (left0 > 4 ? at0 + VECTOR : at0 + onward) : at0;
        const left1 = left0 > 4 ? left0 - 4 : C;
        const at2 = done + 2 < end ? (left1 > 4 ? at1 + VECTOR : at1 + onward) : at1;
        const left2 = left1 > 4 ? left1 - 4 : C;
        const at3 = done + 3 < end ? (left2 > 4 ? at2 + VECTOR : at2 + onward) : at2;
        const left3 = left2 > 4 ? left2 - 4 : C;
        let s0 = f32x4.splat(0);
        let s1 = s0;
        let s2 = s0;
        let s3 = s0;
        let row: usize = 0;
        for (let p: usize = 0; p < rows; p++) {
          for (let q = row; q < row + columns * pixel; q += pixel) {
            s0 = f32x4.add(s0, v128.load(at0 + q));
            s1 = f32x4.add(s1, v128.load(at1 + q));
            s2 = f32x4.add(s2, v128.load(at2 + q));
            s3 = f32x4.add(s3, v128.load(at3 + q));
          }
          row += rowBytes;
        }
        v128.store(y, mean(s0, area, left0));
        if (done + 1 < end) v128.store(y, mean(s1, area, left1), VECTOR);
        if (done + 2 < end) v128.store(y, mean(s2, area, left2), 2 * VECTOR);
        if (done + 3 < end) v128.store(y, mean(s3, area, left3), 3 * VECTOR);
        y += min(<usize>4, end - done) << 4;
        at0 = left3 > 4 ? at3 + VECTOR : at3 + onward;
        left0 = left3 > 4 ? left3 - 4 : C;
      }
    }
    x += xImage << F32_SHIFT;
  }
}

/**
 * Gradient of averagePoolForward's input: `dx[n, iS + p, jS + q, c] += dy[n, i, j, c] / (rows * columns)`, over i, j, p, q
 * in order.
 *
 * Overwrites dx (N, xImage), rows of xRow elements (as if it were zeroed first) | dy (N, OH, OW, C). C a multiple of 4.
 */
export function averagePoolBackward(
  dx: usize, dy: usize, N: usize, xImage: usize, xRow: usize, C: usize, rows: usize, columns: usize, S: usize,
  OH: usize, OW: usize,
): void {
  assertVectors(dx, xImage);
  assertVectors(dy, C);
  assertImage(dx, xImage, xRow, (OH - 1) * S + rows, ((OW - 1) * S + columns) * C);
  const pixel = C << F32_SHIFT;
  const rowBytes = xRow << F32_SHIFT;
  const area = f32x4.splat(<f32>(rows * columns));
  // Windows that lie side by side and leave nothing out: every element is written once, and none has to be zeroed before.
  const whole = S == rows && S == columns && OW * S * C == xRow && OH * S * xRow == xImage;
  if (!whole) memory.fill(dx, 0, N * (xImage << F32_SHIFT));
  for (let n: usize = 0; n < N; n++) {
    for (let i: usize = 0; i < OH; i++) {
      for (let j: usize = 0; j < OW; j++) {
        const window = dx + i * S * rowBytes + j * S * pixel;
        for (let c: usize = 0; c < pixel; c += VECTOR) {
          const share = f32x4.div(v128.load(dy), area);
          let row = window + c;
          if (whole) {
            // As 0 + share: a share of -0 becomes 0.
            const alone = f32x4.add(share, f32x4.splat(0));
            for (let p: usize = 0; p < rows; p++) {
              for (let at = row; at < row + columns * pixel; at += pixel) v128.store(at, alone);
              row += rowBytes;
            }
          } else {
            for (let p: usize = 0; p < rows; p++) {
              for (let at = row; at < row + columns * pixel; at += pixel) {
                v128.store(at, f32x4.add(v128.load(at), share));
              }
              row += rowBytes;
            }
          }
          dy += VECTOR;
        }
      }
    }
    dx += xImage << F32_SHIFT;
  }
}
