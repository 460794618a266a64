import type { Json } from "./canonical-json.ts";
import type { Job } from "./job.ts";

/** A job on its way to a worker. */
export interface Task {
  readonly job: Job;
  /** Of the job. */
  readonly hash: string;
  /** Where what it works on is to be had; the kind of the job says how. Not a part of what the job is. */
  readonly input: Json;
  /** The worker that has what it works on at hand, and is to do it if it still can. */
  readonly near?: string;
  /** Workers that shall not do it, since they have done it before. */
  readonly avoid?: readonly string[];
}

/** A job that is done. */
export interface Done {
  /** The file of the result, checked: see `decodeResult`. */
  readonly result: Uint8Array;
  readonly worker: string;
  /** sha256 of the body. */
  readonly sha256: string;
}

/** A job that cannot be done: it has killed its worker again and again, or there is an error in what it works on. */
export class JobFailedError extends Error {
  override readonly name = "JobFailedError";
  /** How often it was tried. */
  readonly attempts: number;

  constructor(reason: string, attempts: number) {
    super(reason);
    this.attempts = attempts;
  }
}

/** A worker as the queue knows it. */
export interface WorkerState {
  readonly name: string;
  /** Hashes of the jobs that it does. */
  readonly jobs: readonly string[];
}

/** How often a job may kill its worker before it counts as failed. */
export const MAX_ATTEMPTS = 5;

/**
 * Hands jobs to workers. It forgets everything when it is closed: what is to be done follows from the results that there
 * are, and nothing is kept in a queue alone.
 */
export interface JobQueue {
  /** How many tasks to submit before the first is done, so that no worker waits for work. */
  readonly capacity: number;
  /**
   * Content that workers may ask for by its hash: a model, a data set.
   * @param hash sha256 of the bytes, which workers check
   */
  provide(hash: string, bytes: Uint8Array): Promise<void>;
  /** Content that no task needs any more. */
  withdraw(hash: string): Promise<void>;
  /**
   * Has a task done. A result that is cut, changed or another job's is refused, and the task given out again.
   * @throws JobFailedError if it cannot be done; Error if the queue was closed or lost
   */
  submit(task: Task): Promise<Done>;
  /** Takes nothing more from a worker, such as one that computes wrong bits. */
  dismiss(worker: string, reason: string): void;
  /** Those that were heard of. */
  workers(): readonly WorkerState[];
  /** Ends it; tasks that are not done are rejected. */
  close(): Promise<void>;
}

/** Where results are kept; the truth of what is done. */
export interface ResultStore {
  /** The checked result of a job; undefined where there is none that is valid. */
  read(hash: string): Promise<StoredResult | undefined>;
  /** Keeps the file of a result, durably. @throws OutputError if it cannot be written; then nothing of it is left */
  write(hash: string, result: Uint8Array): Promise<void>;
  /** Forgets a result. */
  remove(hash: string): Promise<void>;
}

export interface StoredResult {
  readonly worker: string;
  readonly body: Uint8Array;
}
