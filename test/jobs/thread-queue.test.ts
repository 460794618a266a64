import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { decodeEmbeddedShard } from "../../src/jobs/embedded-shard.ts";
import { hashJob } from "../../src/jobs/job.ts";
import { JobFailedError } from "../../src/jobs/queue.ts";
import { decodeResult } from "../../src/jobs/result.ts";
import type { PlannedTask } from "../../src/jobs/run-jobs.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { planShards } from "../../src/node/jobs/embed-plan.ts";
import { ThreadQueue } from "../../src/node/jobs/thread-queue.ts";
import { writeImages } from "../support/image-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-thread-queue-"));
afterAll(() => rmSync(folder, { recursive: true }));

const network = await createNetwork({ seed: 5 });
const bytes = saveModel(network);
const model = createHash("sha256").update(bytes).digest("hex");
const pixels = Array.from({ length: 5 }, (_, i) => Uint8Array.from({ length: 784 }, (_, at) => (at * (i + 3)) % 251));
await writeImages(folder, Object.fromEntries(pixels.map((each, i) => [`images/${i}.png`, each])), 28, 28);
writeFileSync(join(folder, "images/broken.png"), "no image");
const paths = [join(folder, "images")];

const inputOf = (queue: ThreadQueue, input: "here" | "packed") => (input === "here" ? { threads: queue } : input);

async function tasksOf(queue: ThreadQueue, from: "here" | "packed"): Promise<PlannedTask[]> {
  const tasks: PlannedTask[] = [];
  const input = inputOf(queue, from);
  for await (const task of planShards({ paths, images: 6, shards: 2, model, input }, queue)) tasks.push(task);
  return tasks;
}

it.each(["here", "packed"] as const)("gives the network's embeddings, images being %s", async (input) => {
  const queue = new ThreadQueue(2);
  try {
    await queue.provide(model, bytes);
    const tasks = await tasksOf(queue, input);
    for (const task of tasks) await task.prepare?.();
    const done = await Promise.all(tasks.map((task) => queue.submit(task)));
    const shards = await Promise.all(
      done.map(async ({ result }, i) =>
        decodeEmbeddedShard((await decodeResult(result, tasks[i].hash, "a result")).body, "a result"),
      ),
    );
    const [first, second] = shards.map(({ names }) => names.map((name) => name.slice(paths[0].length + 1)));
    expect([first, second]).toEqual([
      ["0.png", "1.png", "2.png"],
      ["3.png", "4.png"],
    ]);
    const all = new Float32Array([...shards[0].embeddings, ...shards[1].embeddings]);
    const expected = network.embed(Uint8Array.from(pixels.flatMap((each) => [...each])));
    expect(Buffer.compare(Buffer.from(all.buffer), Buffer.from(new Float32Array(expected).buffer))).toBe(0);
    expect(shards[1].unreadable).toEqual([expect.stringContaining("broken.png: ")]);
    expect(new Set(done.map(({ worker }) => worker)).size).toBe(2);
  } finally {
    await queue.close();
  }
});

it.each(["here", "packed"] as const)(
  "needs no file again that it has read, two shards having the same: %s",
  async (input) => {
    const queue = new ThreadQueue(1);
    await writeImages(folder, { [`gone/${input}.png`]: pixels[0] }, 28, 28);
    const file = join(folder, `gone/${input}.png`);
    try {
      await queue.provide(model, bytes);
      const tasks: PlannedTask[] = [];
      const plan = { paths: [file, file], images: 2, shards: 2, model, input: inputOf(queue, input) };
      for await (const task of planShards(plan, queue)) tasks.push(task);
      for (const task of tasks) await task.prepare?.();
      rmSync(file);
      for (const task of tasks) {
        const { result } = await queue.submit(task);
        const { body } = await decodeResult(result, task.hash, "a result");
        expect(decodeEmbeddedShard(body, "a result")).toMatchObject({ names: [file], unreadable: [] });
        await task.release?.();
      }
      // Nothing is kept for ever: the same task now has to read, and finds nothing.
      await expect(queue.submit(tasks[0])).rejects.toThrow(JobFailedError);
    } finally {
      await queue.close();
    }
  },
);

it("has one hash of a job for images here and packed, and none that knows of threads", async () => {
  const [one, two] = [new ThreadQueue(1), new ThreadQueue(3)];
  try {
    const hashes = async (queue: ThreadQueue, input: "here" | "packed") =>
      (await tasksOf(queue, input)).map(({ hash }) => hash);
    expect(await hashes(two, "packed")).toEqual(await hashes(one, "here"));
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
});

it("refuses a job whose images are others than it says, and does the next", async () => {
  const queue = new ThreadQueue(1);
  try {
    await queue.provide(model, bytes);
    const [task] = await tasksOf(queue, "here");
    const job = { ...task.job, data: "0".repeat(64) };
    const wrong = queue.submit({ ...task, job, hash: await hashJob(job) });
    await expect(wrong).rejects.toThrow(JobFailedError);
    await expect(wrong).rejects.toThrow("they are not those of the job");
    const unknown = { ...task.job, model: "1".repeat(64) };
    await expect(queue.submit({ ...task, job: unknown, hash: await hashJob(unknown) })).rejects.toThrow("no content");
    expect((await queue.submit(task)).worker).toBe("thread 1");
  } finally {
    await queue.close();
  }
});

it("does a job on another worker than those that it shall avoid, and says so where there is none", async () => {
  const queue = new ThreadQueue(2);
  try {
    await queue.provide(model, bytes);
    const [task] = await tasksOf(queue, "here");
    const first = await queue.submit(task);
    const second = await queue.submit({ ...task, avoid: [first.worker] });
    expect(second.worker).not.toBe(first.worker);
    expect(second.sha256).toBe(first.sha256);
    const nobody = queue.submit({ ...task, avoid: [first.worker, second.worker] });
    await expect(nobody).rejects.toThrow("No worker is left");
  } finally {
    await queue.close();
  }
});

it("rejects what is not done when it is closed", async () => {
  const queue = new ThreadQueue(1);
  await queue.provide(model, bytes);
  const tasks = await tasksOf(queue, "here");
  const submitted = tasks.map((task) => queue.submit(task));
  const ended = Promise.allSettled(submitted);
  await queue.close();
  expect((await ended).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(queue.submit(tasks[0])).rejects.toThrow("closed");
});
