import { Worker } from "node:worker_threads";
import type { Task } from "../../jobs/queue.ts";
import type { FromThread, ThreadData, ToThread } from "./thread-messages.ts";

/** A job ended in an error, which says why. */
export class JobError extends Error {
  override readonly name = "JobError";
}

/** A thread has ended before a task was done. */
export class ThreadLostError extends Error {
  override readonly name = "ThreadLostError";
  /** Whether it was at work on this very task. */
  readonly atWork: boolean;

  constructor(message: string, atWork: boolean) {
    super(message);
    this.atWork = atWork;
  }
}

export interface JobThreadOptions {
  /** The one folder that tasks may name paths in, or null: none; undefined where tasks are this process's own. */
  readonly folder?: string | null | undefined;
  /** Content that a job wants, by its sha256. */
  readonly content: (hash: string) => Promise<Uint8Array>;
}

interface Running {
  resolve(body: Uint8Array): void;
  reject(error: Error): void;
}

/** A thread that does jobs, one after the other. One that has ended is started again with the next job. */
export class JobThread {
  readonly #options: JobThreadOptions;
  #worker: Promise<Worker> | undefined;
  /** In the order in which they are done. */
  readonly #running = new Map<string, Running>();
  #isClosed = false;

  constructor(options: JobThreadOptions) {
    this.#options = options;
  }

  /** Tasks that it has. */
  get tasks(): readonly string[] {
    return [...this.#running.keys()];
  }

  async #start(): Promise<Worker> {
    // Loaded when it is needed: most commands start no such thread.
    const { threadSource } = await import("./thread-source.ts");
    const workerData: ThreadData = { folder: this.#options.folder };
    // A text and not a file: see spawn-thread.ts.
    const worker = new Worker(threadSource, { eval: true, execArgv: [], workerData });
    worker.on("message", (message: FromThread) => this.#take(worker, message));
    worker.on("error", (error) => this.#lose(`its thread ended: ${error.message}`));
    worker.on("exit", (code) => this.#lose(`its thread ended with code ${code}`));
    return worker;
  }

  #take(worker: Worker, message: FromThread): void {
    if (message.type === "want") {
      const send = (reply: Omit<Extract<ToThread, { type: "content" }>, "type" | "hash">) =>
        worker.postMessage({ type: "content", hash: message.hash, ...reply } satisfies ToThread);
      this.#options.content(message.hash).then(
        (bytes) => send({ bytes }),
        (error) => send({ reason: String(error instanceof Error ? error.message : error) }),
      );
      return;
    }
    const running = this.#running.get(message.hash);
    this.#running.delete(message.hash);
    if (message.type === "done") running?.resolve(message.body);
    else running?.reject(new JobError(message.reason));
  }

  #lose(reason: string): void {
    this.#worker = undefined;
    const lost = [...this.#running.values()];
    this.#running.clear();
    for (const [i, { reject }] of lost.entries()) reject(new ThreadLostError(reason, i === 0));
  }

  /**
   * Does a task after those that it has already. No two of them may have one hash.
   * @returns the result's body
   * @throws JobError if the job cannot be done; ThreadLostError if the thread ends
   */
  run({ job, hash, input }: Task): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new ThreadLostError("the queue is closed", false));
      this.#running.set(hash, { resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.then(
        // A task may have functions beside these, which cannot be sent.
        (worker) => worker.postMessage({ type: "run", task: { job, hash, input } } satisfies ToThread),
        (error) => this.#lose(String(error)),
      );
    });
  }

  /** Ends the thread; what it was doing is lost. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = await this.#worker?.catch(() => undefined);
    await worker?.terminate();
    this.#lose("the queue is closed");
  }
}
