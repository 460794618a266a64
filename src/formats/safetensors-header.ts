import { UnreadableFileError } from "../errors.ts";
import { quote } from "../message-text.ts";

export type TensorData = Float32Array | Float64Array | Uint32Array | Int32Array | Uint8Array;

/** A tensor as files hold it: row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface Dtype {
  readonly name: string;
  readonly array: new (length: number) => TensorData;
  readonly bytes: number;
  readonly get: (this: DataView, at: number, littleEndian?: boolean) => number;
  readonly set: (this: DataView, at: number, value: number, littleEndian?: boolean) => void;
}

// Element by element through a DataView: a file may hold its data unaligned, and is little-endian on every machine.
const { prototype: view } = DataView;
export const DTYPES: readonly Dtype[] = [
  { name: "F32", array: Float32Array, bytes: 4, get: view.getFloat32, set: view.setFloat32 },
  { name: "F64", array: Float64Array, bytes: 8, get: view.getFloat64, set: view.setFloat64 },
  { name: "U32", array: Uint32Array, bytes: 4, get: view.getUint32, set: view.setUint32 },
  { name: "I32", array: Int32Array, bytes: 4, get: view.getInt32, set: view.setInt32 },
  { name: "U8", array: Uint8Array, bytes: 1, get: view.getUint8, set: view.setUint8 },
];

export const METADATA = "__metadata__";
// The format allows 100 MB; a thousand tensors need a tenth of this.
export const MAX_HEADER_BYTES = 2 ** 20;
// The header's object, a tensor's object, its shape.
const MAX_DEPTH = 3;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Number of elements of a shape, or undefined if it is not a list of sizes whose product is exact. */
export function elementCount(shape: unknown): number | undefined {
  if (!Array.isArray(shape)) return undefined;
  let count = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) return undefined;
    count *= size;
    if (!Number.isSafeInteger(count)) return undefined;
  }
  return count;
}

/**
 * Complains of a key that an object of the text has twice: JSON.parse keeps the last one silently.
 * The text is known to be JSON, so a quote opens a string, and a string before a colon is a key.
 */
function refuseRepeatedKeys(text: string, source: string): void {
  const open: Set<string>[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "{" || char === "[") {
      open.push(new Set());
      if (open.length > MAX_DEPTH) throw new UnreadableFileError(`${source}: its header is nested too deeply.`);
    } else if (char === "}" || char === "]") {
      open.pop();
    } else if (char === '"') {
      const start = i++;
      while (text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
      let next = i + 1;
      while (next < text.length && " \t\r\n".includes(text[next])) next++;
      if (text[next] !== ":") continue;
      const key: string = JSON.parse(text.slice(start, i + 1));
      const keys = open[open.length - 1];
      if (keys.has(key)) throw new UnreadableFileError(`${source}: its header has ${quote(key)} twice.`);
      keys.add(key);
    }
  }
}

function parseHeader(bytes: Uint8Array, source: string): Record<string, unknown> {
  let header: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
    refuseRepeatedKeys(text, source);
  } catch (error) {
    if (error instanceof UnreadableFileError) throw error;
    throw new UnreadableFileError(`${source}: expected a safetensors file, but its header is not valid JSON.`);
  }
  if (!isObject(header)) throw new UnreadableFileError(`${source}: expected a safetensors header, a JSON object.`);
  return header;
}

function readMetadata(value: unknown, source: string): Record<string, string> {
  const metadata: Record<string, string> = Object.create(null);
  if (value === undefined) return metadata;
  if (!isObject(value)) throw new UnreadableFileError(`${source}: expected ${METADATA} to be an object of strings.`);
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== "string") {
      throw new UnreadableFileError(`${source}: expected metadata ${quote(key)} to be a string, got ${typeof entry}.`);
    }
    metadata[key] = entry;
  }
  return metadata;
}

/** A tensor of the header, and where its bytes are in the data section. */
export interface Placed {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: number[];
  readonly count: number;
  readonly begin: number;
  readonly end: number;
}

function readEntry(name: string, entry: unknown, dataBytes: number, source: string): Placed {
  const fail = (what: string): never => {
    throw new UnreadableFileError(`${source}: tensor ${quote(name)}: ${what}.`);
  };
  if (!isObject(entry)) return fail("expected an object with dtype, shape and data_offsets");
  const dtype = DTYPES.find((candidate) => candidate.name === entry.dtype);
  if (!dtype) {
    const got = typeof entry.dtype === "string" ? quote(entry.dtype) : typeof entry.dtype;
    return fail(`expected a dtype of ${DTYPES.map((candidate) => candidate.name).join(", ")}, got ${got}`);
  }
  const count = elementCount(entry.shape);
  if (count === undefined) return fail("expected a shape of integers from 0 with a product below 2^53");
  const offsets = entry.data_offsets;
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every((offset) => Number.isSafeInteger(offset))) {
    return fail("expected data_offsets of two integers");
  }
  const [begin, end] = offsets as [number, number];
  if (begin < 0 || end < begin || end > dataBytes) {
    return fail(`expected data_offsets inside the file's ${dataBytes} bytes of data, got ${begin} to ${end}`);
  }
  if (end - begin !== count * dtype.bytes) {
    return fail(`expected ${count * dtype.bytes} bytes for its ${count} values of ${dtype.name}, got ${end - begin}`);
  }
  return { name, dtype, shape: entry.shape as number[], count, begin, end };
}

/**
 * Reads and checks a header: every tensor's size fits its place, and the places cover the data without gap or overlap.
 *
 * @param bytes the header alone
 * @param dataBytes size of the data section behind it
 * @returns the tensors in the order of their data, and the metadata as an object without a prototype
 * @throws UnreadableFileError
 */
export function readHeader(
  bytes: Uint8Array,
  dataBytes: number,
  source: string,
): { placed: Placed[]; metadata: Record<string, string> } {
  const header = parseHeader(bytes, source);
  const placed: Placed[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name !== METADATA) placed.push(readEntry(name, entry, dataBytes, source));
  }
  const metadata = readMetadata(Object.hasOwn(header, METADATA) ? header[METADATA] : undefined, source);
  placed.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const { name, begin, end: next } of placed) {
    if (begin !== end) {
      const what = begin < end ? "overlaps the tensor before it" : `leaves ${begin - end} bytes unused before it`;
      throw new UnreadableFileError(
        `${source}: tensor ${quote(name)} begins at byte ${begin} of the data and ${what}.`,
      );
    }
    end = next;
  }
  if (end !== dataBytes) {
    throw new UnreadableFileError(`${source}: expected ${end} bytes of data as its tensors say, got ${dataBytes}.`);
  }
  return { placed, metadata };
}
