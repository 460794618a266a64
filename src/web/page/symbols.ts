import { UnreadableFileError } from "../../errors.ts";
import { quote } from "../../message-text.ts";
import { type Drawing, IMAGE_SIZE, MAX_PLACES, OUTSIDE, PAD_SIDE } from "./drawing.ts";

/** A symbol that the visitor has taught: its name, and how it was drawn. */
export interface TaughtSymbol {
  readonly name: string;
  readonly drawings: readonly Drawing[];
}

export const FEWEST_DRAWINGS = 3;
export const MAX_DRAWINGS = 5;
export const MAX_SYMBOLS = 24;
const MAX_NAME = 24;

/**
 * Symbols as a string, to be kept in a model file: JSON, a list of `{ name, drawings }`. A drawing is a list of strokes,
 * each a list of integers, x and y in turn, in thousandths of the pad; or, of older files, base64 of its 28x28 pixels.
 */
export function symbolsToText(symbols: readonly TaughtSymbol[]): string {
  const encode = (drawing: Drawing) =>
    "pixels" in drawing ? btoa(String.fromCharCode(...drawing.pixels)) : drawing.strokes;
  return JSON.stringify(symbols.map(({ name, drawings }) => ({ name, drawings: drawings.map(encode) })));
}

/**
 * Reads what `symbolsToText` wrote.
 * @param source the file's name, for errors
 * @throws UnreadableFileError naming the symbol that is wrong
 */
export function symbolsFromText(text: string, source: string): TaughtSymbol[] {
  const refuse = (what: string) => new UnreadableFileError(`${source}: the symbols in its metadata: expected ${what}.`);
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw refuse("JSON, got something else");
  }
  if (!Array.isArray(list)) throw refuse("a list");
  if (list.length > MAX_SYMBOLS) throw refuse(`at most ${MAX_SYMBOLS} of them, got ${list.length}`);
  return list.map((entry: unknown, i): TaughtSymbol => {
    const { name, drawings } = (entry ?? {}) as { name?: unknown; drawings?: unknown };
    if (typeof name !== "string" || name === "" || name.length > MAX_NAME) {
      throw refuse(`a name of 1 to ${MAX_NAME} characters for symbol ${i + 1}`);
    }
    if (!Array.isArray(drawings) || drawings.length < 1 || drawings.length > MAX_DRAWINGS) {
      throw refuse(`1 to ${MAX_DRAWINGS} drawings of ${quote(name)}`);
    }
    return {
      name,
      drawings: drawings.map((drawing: unknown, k) => {
        const read = typeof drawing === "string" ? pixelDrawing(drawing) : strokeDrawing(drawing);
        if (read) return read;
        throw refuse(
          `drawing ${k + 1} of ${quote(name)} to be ${IMAGE_SIZE} pixels, or strokes of at most ${MAX_PLACES} places ` +
            `from ${-OUTSIDE} to ${PAD_SIDE + OUTSIDE}`,
        );
      }),
    };
  });
}

/** Whether two names are one to a reader: "Star" and "star " are. */
export function sameName(a: string, b: string): boolean {
  const plain = (name: string) => name.normalize("NFKC").trim().replace(/\s+/gu, " ").toLowerCase();
  return plain(a) === plain(b);
}

function pixelDrawing(base64: string): Drawing | undefined {
  let binary: string;
  try {
    binary = atob(base64);
  } catch {
    return undefined;
  }
  if (binary.length !== IMAGE_SIZE) return undefined;
  return { pixels: Uint8Array.from(binary, (char) => char.charCodeAt(0)) };
}

function strokeDrawing(value: unknown): Drawing | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  let places = 0;
  for (const stroke of value as unknown[]) {
    if (!Array.isArray(stroke) || stroke.length < 2 || stroke.length % 2 !== 0) return undefined;
    places += stroke.length / 2;
    if (!stroke.every((at) => Number.isInteger(at) && at >= -OUTSIDE && at <= PAD_SIDE + OUTSIDE)) return undefined;
  }
  return places <= MAX_PLACES ? { strokes: value as number[][] } : undefined;
}
