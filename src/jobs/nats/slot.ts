import type { JsMsg } from "@nats-io/jetstream";
import { sha256 } from "../../formats/hash.ts";
import { printable } from "../../message-text.ts";
import { parseJson } from "../../parse-json.ts";
import { refuse } from "../../read/unreadable.ts";
import { version } from "../../version.ts";
import type { Json } from "../canonical-json.ts";
import { checkJob, hashJob } from "../job.ts";
import { JobThread } from "../job-thread.ts";
import type { Made } from "../made.ts";
import type { Task } from "../queue.ts";
import { encodeResult } from "../result.ts";
import {
  type Answer,
  bucketOf,
  type Call,
  callsSubject,
  decodeAnswer,
  encodeCall,
  isRun,
  PART_BYTES,
} from "./protocol.ts";
import type { NatsWorkerOptions } from "./worker.ts";

/** Content that is kept: a model, and images of the job that runs and the one before. */
const MAX_KEPT = 4;
const CALL_MS = 10_000;
/** The most that is waited for an answer by who wants to stop. */
const LAST_CALL_MS = 2000;

/** The one who runs the jobs has sent this worker away. */
class DismissedError extends Error {
  override readonly name = "DismissedError";
}

interface GivenTask extends Task {
  readonly run: string;
}

async function readTask(message: JsMsg): Promise<GivenTask> {
  const { run, job, hash, input } = Object(parseJson(new TextDecoder().decode(message.data)));
  if (!isRun(run)) refuse("a task", "expected the name of its run.");
  const checked = checkJob(job, "a task");
  if ((await hashJob(checked)) !== hash) refuse("a task", "its hash is not that of its job.");
  return { run, job: checked, hash, input: input as Json };
}

/** Does jobs of a server one after the other, in a thread of its own. */
export class Slot {
  readonly #options: NatsWorkerOptions;
  readonly #kept = new Map<string, Uint8Array>();
  readonly #thread: JobThread;
  #run = "";
  #isStopping = false;
  #handling: Promise<void> = Promise.resolve();

  constructor(options: NatsWorkerOptions) {
    this.#options = options;
    this.#thread = new JobThread({ open: options.open, content: (hash) => this.#content(hash) });
  }

  async #content(hash: string): Promise<Uint8Array> {
    const kept = this.#kept.get(hash);
    if (kept) return kept;
    const { nats } = this.#options;
    const store = await new nats.objects.Objm(nats.connection).open(bucketOf(this.#run));
    const bytes = await store.getBlob(hash);
    if (!bytes) throw new Error(`the queue has no content ${hash.slice(0, 12)}`);
    if ((await sha256(bytes)) !== hash) {
      throw new Error(`the queue's content ${hash.slice(0, 12)} has another hash: it was changed`);
    }
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(hash, bytes);
    return bytes;
  }

  /** Says something to who runs the jobs; undefined if nobody listens. */
  async #call(run: string, call: Call, bytes?: Uint8Array): Promise<Answer | undefined> {
    const { connection } = this.#options.nats;
    const answer = await connection
      .request(callsSubject(run), encodeCall(call, bytes), { timeout: this.#isStopping ? LAST_CALL_MS : CALL_MS })
      .catch(() => undefined);
    if (!answer) return undefined;
    const read = decodeAnswer(answer.data);
    if (read.type === "leave") throw new DismissedError(`This worker was sent away: ${printable(read.reason)}.`);
    return read;
  }

  async #do({ run, hash, job, input }: GivenTask): Promise<void> {
    const { name: worker, onEvent } = this.#options;
    if ((await this.#call(run, { type: "take", hash, worker, version }))?.type !== "go") return;
    this.#run = run;
    onEvent?.({ type: "taken", job, hash });
    const start = performance.now();
    let made: Made;
    try {
      made = await this.#thread.run({ hash, job, input });
    } catch (error) {
      if (this.#isStopping) {
        await this.#call(run, { type: "back", hash, worker });
        onEvent?.({ type: "back", job, hash });
        return;
      }
      const reason = printable((error as Error).message).slice(0, 2000);
      onEvent?.({ type: "failed", job, hash, reason });
      await this.#call(run, { type: "failed", hash, worker, reason });
      return;
    }
    const result = await encodeResult(job, made.body, worker);
    const parts = Math.ceil(result.length / PART_BYTES);
    for (let part = 0; part < parts; part++) {
      const bytes = result.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
      const answer = await this.#call(run, { type: "result", hash, worker, part, parts }, bytes);
      if (answer?.type !== "go") return;
    }
    onEvent?.({ type: "done", job, hash, images: made.images, milliseconds: performance.now() - start });
  }

  async #handle(message: JsMsg, pingMs: number): Promise<void> {
    const ping = setInterval(() => message.working(), pingMs);
    try {
      const task = await readTask(message);
      await this.#do(task);
    } catch (error) {
      if (error instanceof DismissedError) throw error;
      this.#options.say(printable((error as Error).message));
    } finally {
      clearInterval(ping);
      message.ack();
    }
  }

  /** Does the job of a message; it is another's where no sign of life comes for the time that the server waits. */
  handle(message: JsMsg, pingMs: number): Promise<void> {
    this.#handling = this.#handle(message, pingMs);
    return this.#handling;
  }

  /** Ends it: a job that it has begun is given back. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#thread.close();
    await this.#handling.catch(() => {});
  }
}
