import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import type { ObjectStore } from "@nats-io/obj";
import type { Msg } from "@nats-io/transport-node";
import { kindOf } from "../../../jobs/kinds.ts";
import { onClosed } from "../../../jobs/nats/closed.ts";
import {
  type Answer,
  bucketOf,
  type Call,
  callsSubject,
  decodeCall,
  jobsSubject,
  PLACES,
  placeOf,
  STREAM,
} from "../../../jobs/nats/protocol.ts";
import {
  type Done,
  JobFailedError,
  type JobQueue,
  MAX_ATTEMPTS,
  type Task,
  type WorkerState,
} from "../../../jobs/queue.ts";
import { decodeResult, isWorkerName } from "../../../jobs/result.ts";
import { quoteValue } from "../../../message-text.ts";
import { version } from "../../../version.ts";
import type { Nats } from "./connect.ts";

export interface NatsQueueOptions {
  readonly nats: Nats;
  /** 16 hexadecimal digits: the same for every run of the same jobs, so that a rerun clears what the last one left. */
  readonly run: string;
  /** Seconds without a sign of a worker after which its job goes to another. */
  readonly ackWait: number;
  /** Is told what users should know of workers and of the server. */
  readonly say: (line: string) => void;
}

/** A task that is with the server or a worker. */
interface Flight {
  readonly task: Task;
  /** How often a worker took it and did not come back, or came back with an error. */
  attempts: number;
  worker: string | undefined;
  /** When it was submitted, and when it was last published or taken, in milliseconds. */
  readonly born: number;
  since: number;
  parts: (Uint8Array | undefined)[];
  resolve(done: Done): void;
  reject(error: Error): void;
}

const CAPACITY = 256;
const NANOSECONDS = 1e9;
/** Milliseconds between two looks at what the server still has. */
const WATCH_MS = 1000;
/** Milliseconds until a job that was offered to one who shall not do it is offered again. */
const OFFER_MS = 200;
/** Milliseconds after which it is said that no worker has asked for a job. */
const ALONE_MS = 5000;
/** Milliseconds without a call after which a worker is no longer counted. */
const WORKER_MS = 60_000;

/**
 * Jobs done by whichever workers ask a NATS server for them (JetStream: a stream as a work queue). The server keeps
 * nothing that matters: results come to this process as answers, and where the server loses jobs they are given to it
 * again.
 */
export class NatsQueue implements JobQueue {
  readonly capacity = CAPACITY;
  readonly #options: NatsQueueOptions;
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;
  #objects: ObjectStore;
  readonly #flights = new Map<string, Flight>();
  readonly #content = new Map<string, Uint8Array>();
  readonly #dismissed = new Map<string, string>();
  readonly #seen = new Map<string, number>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #opened = performance.now();
  #isAlone = true;
  #isWatching = false;
  #isAway = false;
  #isClosed = false;
  /** Why the server can no longer be reached. */
  #lost: Error | undefined;

  private constructor(
    options: NatsQueueOptions,
    manager: JetStreamManager,
    client: JetStreamClient,
    objects: ObjectStore,
  ) {
    this.#options = options;
    this.#manager = manager;
    this.#client = client;
    this.#objects = objects;
    const { connection } = options.nats;
    connection.subscribe(callsSubject(options.run), {
      callback: (error, message) => {
        if (!error) void this.#hear(message);
      },
    });
    void onClosed(connection, (error) => {
      this.#lost = error;
      this.#fail(error);
    });
    this.#timer = setInterval(() => void this.#watch(), WATCH_MS);
  }

  /** Makes what the run needs on the server, and clears what an earlier run of the same jobs left there. */
  static async open(options: NatsQueueOptions): Promise<NatsQueue> {
    const { connection, jetstream } = options.nats;
    try {
      const manager = await jetstream.jetstreamManager(connection);
      const objects = await NatsQueue.#setUp(options, manager);
      return new NatsQueue(options, manager, jetstream.jetstream(connection), objects);
    } catch (error) {
      const reason =
        (error as Error).name === "JetStreamNotEnabled" ? "JetStream is not enabled" : (error as Error).message;
      throw new Error(`The NATS server cannot hold the jobs: ${reason}. Start it with: nats-server -js`, {
        cause: error,
      });
    }
  }

