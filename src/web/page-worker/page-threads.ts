import { spawnWebWorker, type WebWorker } from "../../threads/spawn-web.ts";
import type { SpawnWorker } from "../../threads/start-threads.ts";
import { MAX_SHARDS } from "../../train/tasks.ts";

/**
 * The page's training threads. They are started when the page loads, so that training itself loads nothing, and go on
 * to the next run when one is over.
 */
export class PageThreads {
  /** Threads that a run can have, the training worker's own included. */
  readonly maxThreads: number;
  readonly #idle: WebWorker[] = [];

  constructor(create: () => WebWorker) {
    const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
    // WebKitGTK calls a page isolated and gives it no shared memory all the same.
    this.maxThreads =
      isolated && "SharedArrayBuffer" in globalThis ? Math.min(MAX_SHARDS, navigator.hardwareConcurrency || 1) : 1;
    for (let i = 1; i < this.maxThreads; i++) this.#idle.push(create());
  }

  readonly spawn: SpawnWorker = (onReply, onLost) => {
    const worker = this.#idle.pop();
    if (!worker) throw new RangeError(`Expected at most ${this.maxThreads} threads.`);
    const handle = spawnWebWorker(() => worker)(onReply, onLost);
    // A executor that closes has told its workers to leave their loop: they then wait for the next start.
    return { post: handle.post, terminate: () => this.#idle.push(worker) };
  };
}
