import { Worker } from "node:worker_threads";
import { UnreadableFileError } from "../../errors.ts";
import { compileKernels } from "../../wasm/compile-kernels.ts";
import type { Shard } from "../read/shards.ts";
import { NearestMerge } from "./nearest-merge.ts";
import type { Part, PartNeighbours, ScanStart } from "./scan-part.ts";
import { scanSource } from "./scan-source.ts";

/** A large file is work for several threads. */
const PART_BYTES = 2 ** 25;

interface ShardPart extends Part {
  /** The number of its first row, counted through all files. */
  readonly firstNumber: number;
}

function* partsOf({ shards, dimension, partBytes = PART_BYTES }: ShardScanOptions): Generator<ShardPart> {
  const most = Math.ceil(partBytes / (4 * dimension));
  let firstNumber = 0;
  for (const { path, rows, dataStart } of shards) {
    for (let firstRow = 0; firstRow < rows; firstRow += most) {
      const start = dataStart + firstRow * dimension * 4;
      const length = Math.min(most, rows - firstRow);
      yield { path, start, rows: length, firstRow, firstNumber: firstNumber + firstRow };
    }
    firstNumber += rows;
  }
}

export interface ShardScanOptions {
  readonly shards: readonly Shard[];
  /** (N, dimension), finite, at least one */
  readonly queries: Float32Array;
  readonly dimension: number;
  readonly k: number;
  /** How many search at a time; the same bits with any number. */
  readonly threads: number;
  /** Bytes of a file that a thread searches before it takes others. Default: 32 MiB */
  readonly partBytes?: number;
  /** Is told how many embeddings were searched, part by part. */
  readonly onRows?: (rows: number) => void;
}

/** Sends a worker one part after another, until there is none: `send` sends it one more than it has, so that it need not wait. */
function runWorker(
  start: ScanStart,
  parts: Iterator<ShardPart>,
  take: (part: ShardPart, found: PartNeighbours) => void,
) {
  // A text and not a file: no path to find, in the sources, in the package, and in a bundle alike.
  const worker = new Worker(scanSource, { eval: true, execArgv: [], workerData: start });
  const sent: ShardPart[] = [];
  const send = () => {
    const part = parts.next().value;
    if (!part) return;
    sent.push(part);
    worker.postMessage(part);
  };
  const done = new Promise<void>((resolve, reject) => {
    worker.on("message", (reply: PartNeighbours | { error: string }) => {
      if ("error" in reply) return reject(new UnreadableFileError(reply.error));
      const part = sent.shift();
      send();
      if (part) take(part, reply);
      if (sent.length === 0) resolve();
    });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`a searching worker ended with code ${code}`)));
  });
  send();
  return { send, done, terminate: () => worker.terminate() };
}

/**
 * The k nearest of all embeddings in files to each query, exactly: as an index in memory has them, to the bit. The files are
 * streamed, some 100 kB a thread in memory. Of equally near ones the one in the earlier file, then row, comes first.
 * @returns their numbers, counted through all files
 * @throws UnreadableFileError if a file cannot be read or has a number that is not finite
 */
export async function scanShards(options: ShardScanOptions): Promise<NearestMerge> {
  const { shards, queries, dimension, k, threads, onRows } = options;
  const count = shards.reduce((sum, { rows }) => sum + rows, 0);
  const merge = new NearestMerge(queries.length / dimension, Math.min(k, count));
  const parts = [...partsOf(options)];
  const start: ScanStart = { queries, dimension, k: merge.k, module: await kernelsHere() };
  const queue = parts.values();
  const workers = Array.from({ length: Math.min(threads, parts.length) }, () =>
    runWorker(start, queue, (part, found) => {
      merge.add(found, part.firstNumber);
      onRows?.(part.rows);
    }),
  );
  // When each has one, so that no worker has two while another has none.
  for (const { send } of workers) send();
  try {
    await Promise.all(workers.map(({ done }) => done));
  } finally {
    await Promise.all(workers.map(({ terminate }) => terminate()));
  }
  return merge;
}

/** None where there is no WebAssembly SIMD. */
async function kernelsHere(): Promise<WebAssembly.Module | undefined> {
  try {
    return await compileKernels(undefined, false, true);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}
