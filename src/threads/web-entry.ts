// What a training worker of a page runs: new Worker(new URL("siamese-simd/worker", import.meta.url), { type: "module" }).
import type { WorkerStart } from "./control-block.ts";
import { runWorker } from "./worker-loop.ts";

/** As much of a worker's own scope, and of a MessagePort, as this file uses. */
interface Channel {
  onmessage: ((event: { data: WorkerStart | Introduction }) => void) | null;
  postMessage(message: unknown): void;
}

/** A further end to listen to. */
interface Introduction {
  readonly port: Channel;
  /** Whoever asks for the lock of this name gets it when this worker is no more (Web Locks API). */
  readonly lock?: string;
}

/** Takes starts from whoever holds the other end, and further ends to listen to. */
function listen(channel: Channel): void {
  channel.onmessage = ({ data }) => {
    if (!("port" in data)) return void runWorker(data, (reply) => channel.postMessage(reply));
    const { port, lock } = data;
    if (!lock) return listen(port);
    // Held before the first start: training leaves no time to take it. Never given back: it ends with the worker.
    void navigator.locks.request(lock, () => {
      channel.postMessage({ lock });
      listen(port);
      return new Promise(() => {});
    });
  };
}

listen(globalThis as unknown as Channel);
