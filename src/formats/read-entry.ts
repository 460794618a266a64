import { UnreadableFileError } from "../errors.ts";
import { quote } from "../message-text.ts";
import { parseJson } from "../parse-json.ts";

/**
 * An entry of a file's metadata that is JSON.
 * @returns undefined if there is none
 * @throws UnreadableFileError if it is no JSON, or not what it must be
 */
export function readEntry<T>(
  metadata: Readonly<Record<string, string>>,
  key: string,
  fits: (value: unknown) => value is T,
  expected: string,
  source: string,
): T | undefined {
  const text = metadata[key];
  if (text === undefined) return undefined;
  const value = parseJson(text);
  if (fits(value)) return value;
  throw new UnreadableFileError(`${source}: expected the ${key} in its metadata as ${expected}, got ${quote(text)}.`);
}
