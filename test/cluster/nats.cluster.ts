// With the real server, Debian's nats-server: npm run test:cluster.
import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { encodeResult } from "../../src/jobs/result.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { COMMAND_LINE, type Outcome, runCommand } from "../support/command-line.ts";
import { writeImages } from "../support/image-folder.ts";
import { NatsServer, WorkerProcess } from "./nats-server.ts";
import { type Oddity, right, startOddWorker } from "./odd-worker.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-nats-test-"));
const model = join(folder, "model.safetensors");
const images = join(folder, "shared/images");
const COUNT = 120;
let server: NatsServer;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  writeFileSync(model, saveModel(await createNetwork({ seed: 2 })));
  const pixels = (i: number) => Uint8Array.from({ length: 784 }, (_, at) => (at * (i + 3)) % 251);
  const files = Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`shared/images/${i}.png`, pixels(i)]));
  await writeImages(folder, files, 28, 28);
  await runCommand("embed", images, "--model", model, "--out", join(folder, "plain.npy"), "--quiet");
  server = await NatsServer.start();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.kill();
});

function startWorker(...args: string[]): WorkerProcess {
  const worker = new WorkerProcess(["--nats", server.url, ...args]);
  workers.push(worker);
  return worker;
}

const embedArgs = (out: string, shards: number, ...more: string[]) => [
  ...["embed", images, "--model", model, "--shards", String(shards), "--out", join(folder, out)],
  ...["--nats", server.url, "--ack-wait", "1", "--json", ...more],
];
const embed = (out: string, shards: number, ...more: string[]): Promise<Outcome> =>
  runCommand(...embedArgs(out, shards, ...more));

async function expectWhole(out: string): Promise<void> {
  const merged = join(folder, `${out}-merged.npy`);
  expect((await runCommand("merge", join(folder, out), "--out", merged, "--quiet")).code).toBe(0);
  expect(readFileSync(merged)).toEqual(readFileSync(join(folder, "plain.npy")));
  expect(readFileSync(join(folder, `${out}-merged.names.json`))).toEqual(
    readFileSync(join(folder, "plain.names.json")),
  );
}

const resultsIn = (out: string): number => {
  const path = join(folder, out, "results");
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(".result")).length : 0;
};

it("gives the bytes of one process, images by the server or by a folder, jobs compared, workers killed", async () => {
  const two = [startWorker("--folder", join(folder, "shared")), startWorker("--folder", join(folder, "shared"))];
  const running = embed("packed", 60, "--compare", "0.2");
  for (const worker of two) {
    while (resultsIn("packed") < 5) await sleep(5);
    await worker.kill();
    worker.start();
  }
  const { code, stdout, stderr } = await running;
  expect({ code, summary: JSON.parse(stdout) }).toMatchObject({ code: 0, summary: { done: 60, failed: 0, wrong: [] } });
  expect(JSON.parse(stdout).compared).toBeGreaterThan(0);
  expect(stderr).not.toContain("refused");
  await expectWhole("packed");
  const shared = await embed("shared-out", 12, "--folder", join(folder, "shared"), "--compare", "0");
  expect(JSON.parse(shared.stdout)).toMatchObject({ done: 12, failed: 0 });
  await expectWhole("shared-out");
  const jobs = (out: string) => readFileSync(join(folder, out, "jobs.txt"), "utf8");
  await embed("packed-12", 12, "--compare", "0");
  expect(jobs("packed-12")).toBe(jobs("shared-out"));
});

it("completes though the server is killed and its store deleted; what was done is not done again", async () => {
  startWorker();
  const running = embed("lost", 60, "--compare", "0");
  while (resultsIn("lost") < 3) await sleep(2);
  await server.kill(true);
  await server.start();
  const { code, stdout, stderr } = await running;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ done: 60, failed: 0 });
  expect(stderr).toContain("The NATS server has lost its jobs: they are given to it again.");
  await expectWhole("lost");
});

