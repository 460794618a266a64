import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { WorkerProcess } from "../../test/cluster/nats-server.ts";
import { PER_FOLDER } from "../../test/support/digit-files.ts";
import { median } from "../measure.ts";
import type { PerImage } from "./paper.ts";
import { command, cpuSecondsOf, spend } from "./processes.ts";

export const IMAGES_A_SHARD = 5000;

export interface ManyImages {
  readonly url: string;
  readonly folder: string;
  readonly images: string;
  readonly model: string;
  readonly count: number;
  readonly rounds: number;
}

/** What a way of embedding all images has taken. */
interface Taken {
  readonly seconds: number;
  /** Processor time of those who embed, if it is known apart. */
  readonly work: number | undefined;
  /** Processor time of the one who gives out jobs, or of all where they are one process. */
  readonly own: number;
  readonly megabytes: number;
}

const folderBytes = (path: string): number =>
  readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);

/** A plain loop beside ways to cut it into jobs, in turns; by the clock, and by processor time, which other work changes less. */
export async function measureImages({ url, folder, images, model, count, rounds }: ManyImages): Promise<PerImage> {
  const plainly = async (): Promise<Taken> => {
    const args = [images, String(count), model, join(folder, "plain.npy")];
    const { stdout, megabytes } = await spend("--import", "tsx", "bench/jobs/plain-loop.ts", ...args);
    // Without the start of the process, which the workers have behind them too.
    const { seconds, cpuSeconds } = JSON.parse(stdout);
    return { seconds, work: cpuSeconds, own: 0, megabytes };
  };
  const out = join(folder, "out");
  const jobs = (...more: string[]) => {
    rmSync(out, { recursive: true, force: true });
    const shards = String(Math.ceil(count / IMAGES_A_SHARD));
    return command("embed", images, "--model", model, "--shards", shards, "--out", out, "--quiet", ...more);
  };
  const inThreads = async (threads: number): Promise<Taken> => {
    const { seconds, cpuSeconds, megabytes } = await jobs("--threads", String(threads));
    return { seconds, work: undefined, own: cpuSeconds, megabytes };
  };
  const overNats = async (workerCount: number): Promise<Taken> => {
    const workers = Array.from({ length: workerCount }, () => new WorkerProcess(["--nats", url, "--folder", images]));
    await sleep(3000);
    const cpu = () => workers.reduce((sum, { pid }) => sum + cpuSecondsOf(pid), 0);
    const before = cpu();
    const { seconds, cpuSeconds, megabytes } = await jobs("--nats", url, "--folder", images, "--compare", "0");
    const work = cpu() - before;
    for (const worker of workers) await worker.kill("SIGTERM");
    return { seconds, work, own: cpuSeconds, megabytes };
  };
  const ways = [
    { name: "plain loop", at: 1, run: plainly },
    { name: "jobs in 1 thread", at: 1, run: () => inThreads(1) },
    { name: "jobs in 2 threads", at: 2, run: () => inThreads(2) },
    { name: "jobs over NATS, 1 worker", at: 1, run: () => overNats(1) },
    { name: "jobs over NATS, 2 workers", at: 2, run: () => overNats(2) },
  ];
  const taken: Taken[][] = ways.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { run }] of ways.entries()) taken[i].push(await run());
  }
  const middle = (i: number, of: (each: Taken, round: number) => number) => median(taken[i].map(of));
  for (const [i, { name, at }] of ways.entries()) {
    const clock = middle(i, ({ seconds }, round) => taken[0][round].seconds / seconds);
    const work = middle(i, (each, round) => (at * Number(taken[0][round].work)) / (each.work ?? Number.NaN));
    const own = middle(i, (each) => each.own);
    const least = 1e6 / count;
    console.log(
      `${name}: ${Math.round(count / middle(i, ({ seconds }) => seconds))} images/s, ${clock.toFixed(2)} of the plain loop` +
        (Number.isNaN(work) ? "" : `; ${work.toFixed(2)} if each worker has a core`) +
        `; processor time, us an image: ${(middle(i, (each) => each.work ?? 0) * least).toFixed(1)} to embed, ` +
        `${(own * least).toFixed(1)} ${Number.isNaN(work) ? "in all" : "to give out"}; ` +
        `${middle(i, ({ megabytes }) => megabytes).toFixed(0)} MB resident at most`,
    );
  }
  return {
    plain: middle(0, ({ work }) => Number(work)) / count,
    coordinator: middle(3, ({ own }) => own) / count,
    bytesIn: folderBytes(join(images, "000000")) / PER_FOLDER,
    bytesOut: folderBytes(join(out, "results")) / count,
  };
}
