// Writes the kernels as the text that src/wasm/text-bytes.ts reads, and explains.
import { gzipSync } from "node:zlib";

const FIRST_MARK = 101;
const LAST_MARK = 126;
/** Phrases longer than this are made of shorter ones. */
const MAX_PHRASE = 20;
/** So many of the phrases that save most characters are tried. */
const TRIED = 12;

const digits = (bytes) =>
  Array.from(bytes, (byte) => {
    const high = Math.floor(byte / 52);
    return (high === 0 ? "" : String.fromCharCode(96 + high)) + String.fromCharCode(40 + (byte % 52));
  }).join("");

/** The phrases whose replacement by one character makes the text shortest, the best first. */
function frequentPhrases(text) {
  const counts = new Map();
  for (let length = 2; length <= MAX_PHRASE; length++) {
    for (let i = 0; i + length <= text.length; i++) {
      const phrase = text.slice(i, i + length);
      counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
    }
  }
  const saved = ([phrase, count]) => count * (phrase.length - 1) - phrase.length;
  return [...counts].sort((a, b) => saved(b) - saved(a)).slice(0, TRIED);
}

/** Chooses phrase by phrase what gzip, which a page is sent, makes smallest. */
export function textOf(bytes) {
  const packed = (text) => gzipSync(text, { level: 9 }).length;
  let text = digits(bytes);
  for (let mark = FIRST_MARK; mark <= LAST_MARK; mark++) {
    const character = String.fromCharCode(mark);
    text = frequentPhrases(text)
      .map(([phrase]) => text.replaceAll(phrase, character) + character + phrase)
      .reduce((best, other) => (packed(other) < packed(best) ? other : best));
  }
  return text;
}
