import { quoteValue } from "../message-text.ts";
import { coreOf, type Network } from "../nn/network.ts";
import { checkOptions } from "../options.ts";
import type { Executor } from "../train/executor.ts";
import { TaskRunner } from "../train/tasks.ts";
import type { WorkerReply, WorkerStart } from "./control-block.ts";

/** A worker of the platform: Node's worker_threads, or a page's Web Worker, running `runWorker`. */
export interface WorkerHandle {
  post(start: WorkerStart): void;
  terminate(): void;
  /**
   * Whether it has surely ended and will write nothing any more; asked while the calling thread waits, without an event in
   * between. Where this can tell, others do the work of a worker that has ended; else it is an error after `timeoutMs`.
   */
  hasEnded?(): boolean;
}

/**
 * Starts one worker.
 * @param onReply what the worker says
 * @param onLost why it has ended, if it has
 */
export type SpawnWorker = (onReply: (reply: WorkerReply) => void, onLost: (reason: string) => void) => WorkerHandle;

export interface ThreadOptions {
  /** Threads in all, the calling one included; 1 to 64. */
  readonly threads: number;
  readonly spawn: SpawnWorker;
  /**
   * How long a worker may take to start, in milliseconds; and how long a step may make no headway where nothing tells
   * whether a worker has ended (in a page). Default 10,000.
   */
  readonly timeoutMs?: number;
  /** Is told why a worker has ended when the others go on without it: to the same bits, in more time. */
  readonly onLost?: ((reason: string) => void) | undefined;
}

/** Threads that share the work on one network. */
export interface Threads {
  /** How many, the calling one included. */
  readonly threads: number;
  /** Ends the workers. The network's `close` does it too. */
  close(): void;
}

export const MAX_THREADS = 64;

const executors = new WeakMap<Threads, Executor>();

/**
 * Starts workers that share the work of training steps, and of embedding 64 images and more at once, with the calling
 * thread: the same bits, in less time.
 *
 * @param network one made with `shared: true`; its `close` ends the workers
 * @throws RangeError for a number of threads outside its range; TypeError if the network's memory is not shared, or
 *   where a thread may not wait (a page's main thread: train in a worker); Error if a worker cannot start
 */
export async function startThreads(network: Network, options: ThreadOptions): Promise<Threads> {
  checkOptions(options, "startThreads", ["threads", "spawn", "timeoutMs", "onLost"]);
  const core = coreOf(network);
  const { engine } = core;
  // On demand: most pages train with one thread.
  const { checkThreads, ThreadPool } = await import("./thread-pool.ts");
  checkThreads(options, engine.arena.memory.buffer, MAX_THREADS, quoteValue);
  const workers = new ThreadPool(core, options, (plan, makePhotographer) => {
    return new TaskRunner(engine, plan, 0, makePhotographer);
  });
  core.closers.push(() => workers.close());
  const { i32 } = engine.arena.views;
  Atomics.wait(i32, 0, i32[0] + 1, 0); // Throws a TypeError where this thread may not wait.
  await workers.start(options.spawn);
  executors.set(workers, workers);
  return workers;
}

/** What does the tasks of training steps. @throws TypeError if `startThreads` did not return it */
export function executorOf(threads: Threads): Executor {
  const executor = executors.get(threads);
  if (executor) return executor;
  throw new TypeError("Expected threads that startThreads has started.");
}
