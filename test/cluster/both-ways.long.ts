// MNIST and 100 MB of crops, to workers by a shared folder and by the server's object store: npm run test:long cluster.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { architectureFor } from "../../src/nn/architecture-for.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { encodePng } from "../../src/node/pictures/encode-png.ts";
import { Random } from "../../src/random.ts";
import { runCommand } from "../support/command-line.ts";
import { writeDigits } from "../support/digit-files.ts";
import { NatsServer, WorkerProcess } from "./nats-server.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-both-ways-"));
const at = (...path: string[]) => join(folder, ...path);
const CROP_SIDE = 96;
let server: NatsServer;
let workers: WorkerProcess[];

beforeEach(async () => {
  server = await NatsServer.start();
  workers = [0, 1].map(() => new WorkerProcess(["--nats", server.url, "--folder", folder]));
});
afterEach(async () => {
  for (const worker of workers) await worker.kill();
  await server.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Crops as a camera takes them: noise, which no PNG makes smaller. @returns how many */
async function writeCrops(path: string, megabytes: number): Promise<number> {
  mkdirSync(path);
  const random = Random.fromSeed(1);
  const pixels = new Uint8Array(3 * CROP_SIDE * CROP_SIDE);
  let count = 0;
  for (let bytes = 0; bytes < megabytes * 1e6; count++) {
    const light = 200 * random.uniform();
    for (let i = 0; i < pixels.length; i++) pixels[i] = light + 55 * random.uniform();
    const file = await encodePng(pixels, CROP_SIDE, CROP_SIDE, 3);
    writeFileSync(join(path, `${String(count).padStart(6, "0")}.png`), file);
    bytes += file.length;
  }
  return count;
}

const filesBelow = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const bytesBelow = (path: string) =>
  filesBelow(path).reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

it.each([
  ["mnist", 70],
  ["crops", 40],
] as const)("gives the bytes of one process, whichever way %s goes", async (what, shards) => {
  const isMnist = what === "mnist";
  const architecture = isMnist ? undefined : architectureFor({ height: CROP_SIDE, width: CROP_SIDE, channels: 3 });
  const model = at(`${what}.safetensors`);
  writeFileSync(model, saveModel(await createNetwork({ seed: 2, ...(architecture ? { architecture } : {}) })));
  const images = isMnist ? 70_000 : await writeCrops(at(what), 100);
  if (isMnist) await writeDigits(at(what), images);
  const embed = ["embed", at(what), "--model", model, "--quiet"];
  const begin = performance.now();
  expect((await runCommand(...embed, "--out", at(`${what}.npy`), "--threads", "1")).code).toBe(0);
  const report = [`one process ${((performance.now() - begin) / 1000).toFixed(1)} s`];
  for (const [way, ...flags] of [["folder", "--folder", folder], ["store"]]) {
    const out = at(`${what}-${way}`);
    const start = performance.now();
    const options = ["--shards", String(shards), "--out", out, "--nats", server.url, ...flags, "--json"];
    const { code, stdout, stderr } = await runCommand(...embed, ...options);
    report.push(`by the ${way} ${((performance.now() - start) / 1000).toFixed(1)} s`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ done: shards, images, failed: 0, wrong: [] });
    expect((await runCommand("merge", out, "--out", `${out}.npy`, "--quiet")).code).toBe(0);
    expect(readFileSync(`${out}.npy`).equals(readFileSync(at(`${what}.npy`)))).toBe(true);
    expect(readFileSync(`${out}.names.json`).equals(readFileSync(at(`${what}.names.json`)))).toBe(true);
  }
  const megabytes = (bytesBelow(at(what)) / 1e6).toFixed(0);
  console.log(`${what}: ${images} images, ${megabytes} MB, ${shards} shards, 2 workers: ${report.join(", ")}`);
});
