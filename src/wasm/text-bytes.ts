/**
 * The bytes that scripts/build-kernels.mjs wrote as text. A byte is a number to the base 52: its low digit is one of the
 * 52 characters from "(" to "[", and a high digit that is not 0 stands before it as one of "a" to "d". So every byte is
 * always the same characters, and gzip finds in the text what it would find in the bytes; in base64 it does not.
 */
export function decodeText(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  let count = 0;
  let high = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 96) {
      high = code - 96;
    } else {
      bytes[count++] = 52 * high + code - 40;
      high = 0;
    }
  }
  return bytes.slice(0, count);
}
