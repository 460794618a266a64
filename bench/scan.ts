// Search in more embeddings than memory is to hold: npm run bench:scan [-- --rows 10000000 --dimension 32 --shards 100]
// Makes the shards, and prints rows a second, the ratio to a plain read of the same bytes, and the memory of the command.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { fingerprint, saveModel } from "../src/formats/model.ts";
import { createNetwork } from "../src/nn/network.ts";
import { encodePng } from "../src/node/pictures/encode-png.ts";
import { findShards, openShards, type Shard } from "../src/node/read/shards.ts";
import { scanShards } from "../src/node/scan/scan-shards.ts";
import { createEmbeddingRows } from "../src/node/write/embedding-rows.ts";
import { Random } from "../src/random.ts";
import { median } from "./measure.ts";

const option = (value: string) => ({ type: "string" as const, default: value });
const { values } = parseArgs({
  options: { rows: option("10000000"), dimension: option("32"), shards: option("100"), rounds: option("7") },
});
const [rows, dimension, shardCount, rounds] = [values.rows, values.dimension, values.shards, values.rounds].map(Number);

const folder = mkdtempSync(join(tmpdir(), "siamese-scan-"));
/** Prints the most memory that a process had, when it ends. */
const METER = 'process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS, "KiB"));';
/** Reads files as the search does, and does nothing with them. */
const READER = `const { parentPort, workerData } = require("node:worker_threads");
const { closeSync, openSync, readSync } = require("node:fs");
const bytes = new Uint8Array(workerData.chunk);
for (const path of workerData.paths) {
  const file = openSync(path);
  while (readSync(file, bytes, 0, bytes.length, null) > 0);
  closeSync(file);
}
parentPort.postMessage("done");`;

async function makeShards(place: string, print: string): Promise<void> {
  const random = Random.fromSeed(1);
  for (let i = 0, row = 0; i < shardCount; i++) {
    const end = Math.floor(((i + 1) * rows) / shardCount);
    const shard = await createEmbeddingRows(join(place, `${String(i).padStart(5, "0")}.npy`), {
      dimension,
      fingerprint: print,
    });
    for (; row < end; ) {
      const count = Math.min(10_000, end - row);
      const names = Array.from({ length: count }, (_, r) => `images/${String(row + r).padStart(8, "0")}.png`);
      await shard.add(
        names,
        Float32Array.from({ length: count * dimension }, () => random.uniform() - 0.5),
      );
      row += count;
    }
    await shard.finish();
  }
}

/** Seconds of reading all files in so many threads. */
async function readPlainly(shards: readonly Shard[], threads: number): Promise<number> {
  const begin = performance.now();
  const workers = Array.from({ length: threads }, (_, t) => {
    const paths = shards.filter((_, i) => i % threads === t).map(({ path }) => path);
    const worker = new Worker(READER, { eval: true, workerData: { paths, chunk: 2 ** 17 } });
    return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  });
  await Promise.all(workers);
  return (performance.now() - begin) / 1000;
}

/** Takes the files out of the page cache; whether it could, with a dd that knows how. */
const forget = (shards: readonly Shard[]): boolean =>
  shards.every(({ path }) => spawnSync("dd", [`if=${path}`, "iflag=nocache", "count=0", "status=none"]).status === 0);

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

async function scan(shards: readonly Shard[], queries: Float32Array, threads: number): Promise<number> {
  const begin = performance.now();
  await scanShards({ shards, queries, dimension, k: 11, threads });
  return (performance.now() - begin) / 1000;
}

try {
  const input = { height: 8, width: 8, channels: 1 };
  const network = await createNetwork({ architecture: { input, layers: [{ type: "dense", units: dimension }] } });
  const [model, query] = [join(folder, "model.safetensors"), join(folder, "query.png")];
  writeFileSync(model, saveModel(network));
  const pixels = Uint8Array.from({ length: 64 }, (_, i) => (i * 37) % 256);
  writeFileSync(query, await encodePng(pixels, 8, 8, 1));
  const place = mkdtempSync(join(folder, "shards-"));
  const print = await fingerprint(network);
  await makeShards(place, print);
  const bytes = rows * dimension * 4;
  console.log(`${rows} x ${dimension} floats in ${shardCount} shards, ${(bytes / 1e9).toFixed(2)} GB`);

  const shards = await openShards((await findShards(place)) ?? [], dimension, print);
  const counts = [...new Set([1, Math.min(shardCount, availableParallelism())])];
  const random = Random.fromSeed(2);
  const queries = Float32Array.from({ length: 16 * dimension }, () => random.uniform() - 0.5);
  for (const { from, queryCount, threads, prepare } of [
    ...counts.map((threads) => ({ from: "page cache", queryCount: 1, threads, prepare: () => true })),
    ...counts.map((threads) => ({ from: "page cache", queryCount: 16, threads, prepare: () => true })),
    ...counts.map((threads) => ({ from: "disk", queryCount: 1, threads, prepare: () => forget(shards) })),
  ]) {
    const [reads, scans]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds && prepare(); round++) {
      reads.push(await readPlainly(shards, threads));
      prepare();
      scans.push(await scan(shards, queries.subarray(0, queryCount * dimension), threads));
    }
    if (scans.length === 0) continue;
    const seconds = median(scans);
    console.log(
      `${from}, ${plural(queryCount, "query", "queries")}, ${plural(threads, "thread")}: ` +
        `${(rows / seconds / 1e6).toFixed(1)} million rows/s, ${(bytes / seconds / 1e9).toFixed(2)} GB/s; ` +
        `plain read in as many threads ${(bytes / median(reads) / 1e9).toFixed(2)} GB/s; ` +
        `ratio ${median(scans.map((time, i) => reads[i] / time)).toFixed(2)}`,
    );
  }
  for (const threads of counts) {
    const begin = performance.now();
    const meter = `data:text/javascript,${encodeURIComponent(METER)}`;
    const command = ["dist/bundle/cli.js", "search", "--model", model, "--in", place, "--threads", String(threads)];
    const { status, stderr } = spawnSync(process.execPath, ["--import", meter, ...command, query, "--quiet"], {
      encoding: "utf8",
    });
    const megabytes = (Number(/peak (\d+) KiB/.exec(stderr)?.[1]) * 1024) / 1e6;
    const isRight = status === 0 && megabytes <= 200;
    console.log(
      `${isRight ? "" : `FAILED (${status}, at most 200 MB): `}the command search, ${plural(threads, "thread")}: ` +
        `${((performance.now() - begin) / 1000).toFixed(1)} s, ${megabytes.toFixed(0)} MB resident at most`,
    );
    if (!isRight) process.exitCode = 1;
    if (status !== 0) console.log(stderr.slice(-2000));
  }
} finally {
  rmSync(folder, { recursive: true });
}
