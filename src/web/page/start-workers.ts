import { MAX_SHARDS } from "../../train/tasks.ts";
import type { Request } from "../protocol.ts";

const create = (name: string) => new Worker(new URL(name, import.meta.url), { type: "module" });

/** Threads for the training worker, beside its own. */
function countThreads(): number {
  // WebKitGTK calls a page isolated and gives it no shared memory all the same.
  if (!crossOriginIsolated || !("SharedArrayBuffer" in globalThis)) return 0;
  return Math.min(MAX_SHARDS, navigator.hardwareConcurrency || 1) - 1;
}

/**
 * Starts the training worker, and the threads that it trains with: here, since Firefox now and then blocks for ever in a
 * worker's own `new Worker`; at once, so that training itself loads nothing.
 */
export function startWorkers(): Worker {
  const worker = create("./page-worker.js");
  const ports = Array.from({ length: countThreads() }, () => {
    const { port1, port2 } = new MessageChannel();
    create("./thread-worker.js").postMessage({ port: port1 }, [port1]);
    return port2;
  });
  worker.postMessage({ type: "threads", ports } satisfies Request, ports);
  return worker;
}
