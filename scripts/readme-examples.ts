// Runs the worked examples by the commands of their own README, and checks what they print last.
import { execFile } from "node:child_process";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What they print, as much as is checked of it. */
interface Printed {
  readonly found: number;
  readonly duplicates: number;
  readonly heldOut: { readonly nearestNeighbour: number };
  readonly trainSeconds: number;
}

/** What each says of itself in its README. Twice the time is allowed, since CI's cores may be shared. */
const checks: Readonly<Record<string, (result: Printed) => boolean>> = {
  icons: ({ found, duplicates }) => duplicates > 150 && found >= 0.95 * duplicates,
  meter: ({ heldOut, trainSeconds }) => heldOut.nearestNeighbour >= 0.99 && trainSeconds <= 20,
};

export const readmeExamples = Object.keys(checks);

/** The commands of a README's first block of them. */
function commandsOf(readme: string): string[] {
  const [, block] = /```sh\n(.*?)```/s.exec(readme) ?? [];
  if (block === undefined) throw new Error("expected a block of commands in README.md.");
  return block.trim().split("\n");
}

/**
 * Does what an example's README says, with the packed package in place of the published one.
 * @returns what it printed
 * @throws Error if a command fails, or the result is not what the README promises
 */
export async function runReadmeExample(name: string, tarball: string, work: string): Promise<string> {
  const folder = join(work, name);
  await cp(join("examples", name), folder, { recursive: true });
  let printed = "";
  for (const command of commandsOf(await readFile(join(folder, "README.md"), "utf8"))) {
    const flags = "--no-audit --no-fund --no-package-lock --prefer-offline";
    const line = command === "npm install" ? `${command} ${flags} ${tarball}` : command;
    ({ stdout: printed } = await run("sh", ["-c", line], { cwd: folder, maxBuffer: 1 << 26 }));
  }
  if (!checks[name](JSON.parse(printed))) throw new Error(`${name}: its README promises more than ${printed}`);
  return printed;
}
