import { drawsBars, terminalBar } from "./terminal-bar.ts";

/** Shows how many jobs are done, how many workers there are, and when all will be done. */
export interface JobProgress {
  /** @param known whether it was done before: it says nothing of how long the others take */
  done(known: boolean): void;
  workers(count: number): void;
  stop(): void;
}

/** A bar on a terminal that can draw one; elsewhere, and if `quiet`, nothing. */
export function createJobProgress(total: number, what: string, quiet: boolean | undefined): JobProgress {
  if (quiet || !drawsBars()) return { done() {}, workers() {}, stop() {} };
  const bar = terminalBar(`{value} of {total} ${what}  {workers} workers  {left} left`);
  const begin = performance.now();
  let [fresh, all, workers] = [0, 0, 0];
  const payload = () => {
    const seconds = (((performance.now() - begin) / 1000) * (total - all)) / fresh;
    return { workers, left: fresh === 0 ? "?" : `${Math.ceil(seconds)} s` };
  };
  bar.start(total, 0, payload());
  return {
    done(known) {
      all++;
      if (!known) fresh++;
      bar.update(all, payload());
    },
    workers(count) {
      workers = count;
      bar.update(all, payload());
    },
    stop: () => bar.stop(),
  };
}
