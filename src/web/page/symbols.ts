import { UnreadableFileError } from "../../errors.ts";

/** A symbol that the visitor has taught: its name, and drawings of it as the network sees them, (28, 28) each. */
export interface TaughtSymbol {
  readonly name: string;
  readonly drawings: readonly Uint8Array[];
}

export const FEWEST_DRAWINGS = 3;
export const MAX_DRAWINGS = 5;
export const MAX_SYMBOLS = 24;
const MAX_NAME = 24;
const SIZE = 28 * 28;

/** Symbols as a text, to be kept in a model file. */
export function symbolsToText(symbols: readonly TaughtSymbol[]): string {
  const encode = (drawing: Uint8Array) => btoa(String.fromCharCode(...drawing));
  return JSON.stringify(symbols.map(({ name, drawings }) => ({ name, drawings: drawings.map(encode) })));
}

/** @throws UnreadableFileError if the text is not what `symbolsToText` made */
export function symbolsFromText(text: string, source: string): TaughtSymbol[] {
  try {
    const list = JSON.parse(text) as { name: unknown; drawings: unknown }[];
    if (list.length > MAX_SYMBOLS) throw new RangeError(`expected at most ${MAX_SYMBOLS}, got ${list.length}`);
    return list.map(({ name, drawings }) => {
      if (typeof name !== "string" || name.length > MAX_NAME) throw new TypeError("expected a short name");
      if (!Array.isArray(drawings) || drawings.length < 1 || drawings.length > MAX_DRAWINGS) {
        throw new RangeError(`expected 1 to ${MAX_DRAWINGS} drawings`);
      }
      return { name, drawings: drawings.map(decode) };
    });
  } catch (cause) {
    throw new UnreadableFileError(`${source}: the symbols in its metadata are unusable: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

function decode(text: unknown): Uint8Array {
  const drawing = Uint8Array.from(atob(String(text)), (char) => char.charCodeAt(0));
  if (drawing.length !== SIZE) throw new RangeError(`expected drawings of ${SIZE} bytes, got ${drawing.length}`);
  return drawing;
}
