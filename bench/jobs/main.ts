// What jobs cost: npm run bench:jobs [-- --part cost|images|memory --images 1000000 --memory 1000000 --queue thread|nats]
// The figures of docs/scale.md, with the real NATS server on this machine and workers as processes of their own.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { WorkerProcess } from "../../test/cluster/nats-server.ts";
import { PER_FOLDER, writeDigits } from "../../test/support/digit-files.ts";
import { COST_JOBS, measureCost } from "./cost.ts";
import { MonitoredServer } from "./monitored-server.ts";
import { estimate, type PerImage, type PerJob } from "./paper.ts";
import { command, cpuSecondsOf, type Spent, spend } from "./processes.ts";

const PARTS = ["cost", "images", "memory"];
const { values } = parseArgs({
  options: {
    part: { type: "string", multiple: true, default: PARTS },
    images: { type: "string", default: "1000000" },
    memory: { type: "string", multiple: true, default: ["1000", "10000", "100000", "1000000"] },
    queue: { type: "string", multiple: true, default: ["thread", "nats"] },
  },
});
const wants = (part: string) => values.part.includes(part);
const most = Math.max(Number(values.images), COST_JOBS);

const IMAGES_A_SHARD = 5000;
/** Of the worker that does the jobs of which there are very many: while one waits for an answer, another works. */
const MEMORY_THREADS = 4;
/** Results that are written, 4 kB of the disk each. */
const MOST_KEPT = 10_000;
const folder = mkdtempSync(join(tmpdir(), "siamese-jobs-"));
const images = join(folder, "images");
const model = join(folder, "model.safetensors");
const workers: WorkerProcess[] = [];
const server = await MonitoredServer.start();

const folderBytes = (path: string): number =>
  readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);

const startWorker = (threads = 1) =>
  workers.push(new WorkerProcess(["--nats", server.url, "--folder", images, "--threads", String(threads)]));
async function stopWorkers(): Promise<void> {
  for (const worker of workers.splice(0)) await worker.kill("SIGTERM");
}

const rate = (count: number, seconds: number) => `${Math.round(count / seconds)} images/s`;

/** The plain loop beside the ways to cut it into jobs, one after the other; each from the start of its process to its end. */
async function measureImages(): Promise<PerImage> {
  const plainArgs = [images, String(most), model, join(folder, "plain.npy")];
  const plain = await spend("--import", "tsx", "bench/jobs/plain-loop.ts", ...plainArgs);
  console.log(`plain loop: ${rate(most, plain.seconds)}, ${plain.cpuSeconds.toFixed(1)} s of processor time`);
  const shards = String(Math.ceil(most / IMAGES_A_SHARD));
  const jobs = (out: string, ...more: string[]) =>
    command("embed", images, "--model", model, "--shards", shards, "--out", join(folder, out), "--quiet", ...more);
  const report = (what: string, { seconds, cpuSeconds, megabytes }: Spent, workerCpu: number) => {
    const workersTook = workerCpu === 0 ? "" : ` and workers ${workerCpu.toFixed(1)} s`;
    console.log(
      `${what}: ${rate(most, seconds)}, ${(plain.seconds / seconds).toFixed(2)} of the plain loop; processor time ` +
        `${cpuSeconds.toFixed(1)} s${workersTook}; ${megabytes.toFixed(0)} MB resident at most`,
    );
  };
  for (const threads of ["1", "2"]) {
    report(`jobs, ${threads} thread(s)`, await jobs(`threads-${threads}`, "--threads", threads), 0);
  }
  let coordinator = 0;
  let bytesOut = 0;
  for (const count of [1, 2]) {
    for (let i = 0; i < count; i++) startWorker();
    await sleep(2000);
    const cpu = () => workers.reduce((sum, { pid }) => sum + cpuSecondsOf(pid), 0);
    const before = cpu();
    const spent = await jobs(`workers-${count}`, "--nats", server.url, "--folder", images, "--compare", "0");
    report(`jobs over NATS, ${count} worker(s)`, spent, cpu() - before);
    coordinator = spent.cpuSeconds / most;
    bytesOut = folderBytes(join(folder, `workers-${count}`, "results")) / most;
    await stopWorkers();
  }
  return {
    plain: plain.cpuSeconds / most,
    coordinator,
    bytesIn: folderBytes(join(images, "000000")) / PER_FOLDER,
    bytesOut,
  };
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
  let perJob: PerJob | undefined;
  if (wants("cost")) {
    startWorker();
    perJob = await measureCost({ server, images, model });
    await stopWorkers();
  }
  const perImage = wants("images") ? await measureImages() : undefined;
  if (perJob && perImage) for (const line of estimate(perJob, perImage, IMAGES_A_SHARD)) console.log(line);
  if (wants("memory")) await measureMemory();
} finally {
  await stopWorkers();
  await server.stop();
  rmSync(folder, { recursive: true });
}
