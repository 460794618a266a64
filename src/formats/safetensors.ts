import { UnreadableFileError } from "../errors.ts";
import { quote } from "../message-text.ts";
import {
  DTYPES,
  type Dtype,
  elementCount,
  MAX_HEADER_BYTES,
  METADATA,
  readHeader,
  type Tensor,
  type TensorData,
} from "./safetensors-header.ts";

export type { Tensor, TensorData };

export interface DecodedTensors {
  /** In the order of their data in the file. */
  readonly tensors: Map<string, Tensor>;
  /** An object without a prototype: a key that the file does not have is undefined. */
  readonly metadata: Record<string, string>;
}

/**
 * Tensors as a safetensors file (https://github.com/huggingface/safetensors#format): 8 bytes of header length, a JSON
 * header padded with spaces to 8 bytes, and the tensors' little-endian data in the map's order without gaps.
 *
 * @param metadata strings to keep in the header
 * @throws RangeError if a shape does not fit its data, a float is not finite, or the header is over 1 MiB
 * @throws TypeError if a tensor's data or a metadata value is of another kind
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  // The header is joined from strings: an object would move names like "0" to the front and lose "__proto__".
  const entries: string[] = [];
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== "string") {
      throw new TypeError(`safetensors: expected metadata ${quote(key)} to be a string, got ${typeof value}.`);
    }
  }
  if (Object.keys(metadata).length > 0) entries.push(`"${METADATA}":${JSON.stringify(metadata)}`);
  const plan: { name: string; dtype: Dtype; data: TensorData }[] = [];
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    if (name === METADATA) throw new RangeError(`safetensors: a tensor cannot be named ${METADATA}.`);
    const dtype = DTYPES.find((candidate) => data instanceof candidate.array);
    if (!dtype) {
      const kinds = DTYPES.map(({ array }) => array.name).join(", ");
      throw new TypeError(`safetensors: expected the data of ${quote(name)} to be one of ${kinds}.`);
    }
    if (elementCount(shape) !== data.length) {
      throw new RangeError(`safetensors: ${quote(name)} has shape (${shape.join(", ")}) but ${data.length} values.`);
    }
    const begin = end;
    end += data.length * dtype.bytes;
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype: dtype.name, shape, data_offsets: [begin, end] })}`);
    plan.push({ name, dtype, data });
  }
  const text = new TextEncoder().encode(`{${entries.join()}}`);
  const headerBytes = Math.ceil(text.length / 8) * 8;
  if (headerBytes > MAX_HEADER_BYTES) {
    throw new RangeError(`safetensors: expected a header of at most ${MAX_HEADER_BYTES} bytes, got ${headerBytes}.`);
  }
  const bytes = new Uint8Array(8 + headerBytes + end).fill(0x20, 8, 8 + headerBytes);
  const out = new DataView(bytes.buffer);
  out.setUint32(0, headerBytes, true);
  bytes.set(text, 8);
  let at = 8 + headerBytes;
  for (const { name, dtype, data } of plan) {
    for (let i = 0; i < data.length; i++) {
      const value = data[i];
      if (!Number.isFinite(value)) {
        throw new RangeError(`safetensors: expected finite values, ${quote(name)} has ${value} at index ${i}.`);
      }
      dtype.set.call(out, at, value, true);
      at += dtype.bytes;
    }
  }
  return bytes;
}

/**
 * Reads a safetensors file of F32, F64, U32, I32 and U8 tensors; the data is copied.
 *
 * Stricter than the format: a header over 1 MiB, and floats that are not finite, are refused.
 *
 * @param source the file's name, for errors
 * @throws UnreadableFileError if the bytes are not such a file, whole and without gaps
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): DecodedTensors {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`${source}: expected a Uint8Array, got ${typeof bytes}.`);
  if (bytes.length < 8) {
    throw new UnreadableFileError(`${source}: expected a safetensors file, got only ${bytes.length} bytes.`);
  }
  const input = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headerBytes = Number(input.getBigUint64(0, true));
  const dataStart = 8 + headerBytes;
  if (headerBytes > MAX_HEADER_BYTES) {
    throw new UnreadableFileError(
      `${source}: expected a safetensors header of at most ${MAX_HEADER_BYTES} bytes, got ${headerBytes}.`,
    );
  }
  if (dataStart > bytes.length) {
    throw new UnreadableFileError(
      `${source}: cut short: its header needs ${headerBytes} bytes, ${bytes.length - 8} follow.`,
    );
  }
  const { placed, metadata } = readHeader(bytes.subarray(8, dataStart), bytes.length - dataStart, source);
  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, count, begin } of placed) {
    const data = new dtype.array(count);
    for (let i = 0, at = dataStart + begin; i < count; i++, at += dtype.bytes) {
      const value = dtype.get.call(input, at, true);
      if (!Number.isFinite(value)) {
        throw new UnreadableFileError(
          `${source}: expected finite values, tensor ${quote(name)} has ${value} at index ${i}.`,
        );
      }
      data[i] = value;
    }
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata };
}
