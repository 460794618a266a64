// What jobs cost: npm run bench:jobs [-- --part cost|images|memory --images 1000000 --rounds 1 --queue thread|nats]
// The figures of docs/scale.md, with the real NATS server on this machine and workers as processes of their own.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { WorkerProcess } from "../../test/cluster/nats-server.ts";
import { writeDigits } from "../../test/support/digit-files.ts";
import { COST_JOBS, measureCost } from "./cost.ts";
import { IMAGES_A_SHARD, measureImages } from "./many-images.ts";
import { MonitoredServer } from "./monitored-server.ts";
import { estimate, type PerJob } from "./paper.ts";
import { spend } from "./processes.ts";

const PARTS = ["cost", "images", "memory"];
const { values } = parseArgs({
  options: {
    part: { type: "string", multiple: true, default: PARTS },
    images: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "1" },
    memory: { type: "string", multiple: true, default: ["1000", "10000", "100000", "1000000"] },
    queue: { type: "string", multiple: true, default: ["thread", "nats"] },
  },
});
const wants = (part: string) => values.part.includes(part);
const most = Math.max(Number(values.images), COST_JOBS);

/** Of the worker that does the jobs of which there are very many: while one waits for an answer, another works. */
const MEMORY_THREADS = 4;
/** Results that are written, 4 kB of the disk each. */
const MOST_KEPT = 10_000;
const folder = mkdtempSync(join(tmpdir(), "siamese-jobs-"));
const images = join(folder, "images");
const model = join(folder, "model.safetensors");
const workers: WorkerProcess[] = [];
const server = await MonitoredServer.start();

const startWorker = (threads: number) =>
  workers.push(new WorkerProcess(["--nats", server.url, "--folder", images, "--threads", String(threads)]));
async function stopWorkers(): Promise<void> {
  for (const worker of workers.splice(0)) await worker.kill("SIGTERM");
}

async function measureMemory(): Promise<void> {
  startWorker(MEMORY_THREADS);
  for (const queue of values.queue) {
    for (const count of values.memory.map(Number)) {
      const out = join(folder, `memory-${count}`);
      const results = count <= MOST_KEPT ? "kept" : "dropped";
      const args = [queue === "nats" ? server.url : queue, join(images, "000000"), String(count), model, out, results];
      const spent = await spend("--import", "tsx", "bench/jobs/coordinator.ts", ...args);
      console.log(
        `${count} jobs, ${queue}: ${spent.megabytes.toFixed(0)} MB resident at most, ` +
          `${((spent.seconds / count) * 1000).toFixed(2)} ms a job, results ${results}`,
      );
      rmSync(out, { recursive: true });
    }
  }
  await stopWorkers();
}

try {
  writeFileSync(model, saveModel(await createNetwork({ seed: 2 })));
  await writeDigits(images, wants("images") ? most : COST_JOBS);
  // What is measured first would have the disk beside it.
  spawnSync("sync");
  let perJob: PerJob | undefined;
  if (wants("cost")) {
    startWorker(1);
    perJob = await measureCost({ server, images, model });
    await stopWorkers();
  }
  const perImage = wants("images")
    ? await measureImages({ url: server.url, folder, images, model, count: most, rounds: Number(values.rounds) })
    : undefined;
  if (perJob && perImage) for (const line of estimate(perJob, perImage, IMAGES_A_SHARD)) console.log(line);
  if (wants("memory")) await measureMemory();
} finally {
  await stopWorkers();
  await server.stop();
  rmSync(folder, { recursive: true });
}
