import type { EmbedJob } from "../../src/jobs/job.ts";
import { JobThread } from "../../src/jobs/job-thread.ts";
import { bucketOf, callsSubject, encodeCall, STREAM } from "../../src/jobs/nats/protocol.ts";
import { encodeResult } from "../../src/jobs/result.ts";
import { connectNats } from "../../src/node/jobs/nats/connect.ts";
import { openThread } from "../../src/node/jobs/open-thread.ts";
import { version } from "../../src/version.ts";

/** What a worker of a test makes of the body of a right result: the file that it sends, or undefined to fall silent. */
export type Oddity = (job: EmbedJob, body: Uint8Array, name: string) => Promise<Uint8Array | undefined>;

/** A worker that computes as all do, by the same protocol, and then sends something else. */
export async function startOddWorker(
  url: string,
  name: string,
  oddity: Oddity,
  says = version,
): Promise<{ stop(): Promise<void>; answers: string[] }> {
  const { connection, jetstream, objects } = await connectNats(url, name, true);
  const answers: string[] = [];
  let run = "";
  const thread = new JobThread({
    open: openThread(null),
    content: async (hash) =>
      (await (await new objects.Objm(connection).open(bucketOf(run))).getBlob(hash)) ?? new Uint8Array(),
  });
  let isOver = false;
  const call = async (bytes: Uint8Array) => {
    const answer = (await connection.request(callsSubject(run), bytes, { timeout: 5000 })).string();
    answers.push(answer);
    return JSON.parse(answer);
  };
  const work = async () => {
    while (!isOver) {
      try {
        const consumer = await jetstream.jetstream(connection).consumers.get(STREAM, "anywhere");
        const message = await consumer.next({ expires: 1000 });
        if (!message) continue;
        const { job, hash, input, run: of } = message.json<{ job: EmbedJob; hash: string; input: null; run: string }>();
        run = of;
        const taken = await call(encodeCall({ type: "take", hash, worker: name, version: says }));
        if (taken.type === "leave") isOver = true;
        if (taken.type !== "go") {
          message.ack();
          continue;
        }
        const result = await oddity(job, (await thread.run({ job, hash, input })).body, name);
        if (!result) continue;
        await call(encodeCall({ type: "result", hash, worker: name, part: 0, parts: 1 }, result));
        message.ack();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  const done = work();
  return {
    answers,
    async stop() {
      isOver = true;
      await connection.close();
      await thread.close();
      await done;
    },
  };
}

/** As a right worker does. */
export const right: Oddity = encodeResult;
