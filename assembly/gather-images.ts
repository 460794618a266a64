import { VECTOR } from "./sizes";

// 1/255 in two parts: HIGH has 9 significant bits, so byte * HIGH is exact, and the one rounding of the sum gives
// fround(byte / 255) for each of the 256 bytes (a test tries them all) at a fraction of a division's cost.
const HIGH: f32 = 0.0039215087890625;
const LOW: f32 = 5.983839201917363e-8;

function storeFour(y: usize, integers: v128): void {
  const value = f32x4.convert_i32x4_u(integers);
  v128.store(y, f32x4.add(f32x4.mul(value, f32x4.splat(HIGH)), f32x4.mul(value, f32x4.splat(LOW))));
}

/**
 * Copies chosen images out of a data set, as numbers from 0 to 1: `y[n, i] = images[index[n], i] / 255`, i < size.
 *
 * Overwrites y. y (N, yImage) f32 | images (any, imageBytes) u8 | index (N) u32. size <= imageBytes, size <= yImage:
 * the rows of an image that no layer reads need not be copied.
 */
export function gatherImages(
  y: usize, images: usize, index: usize, N: usize, size: usize, imageBytes: usize, yImage: usize,
): void {
  assert((y & 3) == 0 && size <= imageBytes && size <= yImage);
  const bulk = size & ~7;
  for (let n: usize = 0; n < N; n++) {
    const source = images + <usize>load<u32>(index + (n << 2)) * imageBytes;
    const target = y + ((n * yImage) << 2);
    for (let i: usize = 0; i < bulk; i += 8) {
      const eight = v128.load_ext<u8>(source + i);
      storeFour(target + (i << 2), i32x4.extend_low_i16x8_u(eight));
      storeFour(target + (i << 2) + VECTOR, i32x4.extend_high_i16x8_u(eight));
    }
    for (let i = bulk; i < size; i++) {
      const value = <f32>load<u8>(source + i);
      store<f32>(target + (i << 2), value * HIGH + value * LOW);
    }
  }
}
