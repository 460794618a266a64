import type { Consumer, JsMsg } from "@nats-io/jetstream";
import { sha256 } from "../../../formats/hash.ts";
import type { Json } from "../../../jobs/canonical-json.ts";
import { checkJob, hashJob } from "../../../jobs/job.ts";
import type { Task } from "../../../jobs/queue.ts";
import { encodeResult } from "../../../jobs/result.ts";
import { printable } from "../../../message-text.ts";
import { parseJson } from "../../../parse-json.ts";
import { refuse } from "../../../read/unreadable.ts";
import { version } from "../../../version.ts";
import { JobThread } from "../job-thread.ts";
import type { Nats } from "./connect.ts";
import {
  type Answer,
  bucketOf,
  type Call,
  CONSUMER,
  callsSubject,
  decodeAnswer,
  encodeCall,
  isRun,
  PART_BYTES,
  STREAM,
} from "./protocol.ts";

export interface NatsWorkerOptions {
  readonly nats: Nats;
  readonly name: string;
  readonly threads: number;
  /** The one folder whose images jobs may name; undefined: images come from the queue alone. */
  readonly folder: string | undefined;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Content that is kept: a model, and images of the job that runs and the one before. */
const MAX_KEPT = 4;
const CALL_MS = 10_000;
const EMPTY_MS = 2000;
const PAUSE_MS = 500;

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

/** Takes jobs one after the other, on one thread. */
class Slot {
  readonly #options: NatsWorkerOptions;
  readonly #kept = new Map<string, Uint8Array>();
  readonly #thread: JobThread;
  #run = "";

  constructor(options: NatsWorkerOptions) {
    this.#options = options;
    this.#thread = new JobThread({ folder: options.folder ?? null, content: (hash) => this.#content(hash) });
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
      .request(callsSubject(run), encodeCall(call, bytes), { timeout: CALL_MS })
      .catch(() => undefined);
    if (!answer) return undefined;
    const read = decodeAnswer(answer.data);
    if (read.type === "leave") throw new DismissedError(`This worker was sent away: ${printable(read.reason)}.`);
    return read;
  }

  async #do({ run, hash, job, input }: GivenTask): Promise<void> {
    const { name } = this.#options;
    if ((await this.#call(run, { type: "take", hash, worker: name, version }))?.type !== "go") return;
    this.#run = run;
    let body: Uint8Array;
    try {
      body = await this.#thread.run({ hash, job, input });
    } catch (error) {
      await this.#call(run, {
        type: "failed",
        hash,
        worker: name,
        reason: printable((error as Error).message).slice(0, 2000),
      });
      return;
    }
    const result = await encodeResult(job, body, name);
    const parts = Math.ceil(result.length / PART_BYTES);
    for (let part = 0; part < parts; part++) {
      const bytes = result.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
      const answer = await this.#call(run, { type: "result", hash, worker: name, part, parts }, bytes);
      if (answer?.type !== "go") return;
    }
  }

  /** Does the job of a message; it is another's where no sign of life comes for the time that the server waits. */
  async handle(message: JsMsg, pingMs: number): Promise<void> {
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

  close(): Promise<void> {
    return this.#thread.close();
  }
}

/**
 * Does jobs until it is stopped: a server that is away, or that has no jobs yet, is waited for.
 * @throws DismissedError if it was sent away
 */
export async function runNatsWorker(options: NatsWorkerOptions): Promise<void> {
  const { nats, threads, signal, say } = options;
  const client = nats.jetstream.jetstream(nats.connection);
  const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  const failed = new AbortController();
  const isOver = () => signal.aborted || failed.signal.aborted;
  const slots = Array.from({ length: threads }, () => new Slot(options));
  const work = async (slot: Slot): Promise<void> => {
    let consumer: { readonly of: Consumer; readonly pingMs: number } | undefined;
    while (!isOver()) {
      let message: JsMsg | null;
      try {
        if (!consumer) {
          const of = await client.consumers.get(STREAM, CONSUMER);
          const { ack_wait = 30e9 } = (await of.info()).config;
          consumer = { of, pingMs: Math.max(100, ack_wait / 1e6 / 3) };
        }
        message = await consumer.of.next({ expires: EMPTY_MS });
      } catch {
        // No server, or no jobs on it yet.
        consumer = undefined;
        await pause();
        continue;
      }
      if (message) await slot.handle(message, consumer.pingMs);
    }
  };
  signal.addEventListener("abort", () => void nats.connection.close().catch(() => {}));
  say(`Worker ${options.name} waits for jobs.`);
  try {
    await Promise.all(slots.map((slot) => work(slot)));
  } finally {
    failed.abort();
    await Promise.all(slots.map((slot) => slot.close()));
    await nats.connection.close().catch(() => {});
  }
}
