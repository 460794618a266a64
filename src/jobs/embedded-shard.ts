import { npyBytes } from "../formats/npy.ts";
import { quoteValue } from "../message-text.ts";
import type { Network } from "../nn/network.ts";
import { parseJson } from "../parse-json.ts";
import { concatBytes } from "../read/data-file.ts";
import type { ReadFiles } from "../read/read-ahead.ts";
import { refuse } from "../read/unreadable.ts";
import { embedReadFiles, type NamedImage } from "../search/embed-files.ts";
import type { Made } from "./made.ts";

/** What an embed job makes: the embeddings of a shard's images. */
export interface EmbeddedShard {
  readonly dimension: number;
  /** Of the images that could be read. */
  readonly names: readonly string[];
  /** (names, dimension) */
  readonly embeddings: Float32Array;
  /** Why the others could not. */
  readonly unreadable: readonly string[];
}

/** Embeds a shard's images in their order. */
export async function embedShard(network: Network, files: ReadFiles<NamedImage>): Promise<Made> {
  const { dimension } = network;
  const names: string[] = [];
  const parts: Uint8Array[] = [];
  const unreadable: string[] = [];
  for await (const { files: read, embeddings } of embedReadFiles(network, files, (why) => unreadable.push(why))) {
    for (const { name } of read) names.push(name);
    parts.push(npyBytes(embeddings));
  }
  const header = new TextEncoder().encode(`${JSON.stringify({ dimension, names, unreadable })}\n`);
  return { body: concatBytes([header, ...parts]), images: names.length + unreadable.length };
}

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

/** Reads what `embedShard` has made. @throws UnreadableFileError if it is something else */
export function decodeEmbeddedShard(body: Uint8Array, source: string): EmbeddedShard {
  const end = body.indexOf(0x0a);
  const header = end < 0 ? undefined : parseJson(new TextDecoder().decode(body.subarray(0, end)));
  const { dimension, names, unreadable } = Object(header);
  if (!isStrings(names) || !isStrings(unreadable)) refuse(source, "expected the names of a shard's images, got none.");
  if (!Number.isSafeInteger(dimension) || dimension < 1) {
    refuse(source, `expected the numbers in an embedding, from 1, got ${quoteValue(dimension)}.`);
  }
  const count = names.length * dimension;
  const bytes = body.subarray(end + 1);
  if (bytes.length !== 4 * count) {
    refuse(source, `expected ${names.length} embeddings of ${dimension} numbers, got ${bytes.length} bytes.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const embeddings = new Float32Array(count);
  for (let i = 0; i < count; i++) embeddings[i] = view.getFloat32(4 * i, true);
  return { dimension, names, embeddings, unreadable };
}
