import { spawnWebWorker } from "../../threads/spawn-web.ts";
import type { SpawnWorker } from "../../threads/start-threads.ts";
import type { Thread } from "../protocol.ts";

const hasEnded = ({ ended }: Thread): boolean => Atomics.load(ended, 0) === 1;

/** The page's training threads, which go on to the next run when one is over. */
export class PageThreads {
  #idle: readonly Thread[];
  #busy = 0;

  /** @param threads workers that the page has started */
  constructor(threads: readonly Thread[]) {
    this.#idle = threads;
  }

  get #waiting(): readonly Thread[] {
    return this.#idle.filter((thread) => !hasEnded(thread));
  }

  /** Threads that a run can have, the training worker's own included. */
  get maxThreads(): number {
    return this.#waiting.length + this.#busy + 1;
  }

  readonly spawn: SpawnWorker = (onReply, onLost) => {
    const [thread, ...others] = this.#waiting;
    if (!thread) throw new RangeError(`Expected at most ${this.maxThreads} threads.`);
    this.#idle = others;
    this.#busy++;
    const { post } = spawnWebWorker(() => thread.port)(onReply, onLost);
    return {
      post,
      hasEnded: () => hasEnded(thread),
      // An executor that closes has told its workers to leave their loop: they then wait for the next start.
      terminate: () => {
        this.#busy--;
        this.#idle = [...this.#idle, thread];
      },
    };
  };
}
