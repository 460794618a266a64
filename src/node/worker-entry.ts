// What a training worker of Node runs; scripts/embed-worker.mjs makes one text of it.
import { parentPort } from "node:worker_threads";
import type { WorkerStart } from "../threads/control-block.ts";
import { runWorker } from "../threads/worker-loop.ts";

parentPort?.once("message", (start: WorkerStart) => runWorker(start, (reply) => parentPort?.postMessage(reply)));
