import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { decodeEmbeddedShard, type EmbeddedShard } from "../../jobs/embedded-shard.ts";
import { refuse } from "../../read/unreadable.ts";
import { version } from "../../version.ts";
import { writeDurably } from "../write/durable-write.ts";
import { createEmbeddingRows, type EmbeddingSource } from "../write/embedding-rows.ts";
import { GrowingFile } from "../write/growing-file.ts";
import type { JobFolder } from "./job-folder.ts";

/** The kinds of files that shards are written as. */
export const SHARD_FORMATS = ["npy", "parquet"] as const;
export type ShardFormat = (typeof SHARD_FORMATS)[number];

/** What stands beside shards: manifest.json. It is written last: where it is, they all are. */
export interface ShardManifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly version: string;
  /** sha256 of the network's weights. */
  readonly fingerprint: string;
  /** sha256 of the model file. */
  readonly model: string;
  readonly dimension: number;
  readonly images: number;
  readonly unreadable: number;
  readonly shards: number;
  /** The file with a line of JSON a shard, in their order: `ShardLine`. */
  readonly list: typeof LIST;
}

export interface ShardLine {
  readonly file: string;
  readonly images: number;
  /** Of the file. */
  readonly sha256: string;
  /** Hash of the job that made it. */
  readonly job: string;
  /** Why images of it are left out. */
  readonly unreadable: readonly string[];
}

const MANIFEST_FORMAT = "siamese-simd shards 1";
const LIST = "shards.jsonl";

interface NumberedShard extends EmbeddedShard {
  readonly number: number;
  readonly hash: string;
}

/**
 * The embedded shards of a folder of jobs, in their order, each checked when it is read.
 * @throws UnreadableFileError naming the first that is missing or broken
 */
export async function* readEmbeddedShards(folder: JobFolder): AsyncGenerator<NumberedShard, void> {
  let number = 0;
  for await (const hash of folder.hashes()) {
    const result = hash === undefined ? undefined : await folder.results.read(hash);
    if (!result || hash === undefined) {
      return refuse(folder.path, `shard ${number} of ${folder.plan.jobs} has no valid result yet; run embed again.`);
    }
    yield { number, hash, ...decodeEmbeddedShard(result.body, `shard ${number}`) };
    number++;
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Totals of shards. */
export interface ShardTotals {
  readonly images: number;
  readonly unreadable: number;
  /** The first reasons. */
  readonly reasons: readonly string[];
}

/** Reasons that are kept. */
const MAX_REASONS = 20;

/** Shards that are written at a time: while the disk takes one, the next is made. */
const AT_A_TIME = 4;

/** Writes a shard's files. @returns its line of the list */
async function writeShard(shard: NumberedShard, path: string, source: EmbeddingSource): Promise<ShardLine> {
  const rows = await createEmbeddingRows(path, source);
  try {
    await rows.add(shard.names, shard.embeddings);
    await rows.finish();
  } catch (error) {
    await rows.discard();
    throw error;
  }
  return {
    file: basename(path),
    images: shard.names.length,
    sha256: await hashFile(path),
    job: shard.hash,
    unreadable: shard.unreadable,
  };
}

/**
 * Writes the shards of a folder whose jobs are all done, and their manifest: shard-00000.npy, shard-00001.npy ...
 * @throws UnreadableFileError if a result is missing or broken; OutputError if a file cannot be written
 */
export async function writeShards(
  folder: JobFolder,
  format: ShardFormat,
  source: EmbeddingSource & { readonly model: string },
): Promise<ShardTotals> {
  const { fingerprint, model, dimension } = source;
  const list = await GrowingFile.create(join(folder.path, LIST));
  let [images, unreadable] = [0, 0];
  const reasons: string[] = [];
  const writing: Promise<ShardLine>[] = [];
  const takeFirst = async () => {
    const line = await (writing.shift() as Promise<ShardLine>);
    await list.append(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    images += line.images;
    unreadable += line.unreadable.length;
    reasons.push(...line.unreadable.slice(0, MAX_REASONS - reasons.length));
  };
  try {
    for await (const shard of readEmbeddedShards(folder)) {
      const file = `shard-${String(shard.number).padStart(5, "0")}.${format}`;
      const line = writeShard(shard, join(folder.path, file), source);
      // It is told of when it is its turn.
      line.catch(() => {});
      writing.push(line);
      if (writing.length === AT_A_TIME) await takeFirst();
    }
    while (writing.length > 0) await takeFirst();
    await list.finish();
  } catch (error) {
    await Promise.allSettled(writing);
    await list.discard();
    throw error;
  }
  const { jobs: shards } = folder.plan;
  const manifest: ShardManifest = {
    ...{ format: MANIFEST_FORMAT, version, fingerprint, model, dimension, images, unreadable, shards },
    list: LIST,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeDurably(join(folder.path, "manifest.json"), new TextEncoder().encode(text));
  return { images, unreadable, reasons };
}
