// What a training worker of a page runs: new Worker(new URL("siamese-simd/worker", import.meta.url), { type: "module" }).
import type { WorkerStart } from "./control-block.ts";
import { runWorker } from "./worker-loop.ts";

/** As much of a worker's own scope as this file uses. */
interface Scope {
  onmessage: ((event: { data: WorkerStart }) => void) | null;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as Scope;
scope.onmessage = ({ data }) => void runWorker(data, (reply) => scope.postMessage(reply));
