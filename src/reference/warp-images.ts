import type { Heap } from "./heap.ts";

const SCALE = Math.fround(1 / (255 * 65536));

/** Scalar twin of assembly/warp-images.ts. */
export function warpImages(
  { f32, i32, u32, u8 }: Heap,
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
    const warp = (warps >> 2) + n * 8;
    for (let i = 0; i < rows; i++) {
      // Sums of two or three 32-bit integers, cut to 32 bits as the kernel's are.
      let sy = (i32[warp] + Math.imul(i, i32[warp + 2])) | 0;
      let sx = (i32[warp + 1] + Math.imul(i, i32[warp + 3])) | 0;
      const out = (y >> 2) + n * yImage + i * yRow;
      for (let j = 0; j < columns; j++) {
        const top = sy >> 16;
        const left = sx >> 16;
        const fx = (sx >> 8) & 255;
        const fy = (sy >> 8) & 255;
        const above = pixel(top, left) * (256 - fx) + pixel(top, left + 1) * fx;
        const below = pixel(top + 1, left) * (256 - fx) + pixel(top + 1, left + 1) * fx;
        f32[out + j] = (above * (256 - fy) + below * fy) * SCALE;
        sy = (sy + i32[warp + 4]) | 0;
        sx = (sx + i32[warp + 5]) | 0;
      }
    }
  }
}
