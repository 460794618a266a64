// With the real server, Debian's nats-server: npm run test:cluster.
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { encodeResult } from "../../src/jobs/result.ts";
import { type Oddity, right, startOddWorker } from "./odd-worker.ts";
import { Scene } from "./scene.ts";

const ALONE =
  "No worker has asked for these jobs yet. Start one: siamese-simd worker --nats URL --folder DIR, where it sees";

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.set(120);
});
afterAll(() => scene.clear());
afterEach(() => scene.endWorkers());

it("gives the bytes of one process, images by the server or by a folder, jobs compared, workers killed", async () => {
  const two = [scene.startWorker("--folder", scene.shared), scene.startWorker("--folder", scene.shared)];
  const running = scene.embed("packed", 60, "--compare", "0.2");
  for (const worker of two) {
    while (scene.results("packed").length < 5) await sleep(5);
    await worker.kill();
    worker.start();
  }
  const { code, stdout, stderr } = await running;
  expect({ code, summary: JSON.parse(stdout) }).toMatchObject({ code: 0, summary: { done: 60, failed: 0, wrong: [] } });
  expect(JSON.parse(stdout).compared).toBeGreaterThan(0);
  expect(stderr).not.toContain("refused");
  await scene.expectWhole("packed");
  const shared = await scene.embed("shared-out", 12, "--folder", scene.shared, "--compare", "0");
  expect(JSON.parse(shared.stdout)).toMatchObject({ done: 12, failed: 0 });
  await scene.expectWhole("shared-out");
  const jobs = (out: string) => readFileSync(join(scene.folder, out, "jobs.txt"), "utf8");
  await scene.embed("packed-12", 12, "--compare", "0");
  expect(jobs("packed-12")).toBe(jobs("shared-out"));
});

it("completes though the server is killed and its store deleted; what was done is not done again", async () => {
  scene.startWorker();
  const running = scene.embed("lost", 60, "--compare", "0");
  while (scene.results("lost").length < 3) await sleep(2);
  await scene.server.kill(true);
  await scene.server.start();
  const { code, stdout, stderr } = await running;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ done: 60, failed: 0 });
  expect(stderr).toContain("The NATS server has lost its jobs: they are given to it again.");
  await scene.expectWhole("lost");
});

it("names a worker that answers wrong bits, and makes what it made again", async () => {
  const flipped: Oddity = (job, body, name) => {
    body[body.length - 1] ^= 1;
    return encodeResult(job, body, name);
  };
  const liar = await startOddWorker(scene.server.url, "liar", flipped);
  const honest = await startOddWorker(scene.server.url, "honest", right);
  const { code, stdout, stderr } = await scene.embed("liar", 30, "--compare", "0.5");
  await Promise.all([liar.stop(), honest.stop()]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ done: 30, wrong: ["liar"] });
  expect(stderr).toContain("Worker liar has computed wrong bits for job");
  await scene.expectWhole("liar");
});

it("refuses by name a result that is cut, swapped or forged, and a worker of another version", async () => {
  let turn = 0;
  const odd: Oddity = async (job, body, name) => {
    const whole = await encodeResult(job, body, name);
    if (turn++ === 0) return whole.subarray(0, whole.length - 1);
    if (turn === 2) return encodeResult({ ...job, shard: job.shard + 1 }, body, name);
    if (turn === 3) return whole.map((byte, i) => (i === whole.length - 1 ? byte ^ 1 : byte));
    if (turn === 4) return encodeResult(job, body.subarray(0, body.length - 4), name);
    return whole;
  };
  const worker = await startOddWorker(scene.server.url, "odd", odd);
  const old = await startOddWorker(scene.server.url, "old", right, "0.0.9");
  const { code, stderr } = await scene.embed("odd", 6, "--compare", "0");
  await Promise.all([worker.stop(), old.stop()]);
  expect(code).toBe(0);
  for (const reason of ["it was cut or added to", "that of another job", "changed", "expected 20 embeddings"]) {
    expect(stderr).toMatch(new RegExp(`The result of job [0-9a-f]{12} by worker odd: .*${reason}.* It is refused`));
  }
  expect(stderr).toContain('Worker old is refused: it has version "0.0.9", and the jobs are of version 0.1.0.');
  await scene.expectWhole("odd");
});

it("lets no job read outside a worker's folder, links followed; a worker without one is given no job of files", async () => {
  mkdirSync(join(scene.folder, "narrow"));
  symlinkSync(scene.images, join(scene.folder, "narrow/images"));
  const worker = scene.startWorker("--folder", join(scene.folder, "narrow"));
  const led = await scene.embed("led", 2, "--folder", scene.shared);
  expect(led.code).toBe(1);
  expect(led.stderr).toContain("expected a path within the shared folder, got one that leads out of it");
  await worker.kill();
  const blind = scene.startWorker();
  const running = scene.embed("blind", 2, "--folder", scene.shared);
  await sleep(6000);
  expect(scene.results("blind")).toEqual([]);
  await blind.kill();
  scene.startWorker("--folder", scene.shared);
  const { code, stderr } = await running;
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(ALONE) });
  await scene.expectWhole("blind");
});

it("ends with the reason, worker and run, where the server comes back and refuses who they are", async () => {
  const worker = scene.startWorker();
  const running = scene.embed("refused", 60, "--compare", "0");
  while (scene.results("refused").length < 3) await sleep(2);
  await scene.server.kill();
  await scene.server.start("--auth", "another-token");
  const why = "The NATS server has closed the connection for good: it now refuses who we are.";
  const { code, stderr } = await running;
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(why) });
  expect({ code: await worker.ended, text: worker.text }).toMatchObject({
    code: 1,
    text: expect.stringContaining(why),
  });
  await scene.server.kill();
  await scene.server.start();
  scene.startWorker();
  expect(await scene.embed("refused", 60, "--compare", "0")).toMatchObject({ code: 0 });
  await scene.expectWhole("refused");
});

it("a worker that is stopped says in one JSON document what it did", async () => {
  const worker = scene.startWorker("--name", "teller", "--json");
  expect(await scene.embed("told", 6, "--compare", "0")).toMatchObject({ code: 0 });
  await worker.kill("SIGTERM");
  expect(JSON.parse(worker.output)).toEqual({ name: "teller", done: 6, failed: 0, back: 0, images: 120 });
});
