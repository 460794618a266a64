import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { quoteValue } from "../../message-text.ts";
import { parseJson } from "../../parse-json.ts";
import type { DataFile } from "../../read/data-file.ts";
import { MAX_JSON_BYTES, MAX_NPY_HEADER_BYTES } from "../../read/limits.ts";
import { readNpyHeader } from "../../read/npy-header.ts";
import { refuse } from "../../read/unreadable.ts";
import { namesPath } from "../write/embedding-rows.ts";
import { openDataFile } from "./data-files.ts";
import { readBytes } from "./read-bytes.ts";
import { readFingerprint } from "./shard-names.ts";

/** An .npy file of embeddings, and the names beside it. */
export interface Shard {
  readonly path: string;
  /** Embeddings in it. */
  readonly rows: number;
  /** The byte at which they begin. */
  readonly dataStart: number;
  readonly names: DataFile;
}

/** Where an .npy file of embeddings is, and how many a manifest says that it has. */
export interface ShardPath {
  readonly path: string;
  readonly rows?: number;
}

const isNpy = (name: string): boolean => /\.npy$/i.test(name);
const isParquet = (name: string): boolean => /\.parquet$/i.test(name);

const refuseParquet = (path: string): never =>
  refuse(path, "search reads shards of .npy alone; Parquet is for databases.");

/** What `embed --shards` writes: manifest.json, and the list that it names. */
const MANIFEST = "manifest.json";
const MANIFEST_FORMAT = "siamese-simd shards 1";
const LIST = "shards.jsonl";

const readText = async (path: string): Promise<string> =>
  new TextDecoder().decode(await readBytes(path, MAX_JSON_BYTES));

/** The shards that a manifest lists, in its order; undefined if the folder has none. */
async function listedShards(folder: string, names: readonly string[]): Promise<ShardPath[] | undefined> {
  if (!names.includes(MANIFEST)) return undefined;
  const { format, shards } = Object(parseJson(await readText(join(folder, MANIFEST))));
  if (format !== MANIFEST_FORMAT) return undefined;
  const source = join(folder, LIST);
  const lines = (await readText(source)).split("\n").filter((line) => line !== "");
  if (lines.length !== shards)
    refuse(source, `expected a line for each of ${quoteValue(shards)} shards, got ${lines.length}.`);
  return lines.map((line, i) => {
    const { file, images } = Object(parseJson(line));
    const isPlain = typeof file === "string" && names.includes(file);
    if (!isPlain) refuse(source, `line ${i + 1}: expected a file of this folder, got ${quoteValue(file)}.`);
    const path = join(folder, file);
    if (isParquet(file)) return refuseParquet(path);
    if (!Number.isSafeInteger(images)) refuse(source, `line ${i + 1}: expected how many images it has, an integer.`);
    return { path, rows: images };
  });
}

/**
 * The .npy files of an index: the one at the path, those that the manifest of a folder lists, or those of a folder that
 * holds nothing but embeddings and their names, sorted by name.
 * @returns undefined for another folder or file
 * @throws UnreadableFileError for Parquet files, which are for databases, or a broken manifest
 */
export async function findShards(path: string): Promise<ShardPath[] | undefined> {
  if (isNpy(path)) return [{ path }];
  if (!(await stat(path).catch(() => undefined))?.isDirectory()) return undefined;
  const names = (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  const listed = await listedShards(path, names);
  if (listed) return listed;
  if (!names.every((name) => isNpy(name) || isParquet(name) || /\.json$/i.test(name))) return undefined;
  const parquet = names.find(isParquet);
  if (parquet !== undefined) refuseParquet(join(path, parquet));
  const shards = names.filter(isNpy);
  return shards.length > 0 ? shards.map((name) => ({ path: join(path, name) })) : undefined;
}

/**
 * Reads what the files say of themselves, not their numbers.
 * @throws UnreadableFileError if one is missing or broken, or they are another network's
 */
export async function openShards(
  paths: readonly ShardPath[],
  dimension: number,
  fingerprint: string,
): Promise<Shard[]> {
  const shards: Shard[] = [];
  for (const { path, rows } of paths) {
    const file = await openDataFile(path);
    const start = await file.read(0, Math.min(file.size, 12 + MAX_NPY_HEADER_BYTES));
    const { kind, itemSize, littleEndian, fortranOrder, shape, dataStart } = readNpyHeader(start, path, file.size);
    const isRows = shape.length === 2 && shape[1] === dimension && !(fortranOrder && shape[0] > 1);
    if (kind !== "f" || itemSize !== 4 || !littleEndian || !isRows) {
      const type = `${littleEndian ? "" : "big-endian "}${kind}${8 * itemSize}${fortranOrder ? " in Fortran order" : ""}`;
      refuse(path, `expected f32 of shape (N, ${dimension}), got ${type} of (${shape.join(", ")}).`);
    }
    if (rows !== undefined && shape[0] !== rows) {
      refuse(path, `expected ${rows} embeddings, as the manifest says, got ${shape[0]}.`);
    }
    const names = await openDataFile(namesPath(path));
    if ((await readFingerprint(names)) !== fingerprint) {
      refuse(path, "expected embeddings by this model, got another's; run embed again.");
    }
    shards.push({ path, rows: shape[0], dataStart, names });
  }
  return shards;
}
