import { quote } from "./message-text.ts";

/** The edits (a character in, out or replaced) that make one word of the other, where case does not count. */
function editDistance(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1]));
    }
    row = next;
  }
  return row[b.length];
}

/** For a name that nobody knows: the known one that was probably meant, or all of them. */
export function suggest(name: string, known: readonly string[]): string {
  // What is long is no slip of the hand, and comparing it takes time.
  const distances = known.map((word) => (name.length > 40 ? Infinity : editDistance(name, word)));
  const least = Math.min(...distances);
  const nearest = known[distances.indexOf(least)];
  return least <= Math.min(3, 1 + name.length / 4) ? `did you mean ${nearest}?` : `expected ${known.join(", ")}.`;
}

/**
 * Refuses an option that nobody reads: misspelt, it would leave its default in force without a word.
 *
 * @param what whose options they are, for the message
 * @throws TypeError naming the option and the nearest that there is
 */
export function checkOptions(options: unknown, what: string, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${what}: expected an object with some of ${known.join(", ")}.`);
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(`${what}: there is no ${quote(unknown)}; ${suggest(unknown, known)}`);
  }
}
