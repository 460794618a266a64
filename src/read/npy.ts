import { type NpyHeader, readNpyHeader } from "./npy-header.ts";
import { refuse } from "./unreadable.ts";

export type NpyData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | readonly string[];

/** An array of an .npy file. */
export interface NpyArray {
  readonly shape: readonly number[];
  /**
   * In C order: the last axis runs fastest. Booleans are 0 and 1 of a Uint8Array; integers of 64 bits are floats of 64,
   * which hold them exactly.
   */
  readonly data: NpyData;
}

type Numbers = Exclude<NpyData, readonly string[]>;

interface NumberType {
  readonly array: new (length: number) => Numbers;
  readonly get: (view: DataView, at: number, littleEndian: boolean) => number;
}

/** A number of 64 bits, or NaN if a double cannot hold it. */
const exact = (value: bigint): number => (Number.isSafeInteger(Number(value)) ? Number(value) : Number.NaN);

const TYPES: Readonly<Record<string, NumberType>> = {
  b1: { array: Uint8Array, get: (view, at) => view.getUint8(at) },
  u1: { array: Uint8Array, get: (view, at) => view.getUint8(at) },
  i1: { array: Int8Array, get: (view, at) => view.getInt8(at) },
  u2: { array: Uint16Array, get: (view, at, little) => view.getUint16(at, little) },
  i2: { array: Int16Array, get: (view, at, little) => view.getInt16(at, little) },
  u4: { array: Uint32Array, get: (view, at, little) => view.getUint32(at, little) },
  i4: { array: Int32Array, get: (view, at, little) => view.getInt32(at, little) },
  u8: { array: Float64Array, get: (view, at, little) => exact(view.getBigUint64(at, little)) },
  i8: { array: Float64Array, get: (view, at, little) => exact(view.getBigInt64(at, little)) },
  f4: { array: Float32Array, get: (view, at, little) => view.getFloat32(at, little) },
  f8: { array: Float64Array, get: (view, at, little) => view.getFloat64(at, little) },
};

/** Calls `visit` for each element in C order with its place in the file. */
function inOrder({ shape, count, fortranOrder }: NpyHeader, visit: (index: number, place: number) => void): void {
  if (!fortranOrder || shape.length < 2) {
    for (let i = 0; i < count; i++) visit(i, i);
    return;
  }
  const strides: number[] = [];
  for (let axis = 0, stride = 1; axis < shape.length; stride *= shape[axis], axis++) strides.push(stride);
  const position = new Array<number>(shape.length).fill(0);
  for (let i = 0, place = 0; i < count; i++) {
    visit(i, place);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis];
      if (++position[axis] < shape[axis]) break;
      place -= strides[axis] * shape[axis];
      position[axis] = 0;
    }
  }
}

/** A string of numpy: as many bytes or characters as the longest, the rest filled with zeros. */
function readString(view: DataView, { kind, itemSize, littleEndian }: NpyHeader, at: number): string | undefined {
  if (kind === "S") {
    let end = itemSize;
    while (end > 0 && view.getUint8(at + end - 1) === 0) end--;
    try {
      const bytes = new Uint8Array(view.buffer, view.byteOffset + at, end);
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return undefined;
    }
  }
  const points: number[] = [];
  for (let i = 0; i < itemSize; i += 4) points.push(view.getUint32(at + i, littleEndian));
  while (points.at(-1) === 0) points.pop();
  if (points.some((point) => point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))) return undefined;
  // One by one: a long string would be too many arguments.
  return points.map((point) => String.fromCodePoint(point)).join("");
}

/**
 * Reads an .npy file, version 1, 2 or 3: booleans, integers of 8 to 64 bits, floats of 32 and 64 bits, and strings, of
 * either byte order, in C or Fortran order. Pickled objects are refused: to read them is to run them.
 *
 * @param source the file's name, for errors
 * @throws UnreadableFileError if it is no whole such file, or holds an integer over 2^53
 */
export function readNpy(bytes: Uint8Array, source: string): NpyArray {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("Expected the bytes of an .npy file as a Uint8Array.");
  const header = readNpyHeader(bytes, source);
  const { kind, itemSize, littleEndian, fortranOrder, shape, count, dataStart } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, bytes.length - dataStart);
  if (kind === "S" || kind === "U") {
    const strings = new Array<string>(count);
    inOrder(header, (i, place) => {
      const text = readString(view, header, place * itemSize);
      if (text === undefined) refuse(source, `element ${i} of an .npy array is no string of Unicode characters.`);
      strings[i] = text;
    });
    return { shape, data: strings };
  }
  // Bytes are what images are, and may be many: no copy.
  if (kind === "u" && itemSize === 1 && !fortranOrder) return { shape, data: bytes.subarray(dataStart) };
  const { array, get } = TYPES[`${kind}${itemSize}`];
  const data = new array(count);
  inOrder(header, (i, place) => {
    data[i] = get(view, place * itemSize, littleEndian);
  });
  if (itemSize === 8 && kind !== "f") {
    const wrong = data.findIndex(Number.isNaN);
    if (wrong >= 0)
      refuse(source, `element ${wrong} of an .npy array is over 2^53 in size, which no label or pixel is.`);
  }
  return { shape, data };
}
