import { spawnNodeWorker } from "../node/spawn-thread.ts";
import type { ThreadOptions } from "../threads/start-threads.ts";

/** Node's threads, whose loss is told on standard error: the command goes on. */
export const nodeThreads = (threads: number): ThreadOptions => ({
  threads,
  spawn: spawnNodeWorker,
  onLost: (reason) => console.error(`A thread was lost (${reason}); the others go on without it, to the same result.`),
});
