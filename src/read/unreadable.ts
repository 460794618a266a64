import { UnreadableFileError } from "../errors.ts";
import { printable } from "../message-text.ts";

/** @throws UnreadableFileError always: `source` as one printable line, then what is wrong with it */
export function refuse(source: string, message: string, cause?: unknown): never {
  throw new UnreadableFileError(`${printable(source)}: ${message}`, cause === undefined ? {} : { cause });
}
