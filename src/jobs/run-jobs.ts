import { type Done, JobFailedError, type JobQueue, type ResultStore, type Task } from "./queue.ts";

/** A task of a run, and what is to be done around it. */
export interface PlannedTask extends Task {
  /** Which job of the run, from 0. */
  readonly number: number;
  /** Makes ready what it works on; called only if there is no result of it yet. */
  prepare?(): Promise<void>;
  /** Called when it has been done, or has failed, and was compared. */
  release?(): Promise<void>;
}

/** What happens while jobs are run. */
export type JobEvent =
  /** There is a valid result of it already. */
  | { readonly type: "known"; readonly task: PlannedTask }
  | { readonly type: "done"; readonly task: PlannedTask; readonly worker: string }
  | { readonly type: "failed"; readonly task: PlannedTask; readonly reason: string; readonly attempts: number }
  /** Two workers came to the same bytes, or did not. */
  | {
      readonly type: "compared";
      readonly task: PlannedTask;
      readonly workers: readonly string[];
      readonly same: boolean;
    }
  /** A worker has computed wrong bits: what it has made is done again by others. */
  | { readonly type: "wrong"; readonly worker: string; readonly task: PlannedTask };

export interface RunJobsOptions {
  readonly queue: JobQueue;
  readonly store: ResultStore;
  /** All jobs, in their order; made one after the other, as they are wanted, and again where a worker was wrong. */
  readonly tasks: () => AsyncIterable<PlannedTask>;
  /** Share of the jobs that two workers do, from 0 to 1; which ones follows from their hashes. Default 0. */
  readonly compare?: number;
  /** Does a job that two workers disagree about, and is believed. Needed where jobs are compared. */
  readonly judge?: (task: Task) => Promise<Done>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: JobEvent) => void;
}

export interface JobsSummary {
  /** Jobs that have a result now. */
  readonly done: number;
  /** Those of them that had one before. */
  readonly known: number;
  readonly failed: number;
  readonly compared: number;
  /** Jobs that were to be compared, but there was one worker only. */
  readonly notCompared: number;
  /** Workers that computed wrong bits. */
  readonly wrong: readonly string[];
  /** Whether it was stopped before the end. */
  readonly stopped: boolean;
}

/** Jobs that wait for a second worker to turn up; of more, none is kept. */
const MAX_POSTPONED = 100;

/** Whether a job is among the share that is done twice: the first digits of its hash say so. */
export const isCompared = (hash: string, share: number): boolean =>
  Number.parseInt(hash.slice(0, 8), 16) < share * 2 ** 32;

/** Has all jobs done that have no valid result, and keeps the results. What one run has not done, the next one does. */
class Run {
  readonly #options: RunJobsOptions;
  readonly #wrong = new Set<string>();
  readonly #failed = new Set<string>();
  #postponed: { task: PlannedTask; done: Done }[] = [];
  #counts = { done: 0, known: 0, compared: 0, notCompared: 0 };
  #inFlight = 0;
  #error: unknown;
  /** Wakes who waits for a task to end. */
  #wake = () => {};

  constructor(options: RunJobsOptions) {
    this.#options = options;
  }

  get #isStopped(): boolean {
    return this.#options.signal?.aborted === true || this.#error !== undefined;
  }

  async all(): Promise<JobsSummary> {
    let wrong: number;
    do {
      wrong = this.#wrong.size;
      this.#counts.done = 0;
      // What is read for the jobs to come ends with a queue that is closed.
      await this.#round().catch((error) => {
        this.#error ??= error;
      });
    } while (this.#wrong.size > wrong && !this.#isStopped);
    const stopped = this.#options.signal?.aborted === true;
    if (this.#error !== undefined && !stopped) throw this.#error;
    return { ...this.#counts, failed: this.#failed.size, wrong: [...this.#wrong], stopped };
  }

  async #round(): Promise<void> {
    const { queue, store, tasks, onEvent } = this.#options;
    const isFirst = this.#wrong.size === 0;
    for await (const task of tasks()) {
      while (this.#inFlight >= queue.capacity && !this.#isStopped) await this.#next();
      if (this.#isStopped) break;
      const stored = await store.read(task.hash);
      if (stored && !this.#wrong.has(stored.worker)) {
        this.#counts.done++;
        if (isFirst) this.#counts.known++;
        if (isFirst) onEvent?.({ type: "known", task });
        continue;
      }
      if (stored) await store.remove(task.hash);
      if (this.#failed.has(task.hash)) continue;
      this.#begin(() => this.#do(task));
    }
    while (this.#inFlight > 0) await this.#next();
    const postponed = this.#postponed;
    this.#postponed = [];
    for (const { task, done } of this.#isStopped ? [] : postponed) {
      while (this.#inFlight >= queue.capacity && !this.#isStopped) await this.#next();
      if (queue.workers().length < 2) {
        this.#counts.notCompared++;
        await task.release?.();
      } else this.#begin(() => this.#compare(task, done));
    }
    while (this.#inFlight > 0) await this.#next();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #begin(work: () => Promise<void>): void {
    this.#inFlight++;
    work()
      .catch((error) => {
        this.#error ??= error;
      })
      .finally(() => {
        this.#inFlight--;
        this.#wake();
      });
  }

  async #do(task: PlannedTask): Promise<void> {
    const { queue, store, compare = 0, onEvent } = this.#options;
    await task.prepare?.();
    let done: Done;
    try {
      done = await queue.submit(task);
    } catch (error) {
      if (!(error instanceof JobFailedError)) throw error;
      this.#failed.add(task.hash);
      onEvent?.({ type: "failed", task, reason: error.message, attempts: error.attempts });
      await task.release?.();
      return;
    }
    await store.write(task.hash, done.result);
    this.#counts.done++;
    onEvent?.({ type: "done", task, worker: done.worker });
    if (!isCompared(task.hash, compare)) await task.release?.();
    else if (queue.workers().length > 1) await this.#compare(task, done);
    else if (this.#postponed.length < MAX_POSTPONED) this.#postponed.push({ task, done });
    else {
      this.#counts.notCompared++;
      await task.release?.();
    }
  }

  /** Has a job done by another worker too. */
  async #compare(task: PlannedTask, first: Done): Promise<void> {
    const { queue, judge, onEvent } = this.#options;
    try {
      const second = await queue.submit({ ...task, avoid: [first.worker] });
      const same = first.sha256 === second.sha256;
      this.#counts.compared++;
      onEvent?.({ type: "compared", task, workers: [first.worker, second.worker], same });
      if (same || !judge) return;
      const right = await judge(task);
      for (const { worker, sha256 } of [first, second]) {
        if (sha256 === right.sha256 || this.#wrong.has(worker)) continue;
        this.#wrong.add(worker);
        queue.dismiss(worker, `it has computed wrong bits for job ${task.hash.slice(0, 12)}`);
        onEvent?.({ type: "wrong", worker, task });
      }
    } catch (error) {
      // Whoever else could have done it is gone.
      if (!(error instanceof JobFailedError)) throw error;
      this.#counts.notCompared++;
    } finally {
      await task.release?.();
    }
  }
}

/**
 * Has all jobs done that have no valid result, and keeps each result as soon as it is there. Nothing but the results is
 * needed to go on: stopped or killed at any moment, the same call does what is missing.
 *
 * @throws Error where the queue is lost, OutputError where a result cannot be kept
 */
export const runJobs = (options: RunJobsOptions): Promise<JobsSummary> => new Run(options).all();
