import type { Done, JobQueue, Task } from "../jobs/queue.ts";
import { type JobEvent, type JobsSummary, type PlannedTask, runJobs } from "../jobs/run-jobs.ts";
import type { JobFolder } from "../node/jobs/job-folder.ts";
import { createJobProgress } from "./job-progress.ts";

export interface RunInFolderOptions {
  readonly folder: JobFolder;
  readonly queue: JobQueue;
  /** The jobs in their order, as `runJobs` takes them. */
  readonly tasks: () => AsyncIterable<PlannedTask>;
  /** What the jobs are called, in the plural. */
  readonly what: string;
  readonly quiet: boolean | undefined;
  readonly compare?: number;
  readonly judge?: (task: Task) => Promise<Done>;
  readonly onEvent?: (event: JobEvent) => void;
}

// 128 + the signal's number, as shells say it.
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** How many failed jobs a message names. */
const MAX_SHOWN = 5;

/** Notes the hash of each task in the folder, for `jobs` and `merge`. */
async function* noted(folder: JobFolder, tasks: AsyncIterable<PlannedTask>): AsyncGenerator<PlannedTask, void> {
  for await (const task of tasks) {
    await folder.note(task.number, task.hash);
    yield task;
  }
}

/**
 * Runs jobs with a bar on the terminal, a status for `jobs`, and Ctrl-C, after which the same command goes on.
 *
 * @returns undefined where it was stopped, or jobs have failed: it has said so, and set the exit code
 */
export async function runInFolder(options: RunInFolderOptions): Promise<JobsSummary | undefined> {
  const { folder, queue, what, quiet } = options;
  const { jobs } = folder.plan;
  const stop = new AbortController();
  let exitCode = 1;
  const onSignal = (signal: NodeJS.Signals) => {
    exitCode = SIGNALS[signal as keyof typeof SIGNALS];
    stop.abort();
    void queue.close();
  };
  for (const signal of Object.keys(SIGNALS)) process.once(signal, onSignal);
  const progress = createJobProgress(jobs, what, quiet);
  const tell = () => {
    progress.workers(queue.workers().length);
    void folder.writeStatus(queue.workers());
  };
  await folder.writeStatus([]);
  const timer = setInterval(tell, 1000);
  const failures: Promise<void>[] = [];
  const shown: string[] = [];
  let summary: JobsSummary;
  try {
    summary = await runJobs({
      ...options,
      store: folder.results,
      tasks: () => noted(folder, options.tasks()),
      signal: stop.signal,
      onEvent(event) {
        options.onEvent?.(event);
        const { hash, number } = event.task;
        if (event.type === "known" || event.type === "done") progress.done(event.type === "known");
        else if (event.type === "failed") {
          const { reason, attempts } = event;
          failures.push(folder.fail({ number, hash, reason, attempts }));
          if (shown.length < MAX_SHOWN) shown.push(`  job ${number}, ${hash.slice(0, 12)}: ${reason}`);
        } else if (event.type === "wrong") {
          console.error(
            `Worker ${event.worker} has computed wrong bits for job ${hash.slice(0, 12)}: what it made is done again.`,
          );
        }
      },
    });
    await Promise.all(failures);
  } finally {
    clearInterval(timer);
    progress.stop();
    for (const signal of Object.keys(SIGNALS)) process.removeListener(signal, onSignal);
  }
  const { done, failed, stopped } = summary;
  if (stopped) {
    console.error(`Stopped: ${done} of ${jobs} ${what} are done. The same command does the rest.`);
    process.exitCode = exitCode;
    return undefined;
  }
  if (failed === 0) return summary;
  console.error(`error: ${failed} of ${jobs} ${what} failed; the same command tries them again:`);
  for (const line of shown) console.error(line);
  if (failed > shown.length) console.error(`  siamese-simd jobs --out ${folder.path} lists all of them`);
  process.exitCode = 1;
  return undefined;
}
