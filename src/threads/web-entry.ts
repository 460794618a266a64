// What a training worker of a page runs: new Worker(new URL("siamese-simd/worker", import.meta.url), { type: "module" }).
import type { WorkerStart } from "./control-block.ts";
import { runWorker } from "./worker-loop.ts";

/** As much of a worker's own scope, and of a MessagePort, as this file uses. */
interface Channel {
  onmessage: ((event: { data: WorkerStart | { readonly port: Channel } }) => void) | null;
  postMessage(message: unknown): void;
}

/** Takes starts from whoever holds the other end, and further ends to listen to. */
function listen(channel: Channel): void {
  channel.onmessage = ({ data }) => {
    if ("port" in data) listen(data.port);
    else void runWorker(data, (reply) => channel.postMessage(reply));
  };
}

listen(globalThis as unknown as Channel);
