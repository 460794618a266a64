import { readNames } from "../read/shard-names.ts";
import type { Shard } from "../read/shards.ts";
import type { NearestMerge } from "./nearest-merge.ts";
import { type ShardScanOptions, scanShards } from "./scan-shards.ts";

/** The nearest of some images, by their names. */
export interface NamedNeighbours {
  /** As asked for, or as many images as there are where these are fewer. */
  readonly k: number;
  /** (queries, k), each query's nearest first */
  readonly names: readonly string[];
  /** Euclidean; (queries, k) */
  readonly distances: Float64Array;
}

/** As `scanShards`, with the names of what was found: only these are kept in memory. */
export async function findInShards(options: ShardScanOptions): Promise<NamedNeighbours> {
  const { shards } = options;
  const merge = await scanShards(options);
  const { k, squares } = merge;
  return { k, names: await namesOf(merge, shards), distances: Float64Array.from(squares, Math.sqrt) };
}

async function namesOf({ numbers }: NearestMerge, shards: readonly Shard[]): Promise<string[]> {
  const names = new Array<string>(numbers.length);
  let first = 0;
  const sorted = [...numbers.keys()].sort((a, b) => numbers[a] - numbers[b]);
  let at = 0;
  for (const { rows, names: file } of shards) {
    const from = at;
    while (at < sorted.length && numbers[sorted[at]] < first + rows) at++;
    const wanted = sorted.slice(from, at);
    if (wanted.length > 0) {
      const found = await readNames(file, rows, new Set(wanted.map((place) => numbers[place] - first)));
      for (const place of wanted) names[place] = found.get(numbers[place] - first) ?? "";
    }
    first += rows;
  }
  return names;
}
