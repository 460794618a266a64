// Runs the commands of examples/cluster's README as they stand, in one shell, with the real NATS server.
import { spawn } from "node:child_process";
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../test/cluster/nats-server.ts";
import { INSTALL_FLAGS, run } from "./fresh-project.ts";
import { commandsOf } from "./readme-examples.ts";

const SECONDS = 180;

interface Outcome {
  readonly code: number | null;
  readonly printed: string;
  /** Whether something that it started was still running. */
  readonly leftSome: boolean;
}

/** Runs a script to its end, and ends whatever it has left behind. */
async function runScript(script: string, cwd: string): Promise<Outcome> {
  // A group of its own: the server and the workers are in it.
  const shell = spawn("bash", ["-c", script], { cwd, detached: true, timeout: SECONDS * 1000 });
  let printed = "";
  for (const stream of [shell.stdout, shell.stderr]) stream.on("data", (chunk) => (printed += chunk));
  const code = await new Promise<number | null>((resolve) => shell.once("exit", resolve));
  try {
    process.kill(-Number(shell.pid), "SIGKILL");
    return { code, printed, leftSome: true };
  } catch {
    return { code, printed, leftSome: false };
  }
}

/** The names of those who made the results in a folder. */
async function workersOf(folder: string): Promise<string[]> {
  const results = join(folder, "results");
  const headers = await Promise.all(
    (await readdir(results)).map(async (name) => (await readFile(join(results, name), "latin1")).split("\n", 1)[0]),
  );
  return headers.map((header) => JSON.parse(header).worker);
}

/** Holds that a project without the client of NATS is told what to install. @param folder has the package installed */
export async function expectClientWanted(folder: string): Promise<void> {
  const asked = run("npx", ["siamese-simd", "worker", "--nats", "nats://127.0.0.1:1"], {
    cwd: folder,
    timeout: SECONDS * 1000,
  });
  const printed = await asked.then(
    () => "",
    ({ stderr }) => String(stderr),
  );
  const wanted =
    "error: --nats needs packages that are not installed: " +
    "npm install @nats-io/transport-node @nats-io/jetstream @nats-io/obj\n";
  if (printed !== wanted) throw new Error(`Without the client of NATS, expected\n${wanted}got\n${printed}`);
}

/**
 * Does what the README says, with the packed package in place of the published one.
 * @returns who did how many jobs
 * @throws Error if a command fails, or the README says otherwise than what comes of them
 */
export async function runClusterExample(tarball: string, work: string): Promise<string> {
  const folder = join(work, "cluster");
  await cp("examples/cluster", folder, { recursive: true });
  const commands = commandsOf(await readFile(join(folder, "README.md"), "utf8"));
  if (commands.length !== 10) throw new Error(`cluster: expected ten commands, got ${commands.length}.`);
  const port = String(await freePort());
  const lines = commands.map((line) =>
    line.replace(/^npm install/, ["npm install", ...INSTALL_FLAGS, tarball].join(" ")).replaceAll("4222", port),
  );
  const { code, printed, leftSome } = await runScript(["set -e", ...lines, "wait"].join("\n"), folder);
  const trained = /^Fingerprint +(\w+)$/m.exec(printed)?.[1];
  const told = printed.split("\n").find((line) => line.startsWith("Again: "));
  const workers = [...(await workersOf(join(folder, "sweep"))), ...(await workersOf(join(folder, "shards")))];
  const isRight =
    code === 0 &&
    !leftSome &&
    told !== undefined &&
    commands.includes(told.slice("Again: ".length)) &&
    trained !== undefined &&
    printed.includes(`the best run ${trained}`) &&
    workers.length === 34 &&
    workers.every((name) => ["one", "two", "three"].includes(name)) &&
    new Set(workers).size > 1;
  if (!isRight) throw new Error(`cluster: its README says otherwise (ended with ${code}):\n${printed}`);
  return [...new Set(workers)].map((name) => `${name} ${workers.filter((each) => each === name).length}`).join(", ");
}
