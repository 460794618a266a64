import { F32_SHIFT, VECTOR } from "./sizes";

/**
 * Copies the same part of N images: `rows` rows of `length` elements from x to y. Into an image with a border of zeros
 * it pads; out of it, it crops.
 *
 * Overwrites those elements of y (N, yImage), rows of yRow elements, and no other | x (N, xImage), rows of xRow elements.
 * y and x point at the first element of the part. Any sizes.
 */
export function copyRows(
  y: usize, x: usize, N: usize, rows: usize, length: usize, yImage: usize, yRow: usize, xImage: usize, xRow: usize,
): void {
  assert((y & 3) == 0 && (x & 3) == 0 && length <= yRow && length <= xRow);
  const bytes = length << F32_SHIFT;
  const bulk = bytes & ~15;
  for (let n: usize = 0; n < N; n++) {
    let to = y;
    let from = x;
    for (let r: usize = 0; r < rows; r++) {
      let i: usize = 0;
      for (; i < bulk; i += VECTOR) v128.store(to + i, v128.load(from + i));
      for (; i < bytes; i += 4) store<u32>(to + i, load<u32>(from + i));
      to += yRow << F32_SHIFT;
      from += xRow << F32_SHIFT;
    }
    y += yImage << F32_SHIFT;
    x += xImage << F32_SHIFT;
  }
}
