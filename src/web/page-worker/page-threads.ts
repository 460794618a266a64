import { spawnWebWorker, type WebWorker } from "../../threads/spawn-web.ts";
import type { SpawnWorker } from "../../threads/start-threads.ts";

/** The page's training threads, which go on to the next run when one is over. */
export class PageThreads {
  /** Threads that a run can have, the training worker's own included. */
  readonly maxThreads: number;
  readonly #idle: WebWorker[];

  /** @param ports each leads to a worker that the page has started */
  constructor(ports: readonly MessagePort[]) {
    this.maxThreads = ports.length + 1;
    this.#idle = [...ports];
  }

  readonly spawn: SpawnWorker = (onReply, onLost) => {
    const port = this.#idle.pop();
    if (!port) throw new RangeError(`Expected at most ${this.maxThreads} threads.`);
    const { post } = spawnWebWorker(() => port)(onReply, onLost);
    // An executor that closes has told its workers to leave their loop: they then wait for the next start.
    return { post, terminate: () => this.#idle.push(port) };
  };
}
