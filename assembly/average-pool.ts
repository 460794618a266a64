import { assertImage, assertVectors, F32_SHIFT, VECTOR } from "./sizes";

/**
 * Average pooling: `y[n, i, j, c] = (sum over p < rows, q < columns of x[n, iS + p, jS + q, c]) / (rows * columns)`.
 *
 * Overwrites y (N, OH, OW, K), K being C rounded up to a multiple of 4, with zeros after C | x (N, xImage), rows of xRow
 * elements, pixels of C; 12 bytes after x are read and not used. Any sizes from 1; stride S.
 * Lanes run over c; each sum starts at 0 and runs over p, q in order.
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
  const lanes = i32x4(0, 1, 2, 3);
  for (let n: usize = 0; n < N; n++) {
    for (let i: usize = 0; i < OH; i++) {
      for (let j: usize = 0; j < OW; j++) {
        const window = x + i * S * rowBytes + j * S * pixel;
        for (let c: usize = 0; c < C; c += 4) {
          let sum = f32x4.splat(0);
          let row = window + (c << F32_SHIFT);
          for (let p: usize = 0; p < rows; p++) {
            let at = row;
            for (let q: usize = 0; q < columns; q++) {
              sum = f32x4.add(sum, v128.load(at));
              at += pixel;
            }
            row += rowBytes;
          }
          // The last vector may reach beyond the pixel, into its neighbour.
          const inside = i32x4.gt_s(i32x4.splat(<i32>(C - c)), lanes);
          v128.store(y, v128.and(f32x4.div(sum, area), inside));
          y += VECTOR;
        }
      }
    }
    x += xImage << F32_SHIFT;
  }
}

/**
 * Gradient of averagePoolForward's input: `dx[n, iS + p, jS + q, c] += dy[n, i, j, c] / (rows * columns)`, over i, j, p, q
 * in order.
 *
 * Overwrites dx (N, xImage), rows of xRow elements (it is zeroed first) | dy (N, OH, OW, C). C a multiple of 4.
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
  memory.fill(dx, 0, N * (xImage << F32_SHIFT));
  for (let n: usize = 0; n < N; n++) {
    for (let i: usize = 0; i < OH; i++) {
      for (let j: usize = 0; j < OW; j++) {
        const window = dx + i * S * rowBytes + j * S * pixel;
        for (let c: usize = 0; c < pixel; c += VECTOR) {
          const share = f32x4.div(v128.load(dy), area);
          let row = window + c;
          for (let p: usize = 0; p < rows; p++) {
            let at = row;
            for (let q: usize = 0; q < columns; q++) {
              v128.store(at, f32x4.add(v128.load(at), share));
              at += pixel;
            }
            row += rowBytes;
          }
          dy += VECTOR;
        }
      }
    }
    dx += xImage << F32_SHIFT;
  }
}
