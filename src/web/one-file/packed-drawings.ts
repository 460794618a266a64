import { DIGIT_SIZE, type LineDrawing } from "../page/drawing.ts";
import type { LineSymbol } from "../page/symbols.ts";

/** How many drawings a symbol has, and what it is called: the rest is in the bytes. */
export interface PackedName {
  readonly name: string;
  readonly drawings: number;
}

/** What a place is expected to be from the two before it: a hand goes on as it goes. */
const expected = (stroke: readonly number[], i: number): number => {
  if (i < 2) return 0;
  return i < 4 ? stroke[i - 2] : 2 * stroke[i - 2] - stroke[i - 4];
};

/**
 * Symbols as bytes that compress well, and what is not in them. A drawing is its number of strokes, and of each the number
 * of places and how far each is from the expected one; or 0, and its pixels. Integers have 7 bits a byte, the lowest
 * first, those that may be negative with their sign as the lowest bit.
 */
export function packDrawings(symbols: readonly LineSymbol[]): { names: PackedName[]; bytes: Uint8Array } {
  const bytes: number[] = [];
  const put = (value: number) => {
    let left = value;
    for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
    bytes.push(left);
  };
  const putSigned = (value: number) => put(value < 0 ? -2 * value - 1 : 2 * value);
  for (const drawing of symbols.flatMap(({ drawings }) => drawings)) {
    if ("pixels" in drawing) {
      put(0);
      bytes.push(...drawing.pixels);
      continue;
    }
    put(drawing.strokes.length);
    for (const stroke of drawing.strokes) {
      put(stroke.length / 2);
      for (const [i, value] of stroke.entries()) putSigned(value - expected(stroke, i));
    }
  }
  const names = symbols.map(({ name, drawings }) => ({ name, drawings: drawings.length }));
  return { names, bytes: Uint8Array.from(bytes) };
}

/** What `packDrawings` was given. */
export function unpackDrawings(names: readonly PackedName[], bytes: Uint8Array): LineSymbol[] {
  let at = 0;
  const take = () => {
    let value = 0;
    let scale = 1;
    for (; bytes[at] > 127; scale *= 128) value += (bytes[at++] - 128) * scale;
    return value + bytes[at++] * scale;
  };
  const takeSigned = () => {
    const value = take();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const drawing = (): LineDrawing => {
    const count = take();
    if (count === 0) {
      at += DIGIT_SIZE;
      return { pixels: bytes.slice(at - DIGIT_SIZE, at) };
    }
    const strokes = Array.from({ length: count }, () => {
      const stroke: number[] = [];
      for (let left = 2 * take(); left > 0; left--) stroke.push(takeSigned() + expected(stroke, stroke.length));
      return stroke;
    });
    return { strokes };
  };
  return names.map(({ name, drawings }) => ({ name, drawings: Array.from({ length: drawings }, drawing) }));
}
