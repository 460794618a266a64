// What a thread that does jobs runs; scripts/build-kernels.mjs makes one text of it.
import { realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { serveJobs } from "../../jobs/serve-jobs.ts";
import { refuse } from "../../read/unreadable.ts";
import { fileError } from "../read/data-files.ts";
import { ImageReader } from "./image-reader.ts";
import type { ThreadData } from "./open-thread.ts";
import { refsOfInput } from "./shard-input.ts";

const { folder } = workerData as ThreadData;

/** Found once: it would be a tenth of what an image takes. */
let realRoot: string | undefined;

/** Paths of tasks that come from other machines stay within one folder, links followed. */
function within(root: string | null, path: string): string {
  if (root === null) refuse(path, "expected images from the queue, got a path, and this worker has no --folder.");
  if (isAbsolute(path)) refuse(path, "expected a path within the shared folder, got one from the root.");
  try {
    realRoot ??= realpathSync.native(root);
    const [from, to] = [realRoot, realpathSync.native(resolve(root, path))];
    const below = relative(from, to);
    if (below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below)) {
      refuse(path, "expected a path within the shared folder, got one that leads out of it.");
    }
    return to;
  } catch (error) {
    throw fileError(error, path);
  }
}

const files = new ImageReader();

const take = serveJobs(
  (message) => parentPort?.postMessage(message),
  (input, hash) => {
    const refs = refsOfInput(input).map((ref) =>
      folder === undefined ? ref : { ...ref, path: within(folder, ref.path) },
    );
    return files.readChecked(refs, hash);
  },
);
parentPort?.on("message", take);
