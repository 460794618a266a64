// What a training worker of Node runs; scripts/embed-worker.mjs makes one text of it.
import { parentPort } from "node:worker_threads";
import type { WorkerStart } from "../parallel/control.ts";
import { serve } from "../parallel/serve.ts";

parentPort?.once("message", (start: WorkerStart) => serve(start, (reply) => parentPort?.postMessage(reply)));
