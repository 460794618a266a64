// Gives out so many jobs of one image each, as `embed --shards` does before it writes the shards, to workers of a server or
// to a thread: coordinator.ts URL|thread FOLDER-OF-1000-IMAGES JOBS MODEL OUT kept|dropped
import { dirname } from "node:path";
import { sha256 } from "../../src/formats/hash.ts";
import type { ResultStore } from "../../src/jobs/queue.ts";
import { runJobs } from "../../src/jobs/run-jobs.ts";
import { planShards } from "../../src/node/jobs/embed-plan.ts";
import { JobFolder } from "../../src/node/jobs/job-folder.ts";
import { connectNats } from "../../src/node/jobs/nats/connect.ts";
import { NatsQueue } from "../../src/node/jobs/nats/nats-queue.ts";
import { ThreadQueue } from "../../src/node/jobs/thread-queue.ts";
import { readBytes } from "../../src/node/read/read-bytes.ts";
import { PER_FOLDER } from "../../test/support/digit-files.ts";

const [url, images, count, model, out, results] = process.argv.slice(2);
const jobs = Number(count);
const bytes = await readBytes(model);
const hash = await sha256(bytes);
const say = (line: string) => console.error(line);
const openNats = async () =>
  NatsQueue.open({ nats: await connectNats(url, "coordinator", false), run: hash.slice(0, 16), ackWait: 30, say });
const queue = url === "thread" ? new ThreadQueue(1) : await openNats();
const folder = await JobFolder.create(out, { kind: "embed", jobs, details: {} }, say);
await queue.provide(hash, bytes);
// The same images again and again: the number of the shard makes them other jobs.
const paths = Array.from({ length: Math.ceil(jobs / PER_FOLDER) }, () => images);
const input = queue instanceof ThreadQueue ? { threads: queue } : { folder: dirname(images) };
const plan = { paths, images: jobs, shards: jobs, model: hash, input } as const;
async function* tasks() {
  for await (const task of planShards(plan, queue)) {
    await folder.note(task.number, task.hash);
    yield task;
  }
}
const dropped: ResultStore = { read: async () => undefined, write: async () => {}, remove: async () => {} };
const { done } = await runJobs({ queue, store: results === "kept" ? folder.results : dropped, tasks });
await queue.close();
await folder.close();
if (done !== jobs) throw new Error(`Expected ${jobs} results, got ${done}.`);
