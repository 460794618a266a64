import { printable } from "../message-text.ts";
import type { Json } from "./canonical-json.ts";
import { type JobContext, kindOf } from "./kinds.ts";
import type { FromThread, ToThread } from "./thread-messages.ts";

/** Where a thread has the image files that tasks name. */
export interface ThreadImages {
  /** See `JobContext`. */
  readonly images: JobContext["images"];
  /** Reads them before there is a job, and keeps them for it, if they are few. @returns their hash */
  readonly survey?: (input: Json) => Promise<string>;
}

/**
 * Does jobs in a thread, one after the other: the next one waits here, so that there is no pause between two.
 * @param post says something to who holds the other end
 * @returns takes what the other end says
 */
export function serveJobs(
  post: (message: FromThread) => void,
  { images, survey }: ThreadImages,
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
    const made = await kindOf(job).run(job, input, context);
    post({ type: "done", id: hash, made });
  };
  const look = async ({ id, input }: Extract<ToThread, { type: "survey" }>): Promise<void> => {
    if (!survey) throw new Error("there are no images to read here");
    post({ type: "surveyed", id, data: await survey(input) });
  };
  let last = Promise.resolve();
  const next = (id: string, work: () => Promise<void>): void => {
    last = last.then(work).catch((error) => {
      const reason = printable(error instanceof Error ? error.message : String(error));
      post({ type: "failed", id, reason });
    });
  };
  return (message) => {
    if (message.type === "run") return next(message.task.hash, () => run(message));
    if (message.type === "survey") return next(message.id, () => look(message));
    const wanted = asked.get(message.hash);
    asked.delete(message.hash);
    if (message.bytes) wanted?.resolve(message.bytes);
    else wanted?.reject(new Error(message.reason));
  };
}
