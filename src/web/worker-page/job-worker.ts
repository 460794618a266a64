// Does jobs, one after the other, for whoever holds the other end of the port that it is sent.
import { serveJobs } from "../../jobs/serve-jobs.ts";
import type { ToThread } from "../../jobs/thread-messages.ts";
import { refuse } from "../../read/unreadable.ts";
import { provideDigest } from "../provide-digest.ts";

provideDigest();

const scope = globalThis as unknown as { onmessage: (event: MessageEvent<MessagePort>) => void };

scope.onmessage = ({ data: port }) => {
  const take = serveJobs((message) => port.postMessage(message), {
    images: () => refuse("a task", "expected images from the queue, got paths: a tab sees no folder."),
  });
  port.onmessage = ({ data }: MessageEvent<ToThread>) => take(data);
};
