import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { COMMAND_LINE } from "../support/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-cli-resume-"));
afterAll(() => rmSync(folder, { recursive: true }));

const flags = [
  "--fraction",
  "0.02",
  "--recipe",
  "notebook",
  "--epochs",
  "2",
  "--checkpoint-every",
  "50",
  "--threads",
  "1",
];

function begin(...args: string[]): { child: ChildProcess; ended: Promise<{ code: number | null; text: string }> } {
  const child = spawn(process.execPath, [...COMMAND_LINE, ...args]);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
  return { child, ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, text }))) };
}

const train = (name: string, ...more: string[]) => begin("train", ...flags, "--out", join(folder, name), ...more);
const summaryOf = (name: string) => JSON.parse(readFileSync(join(folder, name, "summary.json"), "utf8"));
const metricsOf = (name: string) => readFileSync(join(folder, name, "metrics.jsonl"), "utf8");

beforeAll(async () => {
  expect((await train("whole").ended).code).toBe(0);
}, 60_000);

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s saves a checkpoint and ends with %i; --resume goes on to the same bits and metrics",
  async (signal, code) => {
    const { child, ended } = train(signal);
    while (!existsSync(join(folder, signal, "checkpoint.safetensors"))) await sleep(10);
    child.kill(signal);
    const stopped = await ended;
    expect(stopped.code).toBe(code);
    expect(stopped.text).toContain("--resume");
    expect(existsSync(join(folder, signal, "summary.json"))).toBe(false);
    const gone = await train(signal, "--resume").ended;
    expect(gone.text).toMatch(/resuming from step \d+ of 1250/);
    expect(gone.code).toBe(0);
    expect(summaryOf(signal).fingerprint).toBe(summaryOf("whole").fingerprint);
    expect(metricsOf(signal)).toBe(metricsOf("whole"));
  },
  60_000,
);

it("begins at the beginning where there is no checkpoint yet, and says so where the run is finished", async () => {
  const fresh = await train("fresh", "--resume").ended;
  expect(fresh).toMatchObject({ code: 0, text: expect.stringContaining("no checkpoint yet") });
  expect(summaryOf("fresh").fingerprint).toBe(summaryOf("whole").fingerprint);
  const finished = await train("fresh", "--resume").ended;
  expect(finished).toMatchObject({ code: 0, text: expect.stringContaining("this run is finished") });
}, 60_000);

it.each([
  ["another seed", ["--seed", "2"], /seed was 1 and is 2/],
  ["another rate", ["--lr", "0.002"], /recipe\.lr was 0\.001 and is 0\.002/],
  ["other data", ["--fraction", "0.03"], /dataHash was [0-9a-f]{64} and is [0-9a-f]{64}/],
])(
  "refuses to go on with %s",
  async (_, more, message) => {
    const before = readFileSync(join(folder, "whole", "checkpoint.safetensors"));
    const { code, text } = await train("whole", "--resume", ...more).ended;
    expect(code).toBe(1);
    expect(text).toMatch(message);
    expect(Buffer.compare(before, readFileSync(join(folder, "whole", "checkpoint.safetensors")))).toBe(0);
  },
  60_000,
);

it("verify trains again to the same bits, and sees another fingerprint", async () => {
  const receipt = join(folder, "whole", "summary.json");
  const same = await begin("verify", receipt, "--quiet").ended;
  expect(same).toMatchObject({
    code: 0,
    text: expect.stringContaining(`The same bits: ${summaryOf("whole").fingerprint}`),
  });
  const { writeFileSync } = await import("node:fs");
  const forged = join(folder, "forged.json");
  writeFileSync(
    forged,
    readFileSync(receipt, "utf8").replace(/"fingerprint": "[0-9a-f]{64}"/, `"fingerprint": "${"0".repeat(64)}"`),
  );
  expect(await begin("verify", forged, "--quiet").ended).toMatchObject({
    code: 1,
    text: expect.stringContaining("Other bits"),
  });
  expect((await begin("verify", join(folder, "whole", "metrics.jsonl"), "--quiet").ended).code).toBe(1);
}, 60_000);
