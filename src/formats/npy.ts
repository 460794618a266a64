export type NpyNumbers = Uint8Array | Int32Array | Float32Array;

const describe = (data: NpyNumbers): string | undefined => {
  if (data instanceof Float32Array) return "<f4";
  if (data instanceof Int32Array) return "<i4";
  return data instanceof Uint8Array ? "|u1" : undefined;
};

/**
 * An .npy file, version 1.0 (numpy.lib.format), in C order: what `numpy.load` opens.
 *
 * @param shape its product is the number of elements
 * @throws TypeError for another kind of array; RangeError if the shape does not fit
 */
export function encodeNpy(data: NpyNumbers, shape: readonly number[]): Uint8Array {
  const descr = describe(data);
  if (!descr) throw new TypeError("Expected the numbers of an .npy file as Float32Array, Int32Array or Uint8Array.");
  const count = shape.reduce((product, side) => product * side, 1);
  if (!shape.every((side) => Number.isSafeInteger(side) && side >= 0) || count !== data.length) {
    throw new RangeError(`Expected an .npy shape of ${data.length} elements, got (${shape.join(", ")}).`);
  }
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Spaces and a line feed, so that the data begin at a multiple of 64.
  const start = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.byteLength).fill(0x20, 0, start);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (start - 10) & 255, (start - 10) >> 8]);
  bytes.set(new TextEncoder().encode(dictionary), 10);
  bytes[start - 1] = 0x0a;
  const view = new DataView(bytes.buffer, start);
  if (data instanceof Uint8Array) bytes.set(data, start);
  // Element by element: the format is little-endian on every machine.
  else if (data instanceof Int32Array) for (let i = 0; i < data.length; i++) view.setInt32(4 * i, data[i], true);
  else for (let i = 0; i < data.length; i++) view.setFloat32(4 * i, data[i], true);
  return bytes;
}
