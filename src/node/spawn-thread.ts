import { Worker } from "node:worker_threads";
import type { SpawnWorker } from "../threads/start-threads.ts";
import { workerSource } from "./worker-source.ts";

/** Starts workers that run a text. A text and not a file: no path to find, in the sources, in the package, and in a bundle. */
export const spawnTextWorker =
  (source: string): SpawnWorker =>
  (onReply, onLost) => {
    // It needs none of the options that this process was started with.
    const worker = new Worker(source, { eval: true, execArgv: [] });
    worker.once("message", (reply) => {
      // From now on it only waits for work. Until now it kept the process alive that waits for it.
      worker.unref();
      onReply(reply);
    });
    let exited = false;
    let reason: string | undefined;
    worker.on("error", (error) => {
      reason = error.message;
    });
    worker.on("exit", (code) => {
      exited = true;
      onLost(reason ?? `a worker ended with code ${code}`);
    });
    return {
      post: (start) => worker.postMessage(start),
      terminate: () => {
        void worker.terminate();
      },
      // The event comes only when the event loop turns. Of a thread that is no more Node says at once that it was never
      // active, or that it has idled -1 ms.
      hasEnded: () => {
        const { idle, active } = worker.performance.eventLoopUtilization();
        return exited || active === 0 || idle < 0;
      },
    };
  };

/** Starts a training worker on one of Node's threads. It does not keep the process alive. */
export const spawnNodeWorker: SpawnWorker = spawnTextWorker(workerSource);
