import { JobRate } from "../jobs/job-rate.ts";
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
  const rate = new JobRate(performance.now());
  let [all, workers] = [0, 0];
  const payload = () => {
    const seconds = rate.secondsFor(total - all);
    return { workers, left: seconds === undefined ? "?" : `${Math.ceil(seconds)} s` };
  };
  const update = (done: number) => {
    rate.add(done, workers, performance.now());
    bar.update(all, payload());
  };
  bar.start(total, 0, payload());
  return {
    done(known) {
      all++;
      update(known ? 0 : 1);
    },
    workers(count) {
      workers = count;
      update(0);
    },
    stop: () => bar.stop(),
  };
}
