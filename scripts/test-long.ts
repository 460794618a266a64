// What is too long to run on every change, one part after the other: npm run test:long, or with names of parts, a few of
// them. A part that fails does not keep the others from running. It ends with when each part was last green, which
// scripts/last-green.json keeps; with --list that is all it does.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

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
  databases: { command: "npm run test:databases" },
};

const LAST_GREEN = "scripts/last-green.json";

interface Green {
  readonly date: string;
  /** The commit that was tried; with "+" where files differed from it. */
  readonly commit: string;
  readonly seconds: number;
}

const git = (...args: string[]): string => spawnSync("git", args, { encoding: "utf8" }).stdout.trim();

const readGreen = (): Record<string, Green> => JSON.parse(readFileSync(LAST_GREEN, "utf8"));

/** Notes that a part has passed, beside the other parts' dates. */
function noteGreen(name: string, commit: string, seconds: number): void {
  const date = new Date().toISOString().slice(0, "2026-11-26".length);
  const all = { ...readGreen(), [name]: { date, commit, seconds } };
  const sorted = Object.fromEntries(Object.keys(parts).flatMap((key) => (key in all ? [[key, all[key]]] : [])));
  writeFileSync(LAST_GREEN, `${JSON.stringify(sorted, null, 2)}\n`);
}

/** When a part was green, and how much has changed since. */
function whenGreen(green: Green | undefined): string {
  if (!green) return "never noted as green";
  const { date, commit, seconds } = green;
  const since = git("rev-list", "--count", `${commit.replace("+", "")}..HEAD`) || "unknown";
  return `last green ${date}, commit ${commit} (${since} since), in ${seconds} s`;
}

const { values, positionals } = parseArgs({
  options: { list: { type: "boolean", default: false } },
  allowPositionals: true,
});
const names = values.list ? [] : positionals.length > 0 ? positionals : Object.keys(parts);
const unknown = names.find((name) => !(name in parts));
if (unknown) throw new RangeError(`No part is called ${unknown}; there are ${Object.keys(parts).join(", ")}`);

const changed = git("status", "--porcelain", "--", ".", `:!${LAST_GREEN}`);
const commit = git("rev-parse", "--short", "HEAD") + (changed ? "+" : "");
const failed: string[] = [];
for (const name of names) {
  const { command, env } = parts[name];
  const begin = performance.now();
  const { status } = spawnSync(command, { shell: true, stdio: "inherit", env: { ...process.env, ...env } });
  const seconds = Math.round((performance.now() - begin) / 1000);
  if (status === 0) noteGreen(name, commit, seconds);
  else failed.push(name);
}
for (const [name, green] of Object.keys(parts).map((each) => [each, readGreen()[each]] as const)) {
  console.log(`${name.padEnd(12)}${failed.includes(name) ? "FAILED; " : ""}${whenGreen(green)}`);
}
if (failed.length > 0) process.exitCode = 1;
