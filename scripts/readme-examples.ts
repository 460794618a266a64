// Runs the worked examples by the commands of their own README, and checks what they print last.
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { INSTALL_FLAGS, run } from "./fresh-project.ts";

/** What they print, as much as is checked of it. */
interface Printed {
  readonly found: number;
  readonly wrong: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly nearest: Readonly<Record<string, readonly string[]>>;
  readonly heldOut: { readonly nearestNeighbour: number };
}

/**
 * What each says of itself in its README. Ten seconds on two cores are twenty of processor time, which other work on a
 * machine changes little.
 */
const checks: Readonly<Record<string, (result: Printed, cpuSeconds: number) => boolean>> = {
  icons: ({ found, wrong, duplicates, nearest }) =>
    duplicates === 166 &&
    found >= 0.98 * duplicates &&
    wrong <= 22 &&
    String(nearest["files/alarm-clock.png"]) === "files/alarm-clock-plus.png,files/alarm-plus.png",
  symbols: ({ found, refused }) => found >= 960 && refused >= 184,
  meter: ({ heldOut }, cpuSeconds) => heldOut.nearestNeighbour >= 0.99 && cpuSeconds <= 20,
};

export const readmeExamples = Object.keys(checks);

/** The commands of a README's first block of them. */
export function commandsOf(readme: string): string[] {
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
  let cpuSeconds = 0;
  for (const command of commandsOf(await readFile(join(folder, "README.md"), "utf8"))) {
    const line = command.replace(/^npm install/, ["npm install", ...INSTALL_FLAGS, tarball].join(" "));
    const { stdout, stderr } = await run("sh", ["-c", `${line} && times >&2`], { cwd: folder, maxBuffer: 1 << 26 });
    printed = stdout;
    // The last line that the shell writes: user and system time of what it ran.
    const [, ...times] = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(stderr) ?? [];
    cpuSeconds = 60 * (Number(times[0]) + Number(times[2])) + Number(times[1]) + Number(times[3]);
  }
  if (!checks[name](JSON.parse(printed), cpuSeconds)) {
    throw new Error(`${name}: its README promises more than this, in ${cpuSeconds} s of processor time: ${printed}`);
  }
  return printed;
}
