import { SingleBar } from "cli-progress";
import pc from "picocolors";

/** Shows how many of some images are done. */
export interface CountProgress {
  add(count: number): void;
  stop(): void;
}

/** A bar on a terminal that can draw one; elsewhere, and if `quiet`, nothing. */
export function createCountProgress(total: number, quiet: boolean | undefined): CountProgress {
  if (quiet || !process.stderr.isTTY || process.env.TERM === "dumb") return { add() {}, stop() {} };
  const bar = new SingleBar({
    format: `${pc.cyan("{bar}")} {percentage}%  {value} of {total} images  {eta_formatted} left`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
    fps: 10,
  });
  bar.start(total, 0);
  return { add: (count) => bar.increment(count), stop: () => bar.stop() };
}
