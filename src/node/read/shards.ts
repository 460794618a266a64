import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DataFile } from "../../read/data-file.ts";
import { MAX_NPY_HEADER_BYTES } from "../../read/limits.ts";
import { readNpyHeader } from "../../read/npy-header.ts";
import { refuse } from "../../read/unreadable.ts";
import { namesPath } from "../write/embedding-rows.ts";
import { openDataFile } from "./data-files.ts";
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

const isNpy = (name: string): boolean => /\.npy$/i.test(name);
const isParquet = (name: string): boolean => /\.parquet$/i.test(name);

/**
 * The .npy files of an index: the one at the path, or those of a folder that holds nothing but embeddings and their names,
 * sorted by name.
 * @returns undefined for another folder or file
 * @throws UnreadableFileError for Parquet files, which are for databases
 */
export async function findShards(path: string): Promise<string[] | undefined> {
  if (isNpy(path)) return [path];
  if (!(await stat(path).catch(() => undefined))?.isDirectory()) return undefined;
  const names = (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  const shards = names.filter(isNpy);
  const parquet = names.find(isParquet);
  if (!names.every((name) => isNpy(name) || isParquet(name) || /\.json$/i.test(name))) return undefined;
  if (parquet !== undefined) {
    refuse(join(path, parquet), "search reads shards of .npy alone; Parquet is for databases.");
  }
  return shards.length > 0 ? shards.map((name) => join(path, name)) : undefined;
}

/**
 * Reads what the files say of themselves, not their numbers.
 * @throws UnreadableFileError if one is missing or broken, or they are another network's
 */
export async function openShards(paths: readonly string[], dimension: number, fingerprint: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  for (const path of paths) {
    const file = await openDataFile(path);
    const start = await file.read(0, Math.min(file.size, 12 + MAX_NPY_HEADER_BYTES));
    const { kind, itemSize, littleEndian, fortranOrder, shape, dataStart } = readNpyHeader(start, path, file.size);
    const isRows = shape.length === 2 && shape[1] === dimension && !(fortranOrder && shape[0] > 1);
    if (kind !== "f" || itemSize !== 4 || !littleEndian || !isRows) {
      const type = `${littleEndian ? "" : "big-endian "}${kind}${8 * itemSize}${fortranOrder ? " in Fortran order" : ""}`;
      refuse(path, `expected f32 of shape (N, ${dimension}), got ${type} of (${shape.join(", ")}).`);
    }
    const names = await openDataFile(namesPath(path));
    if ((await readFingerprint(names)) !== fingerprint) {
      refuse(path, "expected embeddings by this model, got another's; run embed again.");
    }
    shards.push({ path, rows: shape[0], dataStart, names });
  }
  return shards;
}
