import type { WorkerReply } from "./control-block.ts";
import type { SpawnWorker } from "./start-threads.ts";

/** As much of a Web Worker as is used here. */
export interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: { data: WorkerReply }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
}

/**
 * Starts training workers in a page.
 * @param create makes a worker that runs `siamese-simd/worker`
 */
export const spawnWebWorker =
  (create: () => WebWorker): SpawnWorker =>
  (onReply, onLost) => {
    const worker = create();
    worker.onmessage = ({ data }) => onReply(data);
    worker.onerror = ({ message }) => onLost(message ?? "its script could not be loaded");
    return { post: (start) => worker.postMessage(start), terminate: () => worker.terminate() };
  };
