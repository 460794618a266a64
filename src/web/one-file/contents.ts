import type { ElementWords } from "../../elements/words.ts";
import { fromHalf, toHalf } from "../../weights/half.ts";

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
  /** As `symbolsToText` gives them. */
  readonly symbols: string;
}

/** A page in one file: what it shows, and its networks, as model files. */
export interface Contents {
  readonly about: About;
  readonly model: Uint8Array;
  /** What guesses the symbols; undefined if there are none. Its weights are rounded to 16 bits. */
  readonly symbolModel?: Uint8Array | undefined;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Where the weights begin in a model file: behind a length of 8 bytes and the header (safetensors). */
const weightsAt = (file: Uint8Array): number =>
  8 + new DataView(file.buffer, file.byteOffset, file.byteLength).getUint32(0, true);

/** Numbers of `width` bytes, their first bytes first, then all second ones: bytes that are alike lie together. */
function planes(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width;
  return bytes.map((_, at) => bytes[(at % count) * width + Math.floor(at / count)]);
}

function fromPlanes(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width;
  return bytes.map((_, at) => bytes[(at % width) * count + Math.floor(at / width)]);
}

function halvesOf(weights: Uint8Array): Uint8Array {
  const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength);
  const halves = new DataView(new ArrayBuffer(weights.length / 2));
  for (let i = 0; i < weights.length / 4; i++) halves.setUint16(2 * i, toHalf(view.getFloat32(4 * i, true)), true);
  return new Uint8Array(halves.buffer);
}

function fromHalves(halves: Uint8Array): Uint8Array {
  const view = new DataView(halves.buffer, halves.byteOffset, halves.byteLength);
  const weights = new DataView(new ArrayBuffer(halves.length * 2));
  for (let i = 0; i < halves.length / 2; i++) weights.setFloat32(4 * i, fromHalf(view.getUint16(2 * i, true)), true);
  return new Uint8Array(weights.buffer);
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
export function partsOf({ about, model, symbolModel }: Contents): Uint8Array[] {
  const at = weightsAt(model);
  const parts = [encoder.encode(JSON.stringify(about)), model.slice(0, at), planes(model.subarray(at), 4)];
  if (!symbolModel) return parts;
  const from = weightsAt(symbolModel);
  return [...parts, symbolModel.slice(0, from), planes(halvesOf(symbolModel.subarray(from)), 2)];
}

/** What `partsOf` was given, but for the rounded weights. */
export function contentsOf([about, head, weights, symbolHead, halves]: readonly Uint8Array[]): Contents {
  const file = (header: Uint8Array, data: Uint8Array): Uint8Array => {
    const bytes = new Uint8Array(header.length + data.length);
    bytes.set(header);
    bytes.set(data, header.length);
    return bytes;
  };
  return {
    about: JSON.parse(decoder.decode(about)),
    model: file(head, fromPlanes(weights, 4)),
    symbolModel: halves && file(symbolHead, fromHalves(fromPlanes(halves, 2))),
  };
}
