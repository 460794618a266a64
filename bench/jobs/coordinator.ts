// Gives out so many jobs of one image each and keeps their results, as `embed --shards` does before it writes the shards:
// coordinator.ts URL IMAGES JOBS MODEL OUT
import { sha256 } from "../../src/formats/hash.ts";
import { runJobs } from "../../src/jobs/run-jobs.ts";
import { planShards } from "../../src/node/jobs/embed-plan.ts";
import { JobFolder } from "../../src/node/jobs/job-folder.ts";
import { connectNats } from "../../src/node/jobs/nats/connect.ts";
import { NatsQueue } from "../../src/node/jobs/nats/nats-queue.ts";
import { readBytes } from "../../src/node/read/read-bytes.ts";
import { foldersOf } from "../../test/support/digit-files.ts";

const [url, images, count, model, out] = process.argv.slice(2);
const jobs = Number(count);
const bytes = await readBytes(model);
const hash = await sha256(bytes);
const say = (line: string) => console.error(line);
const nats = await connectNats(url, "coordinator", false);
const queue = await NatsQueue.open({ nats, run: hash.slice(0, 16), ackWait: 30, say });
const folder = await JobFolder.create(out, { kind: "embed", jobs, details: {} }, say);
await queue.provide(hash, bytes);
const plan = { paths: foldersOf(images, jobs), images: jobs, shards: jobs, model: hash, input: { folder: images } };
async function* tasks() {
  for await (const task of planShards(plan, queue)) {
    await folder.note(task.number, task.hash);
    yield task;
  }
}
const { done } = await runJobs({ queue, store: folder.results, tasks });
await queue.close();
await folder.close();
if (done !== jobs) throw new Error(`Expected ${jobs} results, got ${done}.`);
