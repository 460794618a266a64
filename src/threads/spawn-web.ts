import type { WorkerReply } from "./control-block.ts";
import type { SpawnWorker } from "./start-threads.ts";

/** As much of a Web Worker, or of a MessagePort that leads to one, as is used here. */
export interface WebWorker {
  postMessage(message: unknown): void;
  onmessage: ((event: never) => void) | null;
  onerror?: ((event: never) => void) | null;
  terminate?(): void;
}

/**
 * Starts training workers in a page.
 * @param create gives a worker that runs `siamese-simd/worker`, or a MessagePort that such a worker has been sent as
 *   `{ port }`. A worker of a page should take ports that the page has handed it: Firefox now and then blocks for ever
 *   in a worker's own `new Worker`.
 */
export const spawnWebWorker =
  (create: () => WebWorker): SpawnWorker =>
  (onReply, onLost) => {
    const worker = create();
    worker.onmessage = ({ data }: { data: WorkerReply }) => onReply(data);
    worker.onerror = ({ message }: { message?: string }) => onLost(message ?? "its script could not be loaded");
    return { post: (start) => worker.postMessage(start), terminate: () => worker.terminate?.() };
  };
