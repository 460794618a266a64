// The wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/), as far as ONNX needs it:
// a message is its fields one after the other, each a number with the field's type, then the value.

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** An integer from 0 to 2^53 in groups of 7 bits, the lowest first; all but the last have the eighth bit set. */
function varint(value: number): number[] {
  const groups: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) groups.push((rest % 128) | 128);
  return [...groups, rest];
}

/** Fields, one after the other: the bytes of a message. */
export function joinFields(fields: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((length, field) => length + field.length, 0));
  let at = 0;
  for (const field of fields) {
    bytes.set(field, at);
    at += field.length;
  }
  return bytes;
}

/** @param value an integer from 0 to 2^53 */
export const integerField = (number: number, value: number): Uint8Array =>
  Uint8Array.from([...varint(number * 8 + VARINT), ...varint(value)]);

export const bytesField = (number: number, bytes: Uint8Array): Uint8Array =>
  joinFields([Uint8Array.from([...varint(number * 8 + LENGTH_DELIMITED), ...varint(bytes.length)]), bytes]);

export const stringField = (number: number, text: string): Uint8Array =>
  bytesField(number, new TextEncoder().encode(text));

export const messageField = (number: number, fields: readonly Uint8Array[]): Uint8Array =>
  bytesField(number, joinFields(fields));
