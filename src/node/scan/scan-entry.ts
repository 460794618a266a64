// What a searching worker of Node runs; scripts/build-kernels.mjs makes one text of it.
import { parentPort, workerData } from "node:worker_threads";
import { createPartScan, type Part } from "./scan-part.ts";

const search = createPartScan(workerData);

parentPort?.on("message", async (part: Part) => {
  try {
    parentPort?.postMessage((await search)(part));
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});
