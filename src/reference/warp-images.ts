import type { Views } from "./views.ts";

const { fround } = Math;
const SCALE = fround(1 / (255 * 65536));

/** Scalar twin of assembly/warp-images.ts. */
export function warpImages(
  { f32, i32, u32, u8 }: Views,
  y: number,
  images: number,
  index: number,
  warps: number,
  N: number,
  H: number,
  W: number,
  rows: number,
  columns: number,
  yImage: number,
  yRow: number,
): void {
  for (let n = 0; n < N; n++) {
    const image = images + u32[(index >> 2) + n] * H * W;
    const pixel = (row: number, column: number): number =>
      row >= 0 && row < H && column >= 0 && column < W ? u8[image + row * W + column] : 0;
    const warp = (warps >> 2) + n * 12;
    let [rowY, rowX, yi, xi, yj, xj, yii, xii, yij, xij, yjj, xjj] = i32.subarray(warp, warp + 12);
    for (let i = 0; i < rows; i++) {
      let sy = rowY;
      let sx = rowX;
      let stepY = yj;
      let stepX = xj;
      const out = (y >> 2) + n * yImage + i * yRow;
      for (let j = 0; j < columns; j++) {
        const top = sy >> 16;
        const left = sx >> 16;
        const fx = (sx >> 8) & 255;
        const fy = (sy >> 8) & 255;
        const above = pixel(top, left) * (256 - fx) + pixel(top, left + 1) * fx;
        const below = pixel(top + 1, left) * (256 - fx) + pixel(top + 1, left + 1) * fx;
        f32[out + j] = (above * (256 - fy) + below * fy) * SCALE;
        // Cut to 32 bits, as the kernel's sums are.
        sy = (sy + stepY) | 0;
        sx = (sx + stepX) | 0;
        stepY = (stepY + yjj) | 0;
        stepX = (stepX + xjj) | 0;
      }
      rowY = (rowY + yi) | 0;
      rowX = (rowX + xi) | 0;
      yi = (yi + yii) | 0;
      xi = (xi + xii) | 0;
      yj = (yj + yij) | 0;
      xj = (xj + xij) | 0;
    }
  }
}
