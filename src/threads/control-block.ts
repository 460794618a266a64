// What the threads of a pool agree on, in the linear memory that they share.

/** Places in the control block, as indices of 4-byte integers from its begin. */
export const Control = {
  /** Counts the commands: whoever waits for work waits for it to change. */
  command: 0,
  /**
   * `tasks << 8 | the next task that nobody has taken`. In one integer, so that a thread that comes late takes a task
   * of the command under way or none; what kind of task it is may be read once it has been taken.
   */
  next: 1,
  kind: 2,
  plan: 3,
  /** Tasks that are done: the main thread waits for it. */
  done: 4,
  /** Tasks that failed. */
  failed: 5,
  /** How many plans there are, and where the last one stands as JSON. */
  plans: 6,
  planAt: 7,
  planBytes: 8,
  stop: 9,
  count: 10,
} as const;

/** Most tasks of a command. */
export const MAX_TASKS = 255;

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
