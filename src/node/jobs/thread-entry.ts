// What a thread that does jobs runs; scripts/build-kernels.mjs makes one text of it.
import { parentPort, workerData } from "node:worker_threads";
import { serveJobs } from "../../jobs/serve-jobs.ts";
import { ImageReader } from "./image-reader.ts";
import type { ThreadData } from "./open-thread.ts";
import { SharedFolder } from "./shared-folder.ts";
import { SurveyedImages } from "./surveyed-images.ts";

const { folder } = workerData as ThreadData;
const files = new ImageReader(folder === undefined ? undefined : new SharedFolder(folder));

const take = serveJobs((message) => parentPort?.postMessage(message), new SurveyedImages(files));
parentPort?.on("message", take);
