// 8 worker processes, 200 kill -9, 10,000 shards: npm run test:long cluster.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";
import { runCommand } from "../support/command-line.ts";
import { writeDigits } from "../support/digit-files.ts";
import { NatsServer, WorkerProcess } from "./nats-server.ts";

const SEED = Number(process.env.SEED ?? 1);
const WORKERS = 8;
const KILLS = Number(process.env.KILLS ?? 200);
const SHARDS = 50 * KILLS;
const IMAGES = 2 * SHARDS + 1;

const folder = mkdtempSync(join(tmpdir(), "siamese-kills-"));
const at = (...path: string[]) => join(folder, ...path);
const linesOf = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n");
afterAll(() => rmSync(folder, { recursive: true }));

it(`makes each of ${SHARDS} shards once, to the byte, though workers are killed ${KILLS} times`, async () => {
  writeFileSync(at("model.safetensors"), saveModel(await createNetwork({ seed: 2 })));
  await writeDigits(at("images"), IMAGES);
  const embed = ["embed", at("images"), "--model", at("model.safetensors"), "--quiet"];
  expect((await runCommand(...embed, "--out", at("plain.npy"))).code).toBe(0);

  const server = await NatsServer.start();
  const workers = Array.from(
    { length: WORKERS },
    () => new WorkerProcess(["--nats", server.url, "--folder", at("images")]),
  );
  const options = ["--nats", server.url, "--folder", at("images"), "--ack-wait", "2", "--json"];
  const begin = performance.now();
  let isOver = false;
  const running = runCommand(...embed, "--shards", String(SHARDS), "--out", at("out"), ...options).finally(() => {
    isOver = true;
  });
  const results = () =>
    existsSync(at("out/results")) ? readdirSync(at("out/results")).filter((name) => name.endsWith(".result")) : [];
  const random = Random.fromSeed(SEED);
  let kills = 0;
  while (!isOver && kills < KILLS) {
    await sleep(20 * random.uniform());
    // The last kill comes some time before the end.
    if (results().length < ((kills + 1) * 0.95 * SHARDS) / KILLS) continue;
    const worker = workers[Math.floor(WORKERS * random.uniform())];
    await worker.kill();
    worker.start();
    kills++;
  }
  const { code, stdout, stderr } = await running;
  const seconds = (performance.now() - begin) / 1000;
  for (const worker of workers) await worker.kill();
  await server.stop();

  expect(kills).toBe(KILLS);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ done: SHARDS, failed: 0, wrong: [], shards: SHARDS, images: IMAGES });
  const hashes = linesOf(at("out/jobs.txt"));
  expect(new Set(hashes).size).toBe(SHARDS);
  expect(results().sort()).toEqual(hashes.map((hash) => `${hash}.result`).sort());
  const made = linesOf(at("out/shards.jsonl")).map((line) => JSON.parse(line));
  expect(made.map(({ job }) => job)).toEqual(hashes);
  expect((await runCommand("merge", at("out"), "--out", at("merged.npy"), "--quiet")).code).toBe(0);
  expect(readFileSync(at("merged.npy")).equals(readFileSync(at("plain.npy")))).toBe(true);
  expect(readFileSync(at("merged.names.json")).equals(readFileSync(at("plain.names.json")))).toBe(true);
  const makers = new Set(hashes.map((hash) => JSON.parse(linesOf(at("out/results", `${hash}.result`))[0]).worker));
  console.log(
    `seed ${SEED}: ${kills} kills, ${SHARDS} shards by ${makers.size} processes in ${seconds.toFixed(0)} s, the bytes of one`,
  );
});
