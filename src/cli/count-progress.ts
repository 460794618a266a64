import { drawsBars, terminalBar } from "./terminal-bar.ts";

/** Shows how many of some images, or other things, are done. */
export interface CountProgress {
  add(count: number): void;
  stop(): void;
}

/** A bar on a terminal that can draw one; elsewhere, and if `quiet`, nothing. */
export function createCountProgress(total: number, quiet: boolean | undefined, what = "images"): CountProgress {
  if (quiet || !drawsBars()) return { add() {}, stop() {} };
  const bar = terminalBar(`{value} of {total} ${what}  {eta_formatted} left`);
  bar.start(total, 0);
  return { add: (count) => bar.increment(count), stop: () => bar.stop() };
}
