import { Worker } from "node:worker_threads";
import type { SpawnWorker } from "../threads/start-threads.ts";
import { workerSource } from "./worker-source.ts";

/** Starts a training worker on one of Node's threads. It does not keep the process alive. */
export const spawnNodeWorker: SpawnWorker = (onReply, onLost) => {
  // A text and not a file: no path to find, in the sources, in the package, and in a bundle alike. It needs none of
  // the options that this process was started with.
  const worker = new Worker(workerSource, { eval: true, execArgv: [] });
  worker.once("message", (reply) => {
    // From now on it only waits for work. Until now it kept the process alive that waits for it.
    worker.unref();
    onReply(reply);
  });
  worker.on("error", (error) => onLost(error.message));
  worker.on("exit", (code) => onLost(`a worker ended with code ${code}`));
  return {
    post: (start) => worker.postMessage(start),
    terminate: () => {
      void worker.terminate();
    },
  };
};
