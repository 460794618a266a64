export type NpyNumbers = Uint8Array | Int32Array | Float32Array;

const describe = (data: NpyNumbers): string | undefined => {
  if (data instanceof Float32Array) return "<f4";
  if (data instanceof Int32Array) return "<i4";
  return data instanceof Uint8Array ? "|u1" : undefined;
};

/**
 * The head of an .npy file, version 1.0 (numpy.lib.format), of numbers in C order.
 *
 * @param descr their type, such as "<f4": 32-bit floats, little-endian
 * @param least its fewest bytes: room for a shape that will have more digits
 */
export function npyHeader(descr: string, shape: readonly number[], least = 0): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Spaces and a line feed, so that the data begin at a multiple of 64.
  const length = Math.ceil(Math.max(least, 10 + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length).fill(0x20);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 255, (length - 10) >> 8]);
  bytes.set(new TextEncoder().encode(dictionary), 10);
  bytes[length - 1] = 0x0a;
  return bytes;
}

/** Numbers as the bytes of an .npy file, after its head: little-endian on every machine. */
export function npyBytes(data: NpyNumbers): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  if (data instanceof Int32Array) for (let i = 0; i < data.length; i++) view.setInt32(4 * i, data[i], true);
  else for (let i = 0; i < data.length; i++) view.setFloat32(4 * i, data[i], true);
  return bytes;
}

/**
 * An .npy file: what `numpy.load` opens.
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
  const header = npyHeader(descr, shape);
  const numbers = npyBytes(data);
  const bytes = new Uint8Array(header.length + numbers.length);
  bytes.set(header);
  bytes.set(numbers, header.length);
  return bytes;
}
