import type { Random } from "../../src/random.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** What has broken readers before: numbers at the edge of a type, empty and deep things, what a terminal obeys. */
const TOKENS = [
  ...'null|-1|-0|1e999|1e-400|[]|{}|""|true|NaN|18446744073709551615|9007199254740993|4294967296'.split("|"),
  ...[
    '"\\ud800"',
    '"__proto__":1',
    '{"toString":1}',
    "[[[[[[[[",
    ",",
    "\n",
    "\r\n",
    '"',
    "\u001b[2J",
    "\u009b",
    "\ufeff",
    "\0",
  ],
].map(text);

const BYTES = [0, 1, 127, 128, 255];

const splice = (bytes: Uint8Array, at: number, drop: number, piece: Uint8Array): Uint8Array<ArrayBuffer> => {
  const result = new Uint8Array(bytes.length - drop + piece.length);
  result.set(bytes.subarray(0, at));
  result.set(piece, at);
  result.set(bytes.subarray(at + drop), at + piece.length);
  return result;
};

export const randomBytes = (random: Random, length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, () => random.below(256));

export const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)];

/** One to six small damages: bits, bytes, numbers, and pieces dropped, repeated, cut off or put in. */
export function mutate(random: Random, seed: Uint8Array): Uint8Array<ArrayBuffer> {
  // Not `slice`: a Buffer's gives a view, and the seed itself would be worn down to noise.
  let bytes = new Uint8Array(seed);
  for (let left = random.below(2) === 0 ? 1 : 1 + random.below(6); left > 0; left--) {
    const at = random.below(bytes.length + 1);
    const length = Math.min(bytes.length - at, 1 + random.below(16));
    const kind = random.below(8);
    if (kind === 0) bytes[at] ^= 1 << random.below(8);
    else if (kind === 1) bytes[at] = random.below(256);
    else if (kind === 2) bytes[at] = pick(random, BYTES);
    else if (kind === 3) bytes = splice(bytes, at, length, new Uint8Array(0));
    else if (kind === 4) bytes = splice(bytes, at, 0, bytes.slice(at, at + length));
    else if (kind === 5) bytes = bytes.slice(0, random.below(3) === 0 ? at : bytes.length - random.below(4));
    else if (kind === 6) bytes = splice(bytes, at, random.below(2) * length, pick(random, TOKENS));
    else bytes = splice(bytes, at, 0, randomBytes(random, 1 + random.below(12)));
  }
  return bytes;
}
