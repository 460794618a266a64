/** log2 of the bytes in an f32: `n << F32` is the size of n floats in bytes. */
export const F32: usize = 2;
/** Bytes in a vector of four f32 lanes. */
export const VECTOR: usize = 16;
