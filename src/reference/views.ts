/** Views of all of the linear memory. Valid until the memory grows; ask the arena again after an allocation. */
export interface Views {
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly u8: Uint8Array;
}
