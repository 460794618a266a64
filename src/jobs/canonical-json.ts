import { quote } from "../message-text.ts";

/** A value that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Levels of lists and objects: recipes need four. */
const MAX_DEPTH = 32;

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new RangeError(`Expected JSON of at most ${MAX_DEPTH} levels, got more.`);
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each) => write(each, depth + 1)).join()}]`;
  if (typeof value === "object") {
    // By UTF-16 units: the same order in every language.
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${write(each, depth + 1)}`).join()}}`;
  }
  throw new TypeError(`Expected a value that JSON can say, got ${quote(String(value))}.`);
}

/**
 * JSON with one way to write each value: keys sorted, no spaces, numbers as ECMAScript writes them (RFC 8785).
 * @throws TypeError for what JSON cannot say, undefined and NaN among it; RangeError for over 32 levels
 */
export const canonicalJson = (value: Json): string => write(value, 0);
