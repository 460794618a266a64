// Runs what must give the same bits in every Node: golden pixels, drawings, photographs and fingerprints of training, with
// other lines of Node than the one that runs this: npm run test:nodes. Their binaries come from npm, 35 to 50 MB each.
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const LINES = [22, 24];

const FILES = [
  "test/read/golden.test.ts",
  "test/data/fit.test.ts",
  "test/data/photo.test.ts",
  "test/data/strokes.test.ts",
  "test/golden/recipes.test.ts",
];

/** Installs the newest Node of a line, or takes the one that is there. @returns its binary */
async function nodeOf(line: number): Promise<string> {
  const folder = `build/nodes/${line}`;
  // The package "node" fetches this one by an install script.
  const name = `node-${process.platform}-${process.arch}`;
  const binary = resolve(folder, "node_modules", name, "bin", "node");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const flags = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"];
  await promisify(execFile)("npm", ["install", ...flags, `${name}@${line}`], { cwd: folder });
  return binary;
}

for (const line of LINES) {
  const binary = await nodeOf(line);
  const version = spawnSync(binary, ["--version"], { encoding: "utf8" }).stdout.trim();
  const begin = performance.now();
  const { status } = spawnSync(binary, ["node_modules/vitest/vitest.mjs", "run", ...FILES], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.log(`Node ${version}: ${status === 0 ? "the same bits" : "FAILED"}, in ${seconds} s`);
}
