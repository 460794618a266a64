import { Worker } from "node:worker_threads";
import type { OpenThread } from "../../jobs/job-thread.ts";

/** What a thread that does jobs is started with. */
export interface ThreadData {
  /**
   * The one folder that it may read, where tasks come from other machines, or null where it may read none; undefined where
   * they are this process's.
   */
  readonly folder: string | null | undefined;
}

/** Starts threads of Node that do jobs. @param folder see `ThreadData` */
export const openThread =
  (folder: ThreadData["folder"]): OpenThread =>
  async (take, lose) => {
    // Loaded when it is needed: most commands start no such thread.
    const { threadSource } = await import("./thread-source.ts");
    const workerData: ThreadData = { folder };
    // A text and not a file: see spawn-thread.ts.
    const worker = new Worker(threadSource, { eval: true, execArgv: [], workerData });
    worker.on("message", take);
    worker.on("error", (error) => lose(`its thread ended: ${error.message}`));
    worker.on("exit", (code) => lose(`its thread ended with code ${code}`));
    return { post: (message) => worker.postMessage(message), terminate: () => worker.terminate() };
  };
