/** Bytes of which any part can be had without the rest: a file, a Blob, or memory. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** The bytes from `start` to before `end`, both within the size. */
  read(start: number, end: number): Promise<Uint8Array>;
}

export const fromBytes = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async (start, end) => bytes.subarray(start, end),
});

/** Of a file that a visitor chose, or of Node's `fs.openAsBlob`. */
export const fromBlob = (blob: Blob): ByteSource => ({
  size: blob.size,
  read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
});
