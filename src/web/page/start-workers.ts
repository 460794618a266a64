import { MAX_SHARDS } from "../../train/tasks.ts";
import type { Request, Thread } from "../protocol.ts";

const create = (name: string) => new Worker(new URL(name, import.meta.url), { type: "module" });

/** Threads for the training worker, beside its own. */
function countThreads(): number {
  // WebKitGTK calls a page isolated and gives it no shared memory all the same.
  if (!crossOriginIsolated || !("SharedArrayBuffer" in globalThis)) return 0;
  return Math.min(MAX_SHARDS, navigator.hardwareConcurrency || 1) - 1;
}

/** Starts a thread, and notes when it is no more: it holds a lock for as long as it lives. */
function startThread(): Thread {
  const { port1, port2 } = new MessageChannel();
  const ended = new Int32Array(new SharedArrayBuffer(4));
  const lock = `siamese-simd thread ${crypto.randomUUID()}`;
  const worker = create("./thread-worker.js");
  worker.onmessage = () => void navigator.locks.request(lock, () => Atomics.store(ended, 0, 1));
  worker.postMessage({ port: port1, lock }, [port1]);
  return { port: port2, ended };
}

/**
 * Starts the training worker, and the threads that it trains with: here, since Firefox now and then blocks for ever in a
 * worker's own `new Worker`; at once, so that training itself loads nothing.
 */
export function startWorkers(): Worker {
  const worker = create("./page-worker.js");
  const threads = Array.from({ length: countThreads() }, startThread);
  worker.postMessage(
    { type: "threads", threads } satisfies Request,
    threads.map(({ port }) => port),
  );
  return worker;
}
