// Kills training at random instants and goes on, again and again: npm run test:crash -- --count 1000 --seed 1
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { decodeCheckpoint } from "../../src/formats/decode-checkpoint.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { Random } from "../../src/random.ts";
import { recipeArchitecture } from "../../src/run/create-run.ts";
import { recipes } from "../../src/run/recipes.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "60" }, seed: { type: "string", default: "1" } },
});
const count = Number(values.count);
const random = Random.fromSeed(Number(values.seed));
const root = mkdtempSync(join(tmpdir(), "siamese-crash-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

const { train } = await loadDefaultMnist();
const images = join(root, "images.csv");
const labels = join(root, "labels.csv");
const rows = Array.from({ length: 200 }, (_, n) => train.images.subarray(n * 784, (n + 1) * 784).join());
writeFileSync(images, `${rows.join("\n")}\n`);
writeFileSync(labels, `${[...train.labels.subarray(0, 200)].join("\n")}\n`);

const command = (out: string, threads: number) => {
  const data = ["--images", images, "--labels", labels, "--fraction", "1"];
  // Short epochs and many checkpoints: most instants of a run lie in or next to a write.
  const run = ["--epochs", "40", "--batch", "40", "--checkpoint-every", "2", "--threads", `${threads}`, "--out", out];
  return ["dist/bundle/cli.js", "train", ...data, ...run, "--resume", "--quiet"];
};

interface End {
  code: number | null;
  stderr: string;
  milliseconds: number;
}

/** Runs to the end, or to SIGKILL after so many milliseconds. */
let runs = 0;

async function run(out: string, killAfter?: number): Promise<End> {
  const begin = performance.now();
  const child = spawn(process.execPath, command(out, 1 + (runs++ % 2)), { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  if (killAfter !== undefined) {
    await Promise.race([sleep(killAfter), ended]);
    child.kill("SIGKILL");
  }
  return { code: await ended, stderr, milliseconds: performance.now() - begin };
}

const fingerprintOf = (out: string): string => JSON.parse(readFileSync(join(out, "summary.json"), "utf8")).fingerprint;

function fail(message: string): never {
  console.error(`FAILED: ${message}`);
  process.exit(1);
}

const whole = await run(join(root, "unbroken"));
if (whole.code !== 0) fail(`the unbroken run ended with ${whole.code}: ${whole.stderr}`);
const expected = fingerprintOf(join(root, "unbroken"));
console.log(`unbroken: ${expected} in ${Math.round(whole.milliseconds)} ms`);

const network = await createNetwork({ architecture: recipeArchitecture(recipes.best) });
let finished = 0;
let withCheckpoint = 0;
let betweenWrites = 0;
let out = join(root, "run-0");
for (let kill = 0; kill < count; kill++) {
  const { code, stderr } = await run(out, random.uniform() * whole.milliseconds * 0.8);
  if (code !== null && code !== 0) fail(`kill ${kill}: the run ended with ${code} by itself: ${stderr}`);
  const checkpoint = join(out, "checkpoint.safetensors");
  if (existsSync(checkpoint)) {
    withCheckpoint++;
    decodeCheckpoint(readFileSync(checkpoint), network, `kill ${kill}`);
  }
  if (existsSync(out) && readdirSync(out).some((name) => name.endsWith(".tmp"))) betweenWrites++;
  // A run is let to its end when it has been killed ten times, or has got there before its kill.
  if (kill % 10 === 9 || kill === count - 1 || code === 0) {
    const end = await run(out);
    if (end.code !== 0) fail(`kill ${kill}: could not go on: ${end.stderr}`);
    if (fingerprintOf(out) !== expected) fail(`kill ${kill}: fingerprint ${fingerprintOf(out)}, expected ${expected}`);
    const left = readdirSync(out).filter((name) => name.endsWith(".tmp"));
    if (left.length > 0) fail(`kill ${kill}: left behind ${left.join()}`);
    finished++;
    out = join(root, `run-${kill + 1}`);
  }
}
console.log(
  `${count} kills: ${withCheckpoint} with a checkpoint, each one whole; ${betweenWrites} in mid-write; ` +
    `${finished} runs finished, each with the unbroken run's fingerprint`,
);
