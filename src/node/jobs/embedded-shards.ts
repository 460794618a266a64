import { decodeEmbeddedShard, type EmbeddedShard } from "../../jobs/embedded-shard.ts";
import { refuse } from "../../read/unreadable.ts";
import type { JobFolder } from "./job-folder.ts";

export interface NumberedShard extends EmbeddedShard {
  readonly number: number;
  readonly hash: string;
}

/**
 * An embedded shard of a folder of jobs, checked.
 * @param hash of its job
 * @throws UnreadableFileError if it is missing or broken
 */
export async function readEmbeddedShard(
  folder: JobFolder,
  number: number,
  hash: string | undefined,
): Promise<NumberedShard> {
  const result = hash === undefined ? undefined : await folder.results.read(hash);
  if (!result || hash === undefined) {
    return refuse(folder.path, `shard ${number} of ${folder.plan.jobs} has no valid result yet; run embed again.`);
  }
  return { number, hash, ...decodeEmbeddedShard(result.body, `shard ${number}`) };
}

/**
 * The embedded shards of a folder of jobs, in their order, each checked when it is read.
 * @throws UnreadableFileError naming the first that is missing or broken
 */
export async function* readEmbeddedShards(folder: JobFolder): AsyncGenerator<NumberedShard, void> {
  let number = 0;
  for await (const hash of folder.hashes()) yield await readEmbeddedShard(folder, number++, hash);
}
