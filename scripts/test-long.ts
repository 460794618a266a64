// What is too long to run on every change, one part after the other: npm run test:long, or with names of parts, a few of
// them. A part that fails does not keep the others from running. scripts/last-green.json says when
// each was last green.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

interface Part {
  readonly command: string;
  readonly env?: Record<string, string>;
}

const parts: Record<string, Part> = {
  engines: { command: "npm run test:engines -- --whole --write" },
  nodes: { command: "npm run test:nodes" },
  browsers: { command: "npm run test:browser", env: { EVERY_ENGINE: "1" } },
  docs: { command: "npm run test:docs" },
  lighthouse: { command: "npm run test:lighthouse" },
  crash: { command: "npm run test:crash -- --count 500" },
  fuzz: { command: "npm run test:fuzz -- --count 200000 --seed 2" },
  soak: { command: "npm run test:soak -- --steps 1000000 --rounds 1000" },
  cluster: { command: "npm run test:cluster", env: { LONG: "1" } },
  memory: { command: "npm run test:memory" },
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
const LAST_GREEN = "scripts/last-green.json";

interface Green {
  readonly date: string;
  /** The commit that was tried; with "+" where files differed from it. */
  readonly commit: string;
  readonly seconds: number;
}

const git = (...args: string[]): string => spawnSync("git", args, { encoding: "utf8" }).stdout.trim();

/** Notes that a part has passed, beside the other parts' dates. */
function noteGreen(name: string, commit: string, seconds: number): void {
  const noted: Record<string, Green> = JSON.parse(readFileSync(LAST_GREEN, "utf8"));
  const date = new Date().toISOString().slice(0, "2026-11-26".length);
  const all = { ...noted, [name]: { date, commit, seconds } };
  const sorted = Object.fromEntries(Object.keys(parts).flatMap((key) => (key in all ? [[key, all[key]]] : [])));
  writeFileSync(LAST_GREEN, `${JSON.stringify(sorted, null, 2)}\n`);
}

const commit = git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain") ? "+" : "");
const report: string[] = [];
for (const name of names) {
  const part = parts[name];
  if (part === undefined) throw new RangeError(`No part is called ${name}; there are ${Object.keys(parts).join(", ")}`);
  const begin = performance.now();
  const { status } = spawnSync(part.command, { shell: true, stdio: "inherit", env: { ...process.env, ...part.env } });
  if (status !== 0) process.exitCode = 1;
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  if (status === 0) noteGreen(name, commit, Number(seconds));
  report.push(`${name.padEnd(10)}${seconds.padStart(6)} s  ${status === 0 ? "passed" : "FAILED"}  ${part.command}`);
}
console.log(report.join("\n"));
