import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { COMMAND_LINE } from "../../test/support/command-line.ts";

/** What a process has taken. */
export interface Spent {
  readonly seconds: number;
  /** Of all its threads, user and system. */
  readonly cpuSeconds: number;
  /** The most resident memory that it had. */
  readonly megabytes: number;
  readonly stdout: string;
}

/** Prints what a process has taken, when it ends. */
const METER =
  'process.on("exit", () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage(); ' +
  'console.error("took", (userCPUTime + systemCPUTime) / 1e6, maxRSS); });';

/** Runs Node to its end. @throws Error if it fails */
export async function spend(...args: string[]): Promise<Spent> {
  const begin = performance.now();
  const meter = `data:text/javascript,${encodeURIComponent(METER)}`;
  const child = spawn(process.execPath, ["--import", meter, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const code = await new Promise((resolve) => child.once("close", resolve));
  const [, cpu, kilobytes] = /^took ([\d.]+) (\d+)$/m.exec(stderr) ?? [];
  if (code !== 0 || cpu === undefined) throw new Error(`${args.join(" ")} ended with ${code}: ${stderr.slice(-2000)}`);
  const seconds = (performance.now() - begin) / 1000;
  return { seconds, cpuSeconds: Number(cpu), megabytes: (Number(kilobytes) * 1024) / 1e6, stdout };
}

/** Runs a command of this package. */
export const command = (...args: string[]): Promise<Spent> => spend(...COMMAND_LINE, ...args);

/** Hundredths of a second: Linux counts in them. */
const TICK = 0.01;

/** Processor time that a running process has taken so far, in seconds. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}
