import { printable } from "../message-text.ts";
import { type JobContext, kindOf } from "./kinds.ts";
import type { FromThread, ToThread } from "./thread-messages.ts";

/**
 * Does jobs in a thread, one after the other: the next one waits here, so that there is no pause between two.
 * @param post says something to who holds the other end
 * @param images gives the image files that tasks name; see `JobContext`
 * @returns takes what the other end says
 */
export function serveJobs(
  post: (message: FromThread) => void,
  images: JobContext["images"],
): (message: ToThread) => void {
  const asked = new Map<string, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>();
  const content = (hash: string): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      asked.set(hash, { resolve, reject });
      post({ type: "want", hash });
    });
  const run = async ({ task, images: pack }: Extract<ToThread, { type: "run" }>): Promise<void> => {
    const { hash, job, input } = task;
    const context: JobContext = {
      images,
      content: (of) => (pack && of === job.data ? Promise.resolve(pack) : content(of)),
    };
    try {
      const made = await kindOf(job).run(job, input, context);
      post({ type: "done", hash, made });
    } catch (error) {
      const reason = printable(error instanceof Error ? error.message : String(error));
      post({ type: "failed", hash, reason });
    }
  };
  let last = Promise.resolve();
  return (message) => {
    if (message.type === "run") {
      last = last.then(() => run(message));
      return;
    }
    const wanted = asked.get(message.hash);
    asked.delete(message.hash);
    if (message.bytes) wanted?.resolve(message.bytes);
    else wanted?.reject(new Error(message.reason));
  };
}
