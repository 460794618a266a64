import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PNG } from "pngjs";
import { afterAll, expect, it } from "vitest";
import { COMMAND_LINE, runCommand } from "../support/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-sweep-"));
afterAll(() => rmSync(folder, { recursive: true }));

const grid = join(folder, "grid.json");
writeFileSync(grid, JSON.stringify({ recipe: "quick", epochs: 8, lr: [0.001, 0.004, 0.002], seed: [1, 2] }));
const sweepArgs = (out: string, ...more: string[]) => [
  ...["sweep", "--grid", grid, "--out", join(folder, out), "--fraction", "0.005", "--threads", "2", ...more],
];
const text = (...path: string[]) => readFileSync(join(folder, ...path), "utf8");

it("writes tables and a chart, and the command that makes the best run again to the bit", async () => {
  const { code, stdout } = await runCommand(...sweepArgs("whole", "--json"));
  expect(code).toBe(0);
  const { best, command } = JSON.parse(stdout);
  const { configurations } = JSON.parse(text("whole", "sweep.json"));
  expect(configurations.map(({ settings }: { settings: { lr: number } }) => settings.lr)).toEqual([
    0.001, 0.004, 0.002,
  ]);
  const means = configurations.map(({ mean }: { mean: { accuracy: number } }) => mean.accuracy);
  expect(best.mean.accuracy).toBe(Math.max(...means));
  expect(text("whole", "sweep.csv").trim().split("\n")).toHaveLength(1 + 3 * 2);
  expect(PNG.sync.read(readFileSync(join(folder, "whole", "sweep.png"))).width).toBe(2400);
  const [program, ...args] = command.split(" ");
  expect(program).toBe("siamese-simd");
  const again = JSON.parse((await runCommand(...args, "--json", "--quiet")).stdout);
  expect(again.fingerprint).toBe(best.fingerprint);
  expect(again.heldOut).toMatchObject(best.heldOut);
});

it("killed, it does the rest, and comes to the same tables", async () => {
  const child = spawn(process.execPath, [...COMMAND_LINE, ...sweepArgs("killed")], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const isOver = () => child.exitCode !== null;
  const results = join(folder, "killed", "results");
  while (!isOver() && (!existsSync(results) || readdirSync(results).length === 0)) await sleep(5);
  child.kill("SIGKILL");
  await ended;
  expect(existsSync(join(folder, "killed", "sweep.csv"))).toBe(false);
  expect((await runCommand(...sweepArgs("killed"))).code).toBe(0);
  expect(text("killed", "sweep.csv")).toBe(text("whole", "sweep.csv"));
  const other = join(folder, "other.json");
  writeFileSync(other, '{"recipe": "quick", "epochs": 1}');
  const { code, stderr } = await runCommand(...sweepArgs("killed", "--grid", other));
  expect([code, stderr]).toEqual([1, expect.stringContaining("it holds the jobs of another run")]);
});

it("by halves, trains the better half on, and finds the same each time", async () => {
  expect((await runCommand(...sweepArgs("halved", "--halving"))).code).toBe(0);
  const { configurations, best } = JSON.parse(text("halved", "sweep.json"));
  const epochs: number[] = configurations.map((each: { epochs: number }) => each.epochs);
  // Three, then two after one epoch, then one after two: the last goes straight to the end.
  expect([...epochs].sort((a, b) => a - b)).toEqual([1, 2, 8]);
  expect(best.epochs).toBe(8);
  const whole = JSON.parse(text("whole", "sweep.json")).configurations;
  const winner = epochs.indexOf(8);
  expect(configurations[winner]).toEqual(whole[winner]);
  expect((await runCommand(...sweepArgs("again", "--halving"))).code).toBe(0);
  expect(text("again", "sweep.csv")).toBe(text("halved", "sweep.csv"));
});

it("says what is wrong with a grid before it reads an image", async () => {
  const wrong = join(folder, "wrong.json");
  writeFileSync(wrong, '{"lrs": 1}');
  const { code, stderr } = await runCommand("sweep", "no-such-folder", "--grid", wrong, "--out", join(folder, "none"));
  expect([code, stderr]).toEqual([1, expect.stringContaining('there is no entry "lrs"; did you mean lr?')]);
  expect(existsSync(join(folder, "none"))).toBe(false);
});
