import type { Consumer, JsMsg } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Job } from "../job.ts";
import type { OpenThread } from "../job-thread.ts";
import { onClosed } from "./closed.ts";
import { type JobPlace, STREAM } from "./protocol.ts";
import { Slot } from "./slot.ts";

/** A connection to a NATS server, and the packages that speak with it. */
export interface NatsClient {
  readonly connection: NatsConnection;
  readonly jetstream: Pick<typeof import("@nats-io/jetstream"), "jetstream">;
  readonly objects: Pick<typeof import("@nats-io/obj"), "Objm">;
}

/** What a worker does. */
export type WorkerEvent =
  | { readonly type: "taken"; readonly job: Job; readonly hash: string }
  | {
      readonly type: "done";
      readonly job: Job;
      readonly hash: string;
      readonly images: number;
      readonly milliseconds: number;
    }
  | { readonly type: "failed"; readonly job: Job; readonly hash: string; readonly reason: string }
  /** It was stopped, and gave the job back. */
  | { readonly type: "back"; readonly job: Job; readonly hash: string };

export interface NatsWorkerOptions {
  readonly nats: NatsClient;
  readonly name: string;
  readonly threads: number;
  readonly open: OpenThread;
  /** Which jobs it takes: those of a folder only where it sees one. */
  readonly places: readonly JobPlace[];
  /** Stops it: jobs that it has begun are given back, and the connection is closed. */
  readonly signal: AbortSignal;
  /** Is told what its user should know. */
  readonly say: (line: string) => void;
  readonly onEvent?: (event: WorkerEvent) => void;
}

/** Milliseconds for which the server holds a question for a job. The client's least is a second. */
const EMPTY_MS = 2000;
const PAUSE_MS = 500;

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** Asks a server for jobs, of each place in turn until it has some: a run's are mostly of one. */
class JobSource {
  readonly #options: NatsWorkerOptions;
  #places: readonly JobPlace[];
  readonly #consumers = new Map<JobPlace, { readonly of: Consumer; readonly pingMs: number }>();

  constructor(options: NatsWorkerOptions) {
    this.#options = options;
    this.#places = options.places;
  }

  async #consumer(place: JobPlace) {
    const known = this.#consumers.get(place);
    if (known) return known;
    const { nats } = this.#options;
    const of = await nats.jetstream.jetstream(nats.connection).consumers.get(STREAM, place);
    const { ack_wait = 30e9 } = (await of.info()).config;
    const consumer = { of, pingMs: Math.max(100, ack_wait / 1e6 / 3) };
    this.#consumers.set(place, consumer);
    return consumer;
  }

  /** The next job, and how often to say that it is worked on; undefined where there is none for a while. */
  async next(): Promise<{ readonly message: JsMsg; readonly pingMs: number } | undefined> {
    const [place, ...others] = this.#places;
    try {
      const { of, pingMs } = await this.#consumer(place);
      const message = await of.next({ expires: EMPTY_MS / this.#places.length });
      if (message) return { message, pingMs };
      this.#places = [...others, place];
    } catch {
      // No server, or no jobs on it yet.
      this.#consumers.clear();
      await pause();
    }
    return undefined;
  }
}

/**
 * Does jobs until it is stopped: a server that is away, or that has no jobs yet, is waited for.
 * @throws DismissedError if it was sent away; Error if the server closes the connection for good
 */
export async function runNatsWorker(options: NatsWorkerOptions): Promise<void> {
  const { nats, threads, signal } = options;
  const ended = new AbortController();
  const isOver = () => signal.aborted || ended.signal.aborted;
  const slots = Array.from({ length: threads }, () => new Slot(options));
  const work = async (slot: Slot): Promise<void> => {
    const source = new JobSource(options);
    while (!isOver()) {
      const next = await source.next();
      if (!next) continue;
      if (isOver()) next.message.nak();
      else await slot.handle(next.message, next.pingMs);
    }
  };
  let stopped: Promise<void> | undefined;
  const stop = () => {
    ended.abort();
    stopped ??= Promise.all(slots.map((slot) => slot.stop())).then(async () => {
      // What is acknowledged last must be on its way.
      await Promise.race([nats.connection.flush().catch(() => {}), pause()]);
      await nats.connection.close().catch(() => {});
    });
    return stopped;
  };
  signal.addEventListener("abort", () => void stop());
  let lost: Error | undefined;
  void onClosed(nats.connection, (error) => {
    lost = error;
    void stop();
  });
  try {
    await Promise.all(slots.map((slot) => work(slot)));
  } catch (error) {
    // What failed on a closed connection says less than why it was closed.
    throw lost ?? error;
  } finally {
    await stop();
  }
  if (lost) throw lost;
}
