// What a thread that does jobs runs; scripts/build-kernels.mjs makes one text of it.
import { realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { printable } from "../../message-text.ts";
import { refuse } from "../../read/unreadable.ts";
import { fileError } from "../read/data-files.ts";
import { type JobContext, kindOf } from "./kinds.ts";
import type { FromThread, ThreadData, ToThread } from "./thread-messages.ts";

const { folder } = workerData as ThreadData;
const post = (message: FromThread) => parentPort?.postMessage(message);

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

const asked = new Map<string, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>();

const context: JobContext = {
  content: (hash) =>
    new Promise((take, reject) => {
      asked.set(hash, { resolve: take, reject });
      post({ type: "want", hash });
    }),
  resolve: folder === undefined ? (path) => path : (path) => within(folder, path),
};

async function run({ task }: Extract<ToThread, { type: "run" }>): Promise<void> {
  const { hash, job, input } = task;
  try {
    const body = await kindOf(job).run(job, input, context);
    post({ type: "done", hash, body });
  } catch (error) {
    const reason = printable(error instanceof Error ? error.message : String(error));
    post({ type: "failed", hash, reason });
  }
}

// One after the other: the next one waits here, so that there is no pause between two.
let last = Promise.resolve();

parentPort?.on("message", (message: ToThread) => {
  if (message.type === "run") {
    last = last.then(() => run(message));
    return;
  }
  const wanted = asked.get(message.hash);
  asked.delete(message.hash);
  if (message.bytes) wanted?.resolve(message.bytes);
  else wanted?.reject(new Error(message.reason));
});
