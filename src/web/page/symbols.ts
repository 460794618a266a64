import { MAX_PLACES, OUTSIDE, PAD_SIDE } from "../../elements/pad-grid.ts";
import { UnreadableFileError } from "../../errors.ts";
import { quote } from "../../message-text.ts";
import { parseJson } from "../../parse-json.ts";
import {
  COLOUR_SIZE,
  DIGIT_SIZE,
  type Drawing,
  drawingFromJson,
  drawingToJson,
  isColour,
  type LineDrawing,
} from "./drawing.ts";

/** A symbol that the visitor has taught: its name, and how it was drawn. All its drawings are of one kind. */
export interface TaughtSymbol {
  readonly name: string;
  readonly drawings: readonly Drawing[];
}

/** A symbol that is told by its lines. */
export interface LineSymbol extends TaughtSymbol {
  readonly drawings: readonly LineDrawing[];
}

/** What symbols are told by. */
export const SYMBOL_KINDS = ["lines", "colours"] as const;
export type SymbolKind = (typeof SYMBOL_KINDS)[number];

/** Whether a symbol is told by its colours: such ones are compared with one another alone. */
export const isColourSymbol = ({ drawings }: TaughtSymbol): boolean => drawings.some(isColour);

export const lineSymbols = (symbols: readonly TaughtSymbol[]): LineSymbol[] =>
  symbols.filter((symbol): symbol is LineSymbol => !isColourSymbol(symbol));

export const ofKind = (symbols: readonly TaughtSymbol[], kind: SymbolKind): TaughtSymbol[] =>
  symbols.filter((symbol) => isColourSymbol(symbol) === (kind === "colours"));

/** The symbol of a name and kind; -1 if there is none. */
export const findSymbol = (symbols: readonly TaughtSymbol[], name: string, ofColours: boolean): number =>
  symbols.findIndex((symbol) => sameName(symbol.name, name) && isColourSymbol(symbol) === ofColours);

export const FEWEST_DRAWINGS = 3;
export const MAX_DRAWINGS = 5;
export const MAX_SYMBOLS = 24;
export const MAX_NAME = 24;

/**
 * Symbols as a string, to be kept in a model file: JSON, a list of `{ name, drawings }`. A drawing is a list of strokes,
 * each a list of integers, x and y in turn, in thousandths of the pad; or base64 of its 28x28 pixels; or a colour picture,
 * `{ colours }`, base64 of its 32x32x3 bytes.
 */
export const symbolsToText = (symbols: readonly TaughtSymbol[]): string =>
  JSON.stringify(symbols.map(({ name, drawings }) => ({ name, drawings: drawings.map(drawingToJson) })));

/**
 * Reads what `symbolsToText` wrote.
 * @param source the file's name, for errors
 * @throws UnreadableFileError naming the symbol that is wrong
 */
export function symbolsFromText(text: string, source: string): TaughtSymbol[] {
  const refuse = (what: string) => new UnreadableFileError(`${source}: its symbols: expected ${what}.`);
  const list = parseJson(text);
  if (list === undefined) throw refuse("JSON, got something else");
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
    const read = drawings.map((drawing: unknown, k) => {
      const each = drawingFromJson(drawing);
      if (each) return each;
      throw refuse(
        `drawing ${k + 1} of ${quote(name)} to be ${DIGIT_SIZE} pixels, or strokes of at most ${MAX_PLACES} places ` +
          `from ${-OUTSIDE} to ${PAD_SIDE + OUTSIDE}, or ${COLOUR_SIZE} colours`,
      );
    });
    if (read.some(isColour) && !read.every(isColour)) {
      throw refuse(`drawings of ${quote(name)}, or colour pictures of it, got both`);
    }
    return { name, drawings: read };
  });
}

/** Whether two names are one to a reader: "Star" and "star " are. */
export function sameName(a: string, b: string): boolean {
  const plain = (name: string) => name.normalize("NFKC").trim().replace(/\s+/gu, " ").toLowerCase();
  return plain(a) === plain(b);
}

/**
 * Adds symbols to others. Drawings of one name and kind come together, and none is there twice.
 * @returns all symbols, and how many drawings found no room
 */
export function addSymbols(
  own: readonly TaughtSymbol[],
  more: readonly TaughtSymbol[],
): { symbols: TaughtSymbol[]; left: number } {
  const symbols = [...own];
  let left = 0;
  for (const { name, drawings } of more) {
    let at = findSymbol(symbols, name, drawings.some(isColour));
    if (at < 0) {
      if (symbols.length === MAX_SYMBOLS) {
        left += drawings.length;
        continue;
      }
      at = symbols.push({ name, drawings: [] }) - 1;
    }
    const known = symbols[at].drawings.map((drawing) => JSON.stringify(drawingToJson(drawing)));
    const fresh = drawings.filter((drawing) => !known.includes(JSON.stringify(drawingToJson(drawing))));
    const room = MAX_DRAWINGS - symbols[at].drawings.length;
    symbols[at] = { name: symbols[at].name, drawings: [...symbols[at].drawings, ...fresh.slice(0, room)] };
    left += Math.max(0, fresh.length - room);
  }
  return { symbols, left };
}