  static async #setUp({ nats, run, ackWait }: NatsQueueOptions, manager: JetStreamManager): Promise<ObjectStore> {
    const { RetentionPolicy, AckPolicy } = nats.jetstream;
    const subjects = [jobsSubject("*", "*")];
    await manager.streams.add({ name: STREAM, subjects, retention: RetentionPolicy.Workqueue });
    for (const place of PLACES) {
      const consumer = {
        ...{ ack_policy: AckPolicy.Explicit, ack_wait: ackWait * NANOSECONDS, max_ack_pending: 100_000 },
        filter_subject: jobsSubject(place, "*"),
      };
      await manager.consumers
        .add(STREAM, { durable_name: place, ...consumer })
        .catch(() => manager.consumers.update(STREAM, place, consumer));
    }
    await manager.streams.purge(STREAM, { filter: jobsSubject("*", run) });
    const stores = new nats.objects.Objm(nats.connection);
    await (await stores.create(bucketOf(run))).destroy();
    return stores.create(bucketOf(run));
  }

  async provide(hash: string, bytes: Uint8Array): Promise<void> {
    // Kept here too: a server may lose it.
    this.#content.set(hash, bytes);
    await this.#put(hash, bytes);
  }

  async #put(hash: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.#objects.putBlob({ name: hash }, bytes);
    } catch (error) {
      await this.#recover(error);
    }
  }

  async withdraw(hash: string): Promise<void> {
    this.#content.delete(hash);
    await this.#objects.delete(hash).catch(() => {});
  }

  async submit(task: Task): Promise<Done> {
    const { max_payload: most = 2 ** 20 } = this.#options.nats.connection.info ?? {};
    if (this.#encode(task).length > most - 1024) {
      throw new RangeError(
        `The names of a shard's images have more than the ${most} bytes that the server takes in a message; give more --shards.`,
      );
    }
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      if (this.#isClosed) return reject(new Error("The queue is closed."));
      const flight: Flight = {
        ...{ task, attempts: 0, worker: undefined, parts: [] },
        ...{ born: performance.now(), since: performance.now() },
        resolve: (done) => {
          this.#flights.delete(task.hash);
          resolve(done);
        },
        reject: (error) => {
          this.#flights.delete(task.hash);
          reject(error);
        },
      };
      this.#flights.set(task.hash, flight);
      void this.#publish(flight);
    });
  }

  #encode({ job, hash, input }: Task): Uint8Array {
    return Buffer.from(JSON.stringify({ run: this.#options.run, job, hash, input }));
  }

  async #publish(flight: Flight): Promise<void> {
    flight.worker = undefined;
    flight.parts = [];
    flight.since = performance.now();
    try {
      const subject = jobsSubject(placeOf(flight.task), this.#options.run);
      await this.#client.publish(subject, this.#encode(flight.task));
    } catch (error) {
      // The watch gives it out again when the server is back.
      await this.#recover(error);
    }
  }

  /** A server that is away is waited for; one that is there and refuses ends the run. */
  async #recover(error: unknown): Promise<void> {
    if (this.#isClosed) return;
    const { code, status } = Object(error);
    const { message } = error as Error;
    // 10047 and 10077: no room on its disk or in its memory.
    if (/insufficient|resource|maximum|no space/i.test(message) || status === 500 || code === 10047 || code === 10077) {
      this.#fail(new Error(`The NATS server cannot hold the jobs: ${message}.`));
    }
  }

  #fail(error: Error): void {
    for (const flight of [...this.#flights.values()]) flight.reject(error);
  }

  /** Sees to it that what is not done is with the server: it may have been killed, or have lost its store. */
  async #watch(): Promise<void> {
    if (this.#isWatching || this.#isClosed || this.#lost) return;
    this.#isWatching = true;
    this.#giveUpComparing();
    this.#sayIfAlone();
    const { say, run, ackWait } = this.#options;
    try {
      const { state } = await this.#manager.streams.info(STREAM, { subjects_filter: jobsSubject("*", run) });
      if (this.#isAway) say("The NATS server is back.");
      this.#isAway = false;
      // A work queue keeps a job until its worker has heard that its result is here.
      const held = Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
      const old = performance.now() - ackWait * 1000 - WATCH_MS;
      const lost = [...this.#flights.values()].filter(({ since }) => since < old);
      if (held < this.#flights.size) for (const flight of lost) await this.#publish(flight);
    } catch (error) {
      if (this.#isClosed || this.#lost) return;
      const { name, code, status } = Object(error);
      if (name === "StreamNotFoundError" || code === 10059 || status === 404) await this.#restore();
      else if (!this.#isAway) {
        this.#isAway = true;
        say("The NATS server does not answer; waiting for it. Ctrl-C ends it, and the same command goes on later.");
      }
    } finally {
      this.#isWatching = false;
    }
  }

  /** Says once that there seems to be no worker for these jobs. */
  #sayIfAlone(): void {
    const [flight] = this.#flights.values();
    if (this.#seen.size > 0) this.#isAlone = false;
    if (!this.#isAlone || !flight || performance.now() - this.#opened < ALONE_MS) return;
    this.#isAlone = false;
    const folder = placeOf(flight.task) === "folder" ? " --folder DIR, where it sees the folder of the images" : "";
    this.#options.say(`No worker has asked for these jobs yet. Start one: siamese-simd worker --nats URL${folder}`);
  }

  /** Rejects tasks that every worker shall avoid, where no other has been heard of for a while. */
  #giveUpComparing(): void {
    const patience = 3 * this.#options.ackWait * 1000;
    const now = performance.now();
    const busy = [...this.#flights.values()].map(({ worker }) => worker);
    const alive = [...this.#seen].filter(([name, seen]) => now - seen < patience || busy.includes(name));
    for (const { task, born, reject } of [...this.#flights.values()]) {
      const { avoid = [] } = task;
      if (avoid.length === 0 || alive.some(([name]) => !avoid.includes(name))) continue;
      if (now - born > patience) reject(new JobFailedError("There is no other worker.", 0));
    }
  }

  /** Gives a server that has lost everything all of it again. */
  async #restore(): Promise<void> {
    this.#options.say("The NATS server has lost its jobs: they are given to it again.");
    this.#isAway = false;
    try {
      this.#objects = await NatsQueue.#setUp(this.#options, this.#manager);
      for (const [hash, bytes] of this.#content) await this.#put(hash, bytes);
      for (const flight of [...this.#flights.values()]) await this.#publish(flight);
    } catch (error) {
      await this.#recover(error);
    }
  }

  async #hear(message: Msg): Promise<void> {
    const heard = decodeCall(message.data);
    const answer = heard ? await this.#answer(heard.call, heard.bytes) : ({ type: "skip" } as const);
    if (!this.#isClosed) message.respond(Buffer.from(JSON.stringify(answer)));
  }

  async #answer(call: Call, bytes: Uint8Array): Promise<Answer> {
    const { hash, worker } = call;
    if (!isWorkerName(worker)) return { type: "leave", reason: "its name is none that a worker may have" };
    const flight = this.#flights.get(hash);
    const reason = this.#dismissed.get(worker);
    if (reason !== undefined) {
      if (flight && (call.type === "take" || flight.worker === worker)) setTimeout(() => this.#offer(flight), OFFER_MS);
      return { type: "leave", reason };
    }
    this.#seen.set(worker, performance.now());
    if (call.type === "take") return this.#take(call, flight);
    // Someone else was quicker; nothing is wrong with that.
    if (!flight || flight.task.avoid?.includes(worker)) return { type: "skip" };
    if (call.type === "back") {
      // Stopping is no one's fault.
      if (flight.worker === worker) void this.#publish(flight);
      return { type: "go" };
    }
    if (call.type === "failed") {
      this.#retry(flight, `worker ${worker}: ${call.reason}`);
      return { type: "go" };
    }
    if (flight.worker !== worker || flight.parts.length !== call.parts) {
      flight.parts = new Array(call.parts).fill(undefined);
      flight.worker = worker;
    }
    flight.parts[call.part] = bytes;
    const parts = flight.parts.filter((part) => part !== undefined);
    if (parts.length === call.parts) await this.#accept(flight, worker, Buffer.concat(parts));
    return { type: "go" };
  }

  #take({ worker, version: theirs }: Extract<Call, { type: "take" }>, flight: Flight | undefined): Answer {
    if (theirs !== version) {
      const reason = `it has version ${quoteValue(theirs)}, and the jobs are of version ${version}`;
      this.#options.say(`Worker ${worker} is refused: ${reason}.`);
      this.#dismissed.set(worker, reason);
      if (flight) setTimeout(() => this.#offer(flight), OFFER_MS);
      return { type: "leave", reason };
    }
    if (!flight) return { type: "skip" };
    if (flight.task.avoid?.includes(worker)) {
      setTimeout(() => this.#offer(flight), OFFER_MS);
      return { type: "skip" };
    }
    // The one before has neither come back nor said that it cannot.
    if (flight.worker !== undefined && ++flight.attempts >= MAX_ATTEMPTS) {
      const last = flight.worker === worker ? worker : `${flight.worker}, ${worker}`;
      flight.reject(
        new JobFailedError(`It has ended its worker ${MAX_ATTEMPTS} times (the last: ${last}).`, flight.attempts),
      );
      return { type: "skip" };
    }
    flight.worker = worker;
    flight.since = performance.now();
    return { type: "go" };
  }

  /** Publishes a task again, unless it is done by now. */
  #offer(flight: Flight): void {
    if (this.#flights.get(flight.task.hash) === flight) void this.#publish(flight);
  }

  #retry(flight: Flight, reason: string): void {
    if (++flight.attempts >= MAX_ATTEMPTS) flight.reject(new JobFailedError(reason, flight.attempts));
    else setTimeout(() => this.#offer(flight), OFFER_MS);
  }

  async #accept(flight: Flight, worker: string, result: Uint8Array): Promise<void> {
    const { task } = flight;
    const source = `The result of job ${task.hash.slice(0, 12)} by worker ${worker}`;
    try {
      const { sha256, body, worker: named } = await decodeResult(result, task.hash, source);
      if (named !== worker) throw new Error(`${source}: it says that ${named} has made it.`);
      kindOf(task.job).check(task.job, body, source);
      flight.resolve({ result, worker, sha256 });
    } catch (error) {
      this.#options.say(`${(error as Error).message} It is refused, and made again.`);
      this.#retry(flight, (error as Error).message);
    }
  }

  dismiss(worker: string, reason: string): void {
    this.#dismissed.set(worker, reason);
    this.#seen.delete(worker);
  }

  workers(): readonly WorkerState[] {
    const now = performance.now();
    const jobs = new Map<string, string[]>();
    for (const [name, seen] of this.#seen) {
      if (now - seen < WORKER_MS && !this.#dismissed.has(name)) jobs.set(name, []);
    }
    for (const { worker, task } of this.#flights.values()) if (worker !== undefined) jobs.get(worker)?.push(task.hash);
    return [...jobs].map(([name, list]) => ({ name, jobs: list }));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#fail(new Error("The queue is closed."));
    const { nats, run } = this.#options;
    // A server that is away keeps what the next run will clear.
    const clear = async () => {
      await this.#manager.streams.purge(STREAM, { filter: jobsSubject("*", run) });
      await this.#objects.destroy();
    };
    await Promise.race([clear().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
    await nats.connection.close().catch(() => {});
  }
}
