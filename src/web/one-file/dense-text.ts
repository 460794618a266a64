/** Characters from here on stand for 15 bits each. All of them, to U+B3FF, are letters of two bytes in UTF-16. */
const FIRST = 0x3400;
const BITS = 15;
const MASK = (1 << BITS) - 1;

/**
 * Bytes as text that takes least room in UTF-16: 15 bits a character. The first two characters tell how many bytes.
 * @param bytes fewer than 2^30
 */
export function toDenseText(bytes: Uint8Array): string {
  const { length } = bytes;
  const codes = [length >> BITS, length & MASK];
  let [held, count] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    count += 8;
    if (count < BITS) continue;
    count -= BITS;
    codes.push(held >> count);
    held &= (1 << count) - 1;
  }
  if (count > 0) codes.push(held << (BITS - count));
  let text = "";
  for (const code of codes) text += String.fromCharCode(FIRST + code);
  return text;
}

/** What `toDenseText` was given. */
export function fromDenseText(text: string): Uint8Array<ArrayBuffer> {
  const code = (i: number) => text.charCodeAt(i) - FIRST;
  const bytes = new Uint8Array((code(0) << BITS) | code(1));
  let [held, count, next] = [0, 0, 2];
  for (let i = 0; i < bytes.length; i++) {
    if (count < 8) {
      held = (held << BITS) | code(next++);
      count += BITS;
    }
    count -= 8;
    bytes[i] = held >> count;
    held &= (1 << count) - 1;
  }
  return bytes;
}
