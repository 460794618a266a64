import { UnreadableFileError } from "../errors.ts";

// Controls that a terminal obeys, line breaks, and marks that turn the direction of text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** @throws UnreadableFileError always: `source` as one printable line, then what is wrong with it */
export function refuse(source: string, message: string, cause?: unknown): never {
  const place = source.replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  throw new UnreadableFileError(`${place}: ${message}`, cause === undefined ? {} : { cause });
}
