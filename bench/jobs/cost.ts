import { readFileSync } from "node:fs";
import { sha256 } from "../../src/formats/hash.ts";
import { loadModel } from "../../src/formats/model.ts";
import type { JobQueue, ResultStore } from "../../src/jobs/queue.ts";
import { runJobs } from "../../src/jobs/run-jobs.ts";
import { planShards } from "../../src/node/jobs/embed-plan.ts";
import { listImages } from "../../src/node/jobs/list-images.ts";
import { connectNats } from "../../src/node/jobs/nats/connect.ts";
import { NatsQueue } from "../../src/node/jobs/nats/nats-queue.ts";
import { ThreadQueue } from "../../src/node/jobs/thread-queue.ts";
import { foldersOf } from "../../test/support/digit-files.ts";
import { median } from "../measure.ts";
import type { MonitoredServer } from "./monitored-server.ts";
import type { PerJob } from "./paper.ts";
import { embedPlainly } from "./plain.ts";

/** Jobs of one image each: there is little to do in them but to be jobs. */
export const COST_JOBS = 5000;
/** Of them, those that are given out when the last one is back. */
const ALONE = 500;
const ROUNDS = 3;

const NOTHING: ResultStore = { read: async () => undefined, write: async () => {}, remove: async () => {} };

export interface CostSetting {
  readonly server: MonitoredServer;
  readonly images: string;
  readonly model: string;
}

/** What a job costs, above doing its work in a plain loop. */
export async function measureCost({ server, images, model }: CostSetting): Promise<PerJob> {
  const bytes = new Uint8Array(readFileSync(model));
  const hash = await sha256(bytes);
  const plan = { paths: foldersOf(images, COST_JOBS), images: COST_JOBS, shards: COST_JOBS, model: hash };
  const tasks = (queue: JobQueue) =>
    planShards({ ...plan, input: queue instanceof ThreadQueue ? { threads: queue } : { folder: images } }, queue);
  const nats = await connectNats(server.url, "bench", false);
  const overNats = await NatsQueue.open({ nats, run: hash.slice(0, 16), ackWait: 30, say: () => {} });
  const inThreads = new ThreadQueue(1);
  const queues = [
    { name: "one thread of this process", queue: inThreads },
    { name: "one worker over NATS", queue: overNats },
  ] as const;
  for (const { queue } of queues) await queue.provide(hash, bytes);

  const network = await loadModel(bytes, model);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const begin = performance.now();
    await work();
    return (performance.now() - begin) / COST_JOBS;
  };
  const plainly = async () => {
    for await (const refs of listImages(plan.paths)) {
      for (const ref of refs) for await (const _ of embedPlainly(network, [[ref]]));
    }
  };
  const alone = async ({ queue }: (typeof queues)[number]): Promise<number> => {
    const times: number[] = [];
    for await (const task of tasks(queue)) {
      const begin = performance.now();
      await queue.submit(task);
      times.push(performance.now() - begin);
      if (times.length === ALONE) break;
    }
    return median(times);
  };
  const all: number[][] = [[], [], []];
  const single: number[][] = [[], []];
  const before = await server.traffic();
  // In turns, so that what else the machine does touches all alike.
  for (let round = 0; round < ROUNDS; round++) {
    all[0].push(await timed(plainly));
    for (const [i, { queue }] of queues.entries()) {
      const run = () => runJobs({ queue, store: NOTHING, tasks: () => tasks(queue) });
      all[i + 1].push(await timed(run));
    }
  }
  const after = await server.traffic();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, queue] of queues.entries()) single[i].push(await alone(queue));
  }
  const [plain, ...cut] = all.map(median);
  console.log(`an image in a plain loop, one at a time: ${plain.toFixed(3)} ms`);
  for (const [i, { name, queue }] of queues.entries()) {
    console.log(
      `${name}: ${cut[i].toFixed(3)} ms a job where ${queue.capacity} wait, ${(cut[i] - plain).toFixed(3)} ms more than the ` +
        `loop; ${median(single[i]).toFixed(3)} ms from giving one out to having its result where none waits`,
    );
    await queue.close();
  }
  const perJob = (key: "messages" | "bytes") => (after[key] - before[key]) / (ROUNDS * COST_JOBS);
  const found = { seconds: cut[1] / 1000, messages: perJob("messages"), bytes: perJob("bytes") };
  console.log(
    `the server: ${found.messages.toFixed(1)} messages and ${found.bytes.toFixed(0)} bytes a job, in and out`,
  );
  return found;
}
