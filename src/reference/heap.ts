/** Views of the linear memory by element type; refreshed when the memory grows. */
export interface Heap {
  f32: Float32Array;
  i32: Int32Array;
  u32: Uint32Array;
  u8: Uint8Array;
}

export function viewHeap(buffer: ArrayBufferLike): Heap {
  return {
    f32: new Float32Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    u8: new Uint8Array(buffer),
  };
}
