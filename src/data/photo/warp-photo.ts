import type { PhotoImage } from "./photo-image.ts";

const clamp = (value: number, most: number): number => (value < 0 ? 0 : value > most ? most : value);

/**
 * Moves, turns, scales, shears and bends an image: output pixel (i, j) is the source at the place that the warp gives
 * (see assembly/warp-images.ts), by bilinear interpolation between four pixels, rounded. A photograph goes on beyond its
 * frame, so what lies outside is the nearest pixel of the edge. In integers of at most 32 bits.
 *
 * @param target takes the pixels
 * @param images (any, height, width, channels) bytes, of which the one that begins at `from` is warped
 * @param warps holds the twelve integers of `drawWarp` from `at` on
 */
export function warpPhoto(
  target: PhotoImage,
  images: Uint8Array,
  from: number,
  height: number,
  width: number,
  warps: Int32Array,
  at: number,
): void {
  const { pixels, rows, columns, channels } = target;
  let [rowY, rowX, yi, xi, yj, xj, yii, xii, yij, xij, yjj, xjj] = warps.subarray(at, at + 12);
  let out = 0;
  for (let i = 0; i < rows; i++) {
    let sy = rowY;
    let sx = rowX;
    let stepY = yj;
    let stepX = xj;
    for (let j = 0; j < columns; j++) {
      const top = sy >> 16;
      const left = sx >> 16;
      const fy = (sy >> 8) & 255;
      const fx = (sx >> 8) & 255;
      const above = from + clamp(top, height - 1) * width * channels;
      const below = from + clamp(top + 1, height - 1) * width * channels;
      const near = clamp(left, width - 1) * channels;
      const far = clamp(left + 1, width - 1) * channels;
      for (let c = 0; c < channels; c++) {
        const upper = images[above + near + c] * (256 - fx) + images[above + far + c] * fx;
        const lower = images[below + near + c] * (256 - fx) + images[below + far + c] * fx;
        pixels[out++] = (upper * (256 - fy) + lower * fy + 32768) >> 16;
      }
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
