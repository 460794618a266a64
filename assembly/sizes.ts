/** log2 of the bytes in an f32: `n << F32_SHIFT` is the size of n floats in bytes. */
export const F32_SHIFT: usize = 2;
/** Bytes in a vector of four f32 lanes. */
export const VECTOR: usize = 16;

// What kernels may take for granted. The debug build tries it and stops at what is not so; the others trust.

/** Blocks that are read or written by whole vectors begin at a multiple of 16 bytes, and hold whole vectors. */
export function assertVectors(p: usize, n: usize): void {
  assert((p & 15) == 0 && (n & 3) == 0);
}

/** Images of rows of xRow elements hold what is read of them: `rows` rows, of the last of them `length` elements. */
export function assertImage(x: usize, xImage: usize, xRow: usize, rows: usize, length: usize): void {
  assert((x & 3) == 0 && rows > 0 && length <= xRow && (rows - 1) * xRow + length <= xImage);
}
