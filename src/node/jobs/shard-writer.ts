import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { version } from "../../version.ts";
import { writeDurably } from "../write/durable-write.ts";
import { createEmbeddingRows, type EmbeddingSource } from "../write/embedding-rows.ts";
import { GrowingFile } from "../write/growing-file.ts";
import { type NumberedShard, readEmbeddedShard } from "./embedded-shards.ts";
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
const MANIFEST = "manifest.json";
const LIST = "shards.jsonl";

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

/** What a run that was killed has left half-written. */
const LEFT = /^shard(s\.jsonl|-\d+\.(npy|parquet|names\.json))\.[0-9a-f]{12}\.tmp$/;

/** Shards that are done and wait for one before them. Of more, none is kept: they are found again at the end. */
const MAX_READY = 1000;

export interface ShardWriterOptions {
  readonly folder: JobFolder;
  readonly format: ShardFormat;
  /** And the sha256 of the model file. */
  readonly source: EmbeddingSource & { readonly model: string };
}

/**
 * Writes the shards of a folder of jobs, shard-00000.npy, shard-00001.npy ..., while the jobs are done, and in the end their
 * list and their manifest.
 */
export class ShardWriter {
  readonly #options: ShardWriterOptions;
  #list: GrowingFile;
  /** Those that are being written, in their order. */
  #writing: Promise<ShardLine>[] = [];
  /** The first that is not. */
  #next = 0;
  /** Hashes of the jobs behind it that are done. */
  readonly #ready = new Map<number, string>();
  #following: Promise<void> | undefined;
  /** Nothing is written before the end. */
  #isOver = false;
  #isDoubted = false;
  #isWhole = false;
  #totals = { images: 0, unreadable: 0 };
  #reasons: string[] = [];

  private constructor(options: ShardWriterOptions, list: GrowingFile) {
    this.#options = options;
    this.#list = list;
  }

  /** @throws OutputError if nothing can be written there */
  static async create(options: ShardWriterOptions): Promise<ShardWriter> {
    const { path } = options.folder;
    for (const name of await readdir(path)) if (LEFT.test(name)) await rm(join(path, name), { force: true });
    return new ShardWriter(options, await GrowingFile.create(join(options.folder.path, LIST)));
  }

  /** Writes a shard, now or later, whose job is done. What goes wrong is told of at the end. */
  done(number: number, hash: string): void {
    if (this.#isOver || this.#ready.size === MAX_READY) return;
    this.#ready.set(number, hash);
    if (this.#following || !this.#ready.has(this.#next)) return;
    this.#following = this.#follow();
    this.#following.catch(() => {});
  }

  async #follow(): Promise<void> {
    for (;;) {
      const hash = this.#ready.get(this.#next);
      if (hash === undefined || this.#isOver) break;
      this.#ready.delete(this.#next);
      await this.#add(hash);
    }
    this.#following = undefined;
  }

  async #add(hash: string | undefined): Promise<void> {
    // An earlier run's, of other images perhaps: where it is, all shards are.
    if (this.#next === 0) await rm(join(this.#options.folder.path, MANIFEST), { force: true });
    const line = this.#write(this.#next++, hash);
    // It is told of when it is its turn.
    line.catch(() => {});
    this.#writing.push(line);
    if (this.#writing.length === AT_A_TIME) await this.#takeFirst();
  }

  async #write(number: number, hash: string | undefined): Promise<ShardLine> {
    const { folder, format, source } = this.#options;
    const file = `shard-${String(number).padStart(5, "0")}.${format}`;
    return writeShard(await readEmbeddedShard(folder, number, hash), join(folder.path, file), source);
  }

  async #takeFirst(): Promise<void> {
    const line = await (this.#writing.shift() as Promise<ShardLine>);
    await this.#list.append(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    this.#totals.images += line.images;
    this.#totals.unreadable += line.unreadable.length;
    this.#reasons.push(...line.unreadable.slice(0, MAX_REASONS - this.#reasons.length));
  }

  /** A worker was wrong, and some of what was written may be its: all of it is written again at the end. */
  doubt(): void {
    this.#isOver = true;
    this.#isDoubted = true;
  }

  async #restart(): Promise<void> {
    await this.discard();
    this.#list = await GrowingFile.create(join(this.#options.folder.path, LIST));
    this.#next = 0;
    this.#totals = { images: 0, unreadable: 0 };
    this.#reasons = [];
  }

  /**
   * Writes what is left, all jobs being done.
   * @throws UnreadableFileError if a result is missing or broken; OutputError if a file cannot be written
   */
  async finish(): Promise<ShardTotals> {
    const { folder, source } = this.#options;
    if (this.#isDoubted) await this.#restart();
    else await this.#following;
    this.#isOver = true;
    let number = 0;
    for await (const hash of folder.hashes()) if (number++ >= this.#next) await this.#add(hash);
    while (this.#writing.length > 0) await this.#takeFirst();
    await this.#list.finish();
    this.#isWhole = true;
    const { fingerprint, model, dimension } = source;
    const { jobs: shards } = folder.plan;
    const manifest: ShardManifest = {
      ...{ format: MANIFEST_FORMAT, version, fingerprint, model, dimension, ...this.#totals, shards },
      list: LIST,
    };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeDurably(join(folder.path, MANIFEST), new TextEncoder().encode(text));
    return { ...this.#totals, reasons: this.#reasons };
  }

  /** Ends it where not all is done: shards that are whole stay, their list does not. */
  async discard(): Promise<void> {
    if (this.#isWhole) return;
    this.#isOver = true;
    this.#ready.clear();
    await this.#following?.catch(() => {});
    await Promise.allSettled(this.#writing.splice(0));
    await this.#list.discard();
  }
}