it("names a worker that answers wrong bits, and makes what it made again", async () => {
  const flipped: Oddity = (job, body, name) => {
    body[body.length - 1] ^= 1;
    return encodeResult(job, body, name);
  };
  const liar = await startOddWorker(server.url, "liar", flipped);
  const honest = await startOddWorker(server.url, "honest", right);
  const { code, stdout, stderr } = await embed("liar", 30, "--compare", "0.5");
  await Promise.all([liar.stop(), honest.stop()]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ done: 30, wrong: ["liar"] });
  expect(stderr).toContain("Worker liar has computed wrong bits for job");
  await expectWhole("liar");
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
  const worker = await startOddWorker(server.url, "odd", odd);
  const old = await startOddWorker(server.url, "old", right, "0.0.9");
  const { code, stderr } = await embed("odd", 6, "--compare", "0");
  await Promise.all([worker.stop(), old.stop()]);
  expect(code).toBe(0);
  for (const reason of ["it was cut or added to", "that of another job", "changed", "expected 20 embeddings"]) {
    expect(stderr).toMatch(new RegExp(`The result of job [0-9a-f]{12} by worker odd: .*${reason}.* It is refused`));
  }
  expect(stderr).toContain('Worker old is refused: it has version "0.0.9", and the jobs are of version 0.1.0.');
  await expectWhole("odd");
});

it("gives up a job that has ended its worker five times, says so, and does the others", async () => {
  const dying: Oddity = async (job, body, name) => (job.shard === 1 ? undefined : encodeResult(job, body, name));
  const worker = await startOddWorker(server.url, "mortal", dying);
  const { code, stderr } = await embed("poison", 4, "--compare", "0");
  await worker.stop();
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /1 of 4 shards failed.*\n {2}job 1, [0-9a-f]{12}: It has ended its worker 5 times \(the last: mortal\)/,
  );
  const survey = JSON.parse((await runCommand("jobs", "--out", join(folder, "poison"), "--json")).stdout);
  expect(survey).toMatchObject({ jobs: 4, done: 3, failed: [{ number: 1, attempts: 5 }] });
  expect(survey.failed[0].reason).toContain("ended its worker 5 times");
  startWorker();
  expect(JSON.parse((await embed("poison", 4)).stdout)).toMatchObject({ done: 4, known: 3 });
  await expectWhole("poison");
});

it("lets no job read outside a worker's folder, links followed, and a worker without one reads nothing", async () => {
  mkdirSync(join(folder, "narrow"));
  symlinkSync(images, join(folder, "narrow/images"));
  const worker = startWorker("--folder", join(folder, "narrow"));
  const led = await embed("led", 2, "--folder", join(folder, "shared"));
  expect(led.code).toBe(1);
  expect(led.stderr).toContain("expected a path within the shared folder, got one that leads out of it");
  await worker.kill();
  startWorker();
  expect((await embed("blind", 2, "--folder", join(folder, "shared"))).stderr).toContain("this worker has no --folder");
});

it("says one line where the server is missing, refuses, or an address is wrong; no secret is in it or in a listing", async () => {
  const secret = "s3cret-of-the-test";
  const guarded = await NatsServer.start("--auth", secret);
  try {
    const run = (url: string, token?: string) =>
      new Promise<Outcome>((resolve) => {
        const args = [
          "embed",
          images,
          "--model",
          model,
          "--shards",
          "2",
          "--out",
          join(folder, "guarded"),
          "--nats",
          url,
        ];
        const env = { ...process.env, ...(token === undefined ? {} : { NATS_TOKEN: token }) };
        const child = spawn(process.execPath, [...COMMAND_LINE, ...args, "--quiet"], { env });
        let stderr = "";
        child.stderr.on("data", (chunk) => (stderr += chunk));
        child.on("close", (code) => resolve({ code: code ?? -1, stdout: "", stderr }));
      });
    const wrong = await run(guarded.url, `${secret}-not`);
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: .*it refuses who we are.*\n$/) });
    expect(wrong.stderr).not.toContain(secret);
    const inUrl = await run(guarded.url.replace("//", `//me:${secret}@`));
    expect(inUrl).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("a password in an address is seen by others"),
    });
    expect(inUrl.stderr).not.toContain(secret);
    expect((await run("nats://127.0.0.1:1")).stderr).toMatch(
      /^error: nats:\/\/127.0.0.1:1: no connection .*does not answer\.\n$/,
    );
    expect(await run("http://127.0.0.1")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nats://host:4222"),
    });
    const worker = new WorkerProcess(["--nats", guarded.url], { ...process.env, NATS_TOKEN: secret });
    workers.push(worker);
    expect(await run(guarded.url, secret)).toMatchObject({ code: 0, stderr: "" });
    expect(worker.listing).not.toContain(secret);
    expect(worker.text).not.toContain(secret);
    expect(() => execFileSync("grep", ["-r", secret, join(folder, "guarded")])).toThrow();
  } finally {
    await guarded.stop();
  }
});
