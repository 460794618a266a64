// What goes wrong with workers, with the real server: npm run test:cluster.
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { hashJob } from "../../src/jobs/job.ts";
import { decodeCall } from "../../src/jobs/nats/protocol.ts";
import { encodeResult } from "../../src/jobs/result.ts";
import { connectNats } from "../../src/node/jobs/nats/connect.ts";
import { runCommand } from "../support/command-line.ts";
import { writeImages } from "../support/image-folder.ts";
import type { WorkerProcess } from "./nats-server.ts";
import { type Oddity, right, startOddWorker } from "./odd-worker.ts";
import { Scene } from "./scene.ts";

let scene: Scene;
/** The images in their order: the fifth one takes long, for someone to be killed meanwhile. */
const SLOW = 4;
const SHARDS = 13;

beforeAll(async () => {
  scene = await Scene.set(SHARDS - 1);
  const side = 3000;
  const pixels = Uint8Array.from({ length: side * side }, (_, i) => (i * i) % 251);
  await writeImages(scene.folder, { "shared/images/1slow.png": pixels }, side, side);
  await scene.embedPlainly();
});
afterAll(() => scene.clear());
afterEach(() => scene.endWorkers());

const hashOf = (out: string, job: number): string =>
  readFileSync(join(scene.folder, out, "jobs.txt"), "utf8").split("\n")[job];

it("gives up a job that has ended its worker five times by kill -9, says so, and does the others", async () => {
  const watch = await connectNats(scene.server.url, "test", true);
  const workers = new Map<string, WorkerProcess>();
  let kills = 0;
  watch.connection.subscribe("siamese.calls.*", {
    callback: (_, message) => {
      const { call } = decodeCall(message.data) ?? {};
      if (call?.type !== "take" || kills === 5 || call.hash !== hashOf("poison", SLOW)) return;
      kills++;
      const worker = workers.get(call.worker);
      void worker?.kill().then(() => worker.start());
    },
  });
  for (const name of ["one", "two"]) workers.set(name, scene.startWorker("--name", name));
  const { code, stderr } = await scene.embed("poison", SHARDS, "--compare", "0");
  await watch.connection.close();
  expect({ code, kills }).toEqual({ code: 1, kills: 5 });
  expect(stderr).toMatch(
    /1 of 13 shards failed.*\n {2}job 4, [0-9a-f]{12}: It has ended its worker 5 times \(the last: (one|two)\b/,
  );
  const survey = JSON.parse((await runCommand("jobs", "--out", join(scene.folder, "poison"), "--json")).stdout);
  expect(survey).toMatchObject({ jobs: 13, done: 12, failed: [{ number: SLOW, attempts: 5 }] });
  expect(survey.failed[0].reason).toContain("ended its worker 5 times");
  expect(JSON.parse((await scene.embed("poison", SHARDS)).stdout)).toMatchObject({ done: 13, known: 12 });
  await scene.expectWhole("poison");
});

it("gives the job of a worker that is slow to another, and the late result does no harm", async () => {
  let isTaken = false;
  const late: Oddity = async (job, body, name) => {
    isTaken = true;
    // Without a sign of life, until another has done what it was given.
    while (!scene.results("late").includes(`${await hashJob(job)}.result`)) await sleep(10);
    return encodeResult(job, body.fill(1, body.length - 4), name);
  };
  const slow = await startOddWorker(scene.server.url, "slow", late);
  const running = scene.embed("late", SHARDS, "--compare", "0");
  while (!isTaken) await sleep(5);
  const wasLate = () => slow.answers.includes('{"type":"skip"}');
  // The last one is not done before, so that the run still listens when the late result comes.
  const lastWaits: Oddity = async (job, body, name) =>
    job.shard === SHARDS - 1 && !wasLate() ? undefined : right(job, body, name);
  const honest = await startOddWorker(scene.server.url, "honest", lastWaits);
  const { code, stdout } = await running;
  await Promise.all([slow.stop(), honest.stop()]);
  const summary = { done: SHARDS, failed: 0, wrong: [] };
  expect({ code, summary: JSON.parse(stdout) }).toMatchObject({ code: 0, summary });
  expect(slow.answers.slice(0, 2)).toEqual(['{"type":"go"}', '{"type":"skip"}']);
  expect(scene.makers("late").slow).toBeUndefined();
  await scene.expectWhole("late");
});

it("refuses images of another hash in the folder that a worker sees", async () => {
  const other = join(scene.folder, "other");
  cpSync(scene.shared, other, { recursive: true });
  await writeImages(other, { "images/3.png": new Uint8Array(784) }, 28, 28);
  scene.startWorker("--folder", other);
  const { code, stderr } = await scene.embed("other-out", SHARDS, "--folder", scene.shared, "--compare", "0");
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /1 of 13 shards failed.*\n.*job 6, [0-9a-f]{12}: worker .*: data: expected images with the hash [0-9a-f]{12}, got [0-9a-f]{12}: they are not those of the job/,
  );
});

it("does at once what a worker had begun that was told to stop", async () => {
  const watch = await connectNats(scene.server.url, "test", true);
  const first = scene.startWorker("--name", "first");
  const given: string[] = [];
  let ended: Promise<void> | undefined;
  watch.connection.subscribe("siamese.calls.*", {
    callback: (_, message) => {
      const { call } = decodeCall(message.data) ?? {};
      if (call?.type === "back") given.push(call.hash);
      if (call?.type === "take" && !ended && call.hash === hashOf("stopped", SLOW)) {
        ended = sleep(50).then(() => first.kill("SIGTERM"));
      }
    },
  });
  const running = scene.embed("stopped", SHARDS, "--compare", "0", "--ack-wait", "60");
  while (!ended) await sleep(5);
  await ended;
  expect(await first.ended).toBe(143);
  expect(given).toEqual([hashOf("stopped", SLOW)]);
  scene.startWorker("--name", "second");
  const start = Date.now();
  expect(await running).toMatchObject({ code: 0 });
  expect(Date.now() - start).toBeLessThan(20_000);
  await watch.connection.close();
  await scene.expectWhole("stopped");
});
