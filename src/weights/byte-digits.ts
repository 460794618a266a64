/**
 * Bytes as text in which gzip finds what it would find in the bytes, as in the kernels' text: a byte is a number to the
 * base 52, its low digit one of the characters from "(" to "[", and a high digit that is not 0 one of "a" to "d" before it.
 */
export const toDigits = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => {
    const high = Math.floor(byte / 52);
    return (high === 0 ? "" : String.fromCharCode(96 + high)) + String.fromCharCode(40 + (byte % 52));
  }).join("");

/** What `toDigits` was given. */
export function fromDigits(text: string): Uint8Array {
  const bytes: number[] = [];
  let high = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 96) {
      high = code - 96;
      continue;
    }
    bytes.push(52 * high + code - 40);
    high = 0;
  }
  return Uint8Array.from(bytes);
}
