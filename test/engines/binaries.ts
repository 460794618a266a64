// Where the engines lie that npm has brought: npm ci --prefix test/engines --ignore-scripts. Linux on x86-64.
import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const installed = resolve("test/engines/node_modules");

export const binaries = {
  "Node 20": process.execPath,
  "Node 22": join(installed, "node22/bin/node"),
  "Node 24": join(installed, "node24/bin/node"),
  Deno: join(installed, "@deno/linux-x64-glibc/deno"),
  Bun: join(installed, "@oven/bun-linux-x64/bin/bun"),
  workerd: join(installed, "@cloudflare/workerd-linux-64/bin/workerd"),
} as const;

/** Runs a script with an engine of processes. @returns what it prints */
export async function runScript(
  engine: Exclude<keyof typeof binaries, "workerd">,
  script: string,
  args: readonly string[] = [],
  cwd = ".",
): Promise<string> {
  const words = engine === "Deno" ? ["run", "--allow-read", "--quiet", script] : [script];
  return (await run(binaries[engine], [...words, ...args], { cwd, maxBuffer: 2 ** 26 })).stdout;
}

/** Posts a file to a Worker, `main.js` in a folder, in workerd. @returns what it answers */
export const postToWorker = (folder: string, file: string): Promise<string> =>
  runScript("Node 22", "test/engines/workerd.mjs", [resolve(folder), file]);

/** As an engine says it itself: "v20.20.2", "deno 2.9.6 (stable ...". */
export const versionOf = async (engine: keyof typeof binaries): Promise<string> =>
  /\d+([.-]\d+)+/.exec((await run(binaries[engine], ["--version"])).stdout)?.[0] ?? "";
