import type { Json } from "./canonical-json.ts";
import { isHash } from "./job.ts";
import type { Made } from "./made.ts";
import type { Task } from "./queue.ts";
import type { FromThread, ToThread } from "./thread-messages.ts";

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

/** The end of a thread that is held here. */
export interface ThreadEnd {
  post(message: ToThread): void;
  terminate(): unknown;
}

/**
 * Starts a thread in which `serveJobs` runs.
 * @param take hears what it says
 * @param lose is called when it has ended, with the reason
 */
export type OpenThread = (
  take: (message: FromThread) => void,
  lose: (reason: string) => void,
) => ThreadEnd | Promise<ThreadEnd>;

export interface JobThreadOptions {
  readonly open: OpenThread;
  /** Content that a job wants, by its sha256. */
  readonly content: (hash: string) => Promise<Uint8Array>;
}

interface Running {
  /** @param answer what a job has made, or the hash of surveyed images */
  resolve(answer: Made | string): void;
  reject(error: Error): void;
}

/** A thread that does jobs, one after the other. One that has ended is started again with the next job. */
export class JobThread {
  readonly #options: JobThreadOptions;
  #end: Promise<ThreadEnd> | undefined;
  /** Jobs by their hashes, and surveys, in the order in which they are done. */
  readonly #running = new Map<string, Running>();
  #surveys = 0;
  #isClosed = false;

  constructor(options: JobThreadOptions) {
    this.#options = options;
  }

  /** Tasks that it has. */
  get tasks(): readonly string[] {
    return [...this.#running.keys()].filter(isHash);
  }

  /** How much it has to do. */
  get load(): number {
    return this.#running.size;
  }

  async #start(): Promise<ThreadEnd> {
    const end = await this.#options.open(
      (message) => this.#take(end, message),
      (reason) => this.#lose(reason),
    );
    return end;
  }

  #take(end: ThreadEnd, message: FromThread): void {
    if (message.type === "want") {
      const { hash } = message;
      this.#options.content(hash).then(
        (bytes) => end.post({ type: "content", hash, bytes }),
        (error) => end.post({ type: "content", hash, reason: String(error instanceof Error ? error.message : error) }),
      );
      return;
    }
    const running = this.#running.get(message.id);
    this.#running.delete(message.id);
    if (message.type === "done") running?.resolve(message.made);
    else if (message.type === "surveyed") running?.resolve(message.data);
    else running?.reject(new JobError(message.reason));
  }

  #lose(reason: string): void {
    this.#end = undefined;
    const lost = [...this.#running.values()];
    this.#running.clear();
    for (const [i, { reject }] of lost.entries()) reject(new ThreadLostError(reason, i === 0));
  }

  /**
   * Does a task after those that it has already. No two of them may have one hash.
   * @param images the pack of its images, if it is at hand: otherwise they are where its input says
   * @throws JobError if the job cannot be done; ThreadLostError if the thread ends
   */
  run({ job, hash, input }: Task, images?: Uint8Array): Promise<Made> {
    // A task may have functions beside these, which cannot be sent.
    const task = images ? { task: { job, hash, input: null }, images } : { task: { job, hash, input } };
    return this.#ask(hash, { type: "run", ...task }) as Promise<Made>;
  }

  /**
   * Reads images after what it has to do already, and keeps them for their job, if they are few.
   * @param input which, as their task says it
   * @returns their hash, a job's `data`
   * @throws as `run`
   */
  survey(input: Json): Promise<string> {
    const id = `survey ${this.#surveys++}`;
    return this.#ask(id, { type: "survey", id, input }) as Promise<string>;
  }

  #ask(id: string, message: ToThread): Promise<Made | string> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new ThreadLostError("the queue is closed", false));
      this.#running.set(id, { resolve, reject });
      this.#end ??= this.#start();
      this.#end.then(
        (end) => end.post(message),
        (error) => this.#lose(String(error)),
      );
    });
  }

  /** Ends the thread; what it was doing is lost. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const end = await this.#end?.catch(() => undefined);
    await end?.terminate();
    this.#lose("the queue is closed");
  }
}
