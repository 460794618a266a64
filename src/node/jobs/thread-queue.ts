import type { Json } from "../../jobs/canonical-json.ts";
import { JobError, JobThread, ThreadLostError } from "../../jobs/job-thread.ts";
import { kindOf } from "../../jobs/kinds.ts";
import {
  type Done,
  JobFailedError,
  type JobQueue,
  MAX_ATTEMPTS,
  type Task,
  type WorkerState,
} from "../../jobs/queue.ts";
import { decodeResult, encodeResult } from "../../jobs/result.ts";
import { openThread } from "./open-thread.ts";

/** Tasks that a thread has: the one that it does, and the next, so that it does not wait. */
const PER_THREAD = 2;

interface Waiting {
  readonly task: Task;
  attempts: number;
  resolve(done: Done): void;
  reject(error: Error): void;
}

/** Jobs done by threads of this process: no server, nothing to configure. */
export class ThreadQueue implements JobQueue {
  readonly capacity: number;
  /** How many surveys to ask for before the first is done, so that no thread waits for one. */
  readonly ahead: number;
  readonly #threads: { readonly name: string; readonly thread: JobThread; isDismissed: boolean }[];
  readonly #content = new Map<string, Uint8Array>();
  #waiting: Waiting[] = [];
  #isClosed = false;

  /**
   * @param threads how many, 1 to 64
   * @param folder where paths of tasks begin, if they are not this process's
   */
  constructor(threads: number, folder?: string) {
    this.capacity = threads * PER_THREAD * 2;
    this.ahead = threads * PER_THREAD;
    const content = async (hash: string) => {
      const bytes = this.#content.get(hash);
      if (bytes) return bytes;
      throw new Error(`there is no content ${hash.slice(0, 12)}`);
    };
    this.#threads = Array.from({ length: threads }, (_, i) => ({
      name: `thread ${i + 1}`,
      thread: new JobThread({ content, open: openThread(folder) }),
      isDismissed: false,
    }));
  }

  async provide(hash: string, bytes: Uint8Array): Promise<void> {
    this.#content.set(hash, bytes);
  }

  async withdraw(hash: string): Promise<void> {
    this.#content.delete(hash);
  }

  /**
   * Has a thread read images, and keep them for their job, if they are few.
   * @param input which, as their task says it
   * @returns their hash, and the thread
   */
  async survey(input: Json): Promise<{ readonly data: string; readonly near: string }> {
    for (let attempts = 1; ; attempts++) {
      const [{ name, thread }] = [...this.#threads].sort((a, b) => a.thread.load - b.thread.load);
      try {
        return { data: await thread.survey(input), near: name };
      } catch (error) {
        // Another job may have ended the thread.
        if (!(error instanceof ThreadLostError) || this.#isClosed || attempts === MAX_ATTEMPTS) throw error;
      }
    }
  }

  submit(task: Task): Promise<Done> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Error("The queue is closed."));
      this.#waiting.push({ task, attempts: 0, resolve, reject });
      this.#assign();
    });
  }

  /** Gives what waits to threads that have room, those with the least first. */
  #assign(): void {
    const kept: Waiting[] = [];
    for (const each of this.#waiting) {
      const { hash, avoid, near } = each.task;
      const fit = this.#threads.filter(({ name, isDismissed }) => !isDismissed && !avoid?.includes(name));
      if (fit.length === 0) {
        each.reject(new Error("No worker is left that may do this job."));
        continue;
      }
      const nearest = fit.filter(({ name }) => name === near);
      const [free] = (nearest.length > 0 ? nearest : fit)
        .filter(({ thread: { tasks } }) => tasks.length < PER_THREAD && !tasks.includes(hash))
        .sort((a, b) => a.thread.tasks.length - b.thread.tasks.length);
      if (free) void this.#run(each, free.name, free.thread);
      else kept.push(each);
    }
    this.#waiting = kept;
  }

  async #run(each: Waiting, name: string, thread: JobThread): Promise<void> {
    const { task, resolve, reject } = each;
    try {
      const images = task.job.kind === "embed" ? this.#content.get(task.job.data) : undefined;
      const { body } = await thread.run(task, images);
      kindOf(task.job).check(task.job, body, name);
      const result = await encodeResult(task.job, body, name);
      const { sha256 } = await decodeResult(result, task.hash, name);
      resolve({ result, worker: name, sha256 });
    } catch (error) {
      if (error instanceof ThreadLostError && !this.#isClosed) {
        if (error.atWork) each.attempts++;
        if (each.attempts < MAX_ATTEMPTS) this.#waiting.unshift(each);
        else
          reject(new JobFailedError(`It has ended its worker ${MAX_ATTEMPTS} times: ${error.message}.`, each.attempts));
      } else if (error instanceof JobError) reject(new JobFailedError(error.message, each.attempts + 1));
      else reject(error as Error);
    } finally {
      this.#assign();
    }
  }

  dismiss(worker: string): void {
    for (const each of this.#threads) if (each.name === worker) each.isDismissed = true;
  }

  workers(): readonly WorkerState[] {
    return this.#threads.map(({ name, thread: { tasks } }) => ({ name, jobs: tasks.slice(0, 1) }));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#threads.map(({ thread }) => thread.close()));
    for (const { reject } of this.#waiting) reject(new Error("The queue is closed."));
    this.#waiting = [];
  }
}
