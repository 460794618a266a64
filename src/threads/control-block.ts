// What the threads of a pool agree on, in the linear memory that they share.
import type { MAX_THREADS } from "./start-threads.ts";

/** Most tasks of a command. */
export const MAX_TASKS = 255;

// Types alone from what is loaded before, see embed-many.ts.
const THREADS: typeof MAX_THREADS = 64;

/** Places in the control block, as indices of 4-byte integers from its begin. */
export const Control = {
  /** Counts the commands: whoever waits for work waits for it to change. */
  command: 0,
  kind: 1,
  plan: 2,
  /** How many tasks the command has. */
  tasks: 3,
  /** Counts what workers have done: the main thread waits for it to change. */
  progress: 4,
  /** Tasks that failed. */
  failed: 5,
  /** How many plans there are, and where the last one stands as JSON. */
  plans: 6,
  planAt: 7,
  planBytes: 8,
  stop: 9,
  /** Of each thread, how many plans it knows. */
  known: 10,
  /**
   * Of each task, `command << 8 | whose it is` (see `Owner`). In one integer, so that a thread that comes late takes a
   * task of the command under way or none; what kind of task it is may be read once it has been taken.
   */
  owners: 10 + THREADS,
  count: 10 + THREADS + MAX_TASKS,
} as const;

/** Whose a task is: nobody's, done, or else of the thread with this number less 1. */
export const Owner = {
  nobody: 0,
  done: 255,
  /** Added to a worker's: what the task changes has been copied aside, and the change may have begun. */
  kept: 128,
} as const;

// Between two steps lie some ten microseconds: worth staying awake for. Beyond, a thread sleeps and burns nothing.
const SPINS = 20_000;

/** Waits until the integer at `index` is not `value` any more; false if that took more than `timeoutMs`. */
export function waitForChange(i32: Int32Array, index: number, value: number, timeoutMs: number): boolean {
  for (let i = 0; i < SPINS; i++) if (Atomics.load(i32, index) !== value) return true;
  return Atomics.wait(i32, index, value, timeoutMs) !== "timed-out" || Atomics.load(i32, index) !== value;
}

/** What a worker is given when it starts. */
export interface WorkerStart {
  readonly memory: WebAssembly.Memory;
  /** The compiled kernels; without it the scalar ones are used. */
  readonly module?: WebAssembly.Module;
  /** Byte offset of the control block. */
  readonly control: number;
  /** This worker's number; the main thread is 0. */
  readonly thread: number;
}

/** What a worker says when it is ready for work, or why it cannot be. */
export type WorkerReply = { readonly ready: true } | { readonly error: string };
