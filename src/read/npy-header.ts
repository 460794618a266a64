import { quote } from "../message-text.ts";
import { MAX_NPY_DIMENSIONS, MAX_NPY_HEADER_BYTES } from "./limits.ts";
import { refuse } from "./unreadable.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export interface NpyHeader {
  /** b bool, i and u integers, f floats, S bytes and U characters of strings. */
  readonly kind: "b" | "i" | "u" | "f" | "S" | "U";
  /** Bytes of an element; of U four a character. */
  readonly itemSize: number;
  readonly littleEndian: boolean;
  /** Whether the first axis runs fastest, as in Fortran, not the last. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Elements. */
  readonly count: number;
  /** The byte at which they begin. */
  readonly dataStart: number;
}

const SIZES: Readonly<Record<string, readonly number[]>> = { b: [1], i: [1, 2, 4, 8], u: [1, 2, 4, 8], f: [4, 8] };

/** What else numpy can save, and what to do. */
function adviceFor(descr: string): string {
  if (descr.startsWith("[")) return "a table of named fields is not read here; save its columns one by one";
  if (descr.includes("O"))
    return "Python objects are not read here; save numbers with X.astype('float32'), labels as strings";
  if (descr.includes("c")) return "complex numbers are not read here; save X.real";
  return `expected an .npy dtype of booleans, integers, float32, float64 or strings, got ${quote(descr)}; X.astype('float32') has one`;
}

function parseDtype(descr: string, source: string): Pick<NpyHeader, "kind" | "itemSize" | "littleEndian"> {
  const [, order, kind, digits] = /^'([<>|=]?)([biufSU])(\d{1,6})'$/.exec(descr) ?? [];
  const number = Number(digits);
  const isText = kind === "S" || kind === "U";
  if (kind === undefined || (isText ? number < 1 : !SIZES[kind].includes(number)))
    refuse(source, `${adviceFor(descr)}.`);
  const itemSize = kind === "U" ? 4 * number : number;
  return { kind: kind as NpyHeader["kind"], itemSize, littleEndian: order !== ">" };
}

function parseShape(text: string, source: string): number[] {
  // A tuple: of one element it ends in a comma. Python 2 wrote an L behind long integers.
  const match = /^\((?:(\d+L?(?:, ?\d+L?)*),?)?\)$/.exec(text);
  if (!match) refuse(source, `expected an .npy shape like (2, 3), got ${quote(text)}.`);
  const shape = match[1] === undefined ? [] : match[1].split(",").map((side) => Number.parseInt(side, 10));
  if (shape.length > MAX_NPY_DIMENSIONS) {
    refuse(source, `expected an .npy array of at most ${MAX_NPY_DIMENSIONS} dimensions, got ${shape.length}.`);
  }
  return shape;
}

/** Takes the header, a Python dictionary of three entries, apart. Others are not needed and not understood. */
function parseDictionary(text: string, source: string): Map<string, string> {
  const entries = new Map<string, string>();
  const body = /^\{(.*)\}\s*$/s.exec(text)?.[1];
  if (body === undefined) refuse(source, `expected an .npy header in braces, got ${quote(text)}.`);
  const entry = /\s*'(descr|fortran_order|shape)'\s*:\s*('[^']*'|True|False|\([^()]*\)|\[[^\]]*\])\s*(?:,\s*|$)/y;
  while (entry.lastIndex < body.length) {
    const at = entry.lastIndex;
    const [, key, value] = entry.exec(body) ?? [];
    if (key === undefined)
      refuse(source, `expected descr, fortran_order or shape in an .npy header, got ${quote(body.slice(at))}.`);
    if (entries.has(key)) refuse(source, `its .npy header has ${key} twice.`);
    entries.set(key, value);
  }
  return entries;
}

/**
 * Reads the header of an .npy file, version 1, 2 or 3 (numpy.lib.format), and checks that the data behind it are of
 * that size.
 *
 * @param bytes the file, or so much of it that the header is there
 * @param size the file's bytes
 * @throws UnreadableFileError
 */
export function readNpyHeader(bytes: Uint8Array, source: string, size = bytes.length): NpyHeader {
  const isNpy = MAGIC.every((byte, i) => bytes[i] === byte);
  if (!isNpy || bytes.length < 12) refuse(source, "expected an .npy file, got other data.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [major, minor] = [bytes[6], bytes[7]];
  if (major < 1 || major > 3 || minor !== 0)
    refuse(source, `expected .npy version 1.0, 2.0 or 3.0, got ${major}.${minor}.`);
  const headerStart = major === 1 ? 10 : 12;
  const headerBytes = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataStart = headerStart + headerBytes;
  if (headerBytes > MAX_NPY_HEADER_BYTES) {
    refuse(source, `expected an .npy header of at most ${MAX_NPY_HEADER_BYTES} bytes, got ${headerBytes}.`);
  }
  if (dataStart > bytes.length)
    refuse(source, `expected an .npy header of ${headerBytes} bytes, got the end of the file.`);
  const text = new TextDecoder().decode(bytes.subarray(headerStart, dataStart));
  const entries = parseDictionary(text, source);
  const [descr, order, sides] = ["descr", "fortran_order", "shape"].map((key) => entries.get(key));
  if (descr === undefined || order === undefined || sides === undefined) {
    refuse(source, "expected an .npy header with descr, fortran_order and shape, one is missing.");
  }
  if (order !== "True" && order !== "False")
    refuse(source, `expected True or False for fortran_order, got ${quote(order)}.`);
  const dtype = parseDtype(descr, source);
  const shape = parseShape(sides, source);
  const count = shape.reduce((product, side) => product * side, 1);
  const expected = count * dtype.itemSize;
  if (expected !== size - dataStart) {
    refuse(source, `expected ${expected} bytes for an .npy array of (${shape.join(", ")}), got ${size - dataStart}.`);
  }
  return { ...dtype, fortranOrder: order === "True", shape, count, dataStart };
}
