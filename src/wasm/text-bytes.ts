const FIRST_MARK = 101;
const LAST_MARK = 126;

/**
 * The bytes that scripts/kernel-text.mjs wrote as text. A byte is a number to the base 52: its low digit is one of the
 * 52 characters from "(" to "[", and a high digit that is not 0 stands before it as one of "a" to "d". So every byte is
 * always the same characters, and gzip finds in the text what it would find in the bytes; in base64 it does not.
 *
 * Phrases that occur often, most of them one instruction, are one character each, a mark from "e" to "~", which gzip
 * stores in fewer bits than the way to a repetition. The last mark stands for what follows it at the text's end; with
 * that put in its places the same is true of the mark before it.
 */
export function decodeText(text: string): Uint8Array<ArrayBuffer> {
  let digits = text;
  for (let mark = LAST_MARK; mark >= FIRST_MARK; mark--) {
    const parts = digits.split(String.fromCharCode(mark));
    const phrase = parts.pop();
    digits = parts.join(phrase);
  }
  const bytes = new Uint8Array(digits.length);
  let count = 0;
  let high = 0;
  for (let i = 0; i < digits.length; i++) {
    const code = digits.charCodeAt(i);
    if (code > 96) {
      high = code - 96;
    } else {
      bytes[count++] = 52 * high + code - 40;
      high = 0;
    }
  }
  return bytes.slice(0, count);
}
