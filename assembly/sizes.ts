/** log2 of the bytes in an f32: `n << F32_SHIFT` is the size of n floats in bytes. */
export const F32_SHIFT: usize = 2;
/** Bytes in a vector of four f32 lanes. */
export const VECTOR: usize = 16;
