import type { ElementWords } from "../../elements/words.ts";
import type { LineSymbol } from "../page/symbols.ts";
import { fromByteWeights, toByteWeights, weightsAt } from "./byte-weights.ts";
import { type PackedName, packDrawings, unpackDrawings } from "./packed-drawings.ts";

/** What a page in one file shows, in words of its maker's language. */
export interface About {
  readonly title: string;
  /** Above the pads of the comparison, and above the symbols. */
  readonly compare: string;
  readonly symbolsTitle: string;
  /** The run that made the network, and the fingerprint of its weights. */
  readonly run: string;
  readonly made: string;
  readonly words: Partial<ElementWords>;
}

/** A page in one file: what it shows, and its networks, as model files. */
export interface Contents {
  readonly about: About;
  readonly model: Uint8Array;
  readonly symbols: readonly LineSymbol[];
  /** What guesses the symbols; undefined if there are none. Its weights are rounded to 8 bits. */
  readonly symbolModel?: Uint8Array | undefined;
}

/** The part that is text. */
interface Told {
  readonly about: About;
  readonly names: readonly PackedName[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Numbers of `width` bytes, their first bytes first, then all second ones: bytes that are alike lie together. */
function planes(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width;
  return bytes.map((_, at) => bytes[(at % count) * width + Math.floor(at / count)]);
}

function fromPlanes(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width;
  return bytes.map((_, at) => bytes[(at % width) * count + Math.floor(at / width)]);
}

/** Parts one after the other, each behind its length. */
export function joinParts(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(all.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    all.set(part, at + 4);
    at += 4 + part.length;
  }
  return all;
}

export function splitParts(all: Uint8Array): Uint8Array[] {
  const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < all.length; at += 4 + parts[parts.length - 1].length) {
    parts.push(all.slice(at + 4, at + 4 + view.getUint32(at, true)));
  }
  return parts;
}

/** The contents as parts that compress well. */
export function partsOf({ about, model, symbols, symbolModel }: Contents): Uint8Array[] {
  const at = weightsAt(model);
  const { names, bytes } = packDrawings(symbols);
  const text = encoder.encode(JSON.stringify({ about, names } satisfies Told));
  const parts = [text, bytes, model.slice(0, at), planes(model.subarray(at), 4)];
  if (!symbolModel) return parts;
  const { head, steps, weights } = toByteWeights(symbolModel);
  return [...parts, head, planes(steps, 4), weights];
}

/** What `partsOf` was given, but for the rounded weights. */
export function contentsOf([text, drawings, head, weights, ...symbolParts]: readonly Uint8Array[]): Contents {
  const { about, names } = JSON.parse(decoder.decode(text)) as Told;
  const [symbolHead, steps, symbolWeights] = symbolParts;
  const bytes = fromPlanes(weights, 4);
  const model = new Uint8Array(head.length + bytes.length);
  model.set(head);
  model.set(bytes, head.length);
  return {
    about,
    model,
    symbols: unpackDrawings(names, drawings),
    symbolModel:
      symbolHead && fromByteWeights({ head: symbolHead, steps: fromPlanes(steps, 4), weights: symbolWeights }),
  };
}
