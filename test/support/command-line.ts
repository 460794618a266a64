import { execFile } from "node:child_process";

/** Arguments for Node that run the command line as `npm run` does. */
export const COMMAND_LINE: readonly string[] = ["scripts/run-cli.mjs"];

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export const runCommand = (...args: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile(process.execPath, [...COMMAND_LINE, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
