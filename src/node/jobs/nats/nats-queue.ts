import type { Msg } from "@nats-io/transport-node";
import { onClosed } from "../../../jobs/nats/closed.ts";
import { callsSubject, decodeCall, placeOf } from "../../../jobs/nats/protocol.ts";
import type { Done, JobQueue, Task, WorkerState } from "../../../jobs/queue.ts";
import { type Flight, Flights } from "./flight.ts";
import { ServerRun, type ServerRunOptions } from "./server-run.ts";
import { WorkerDesk } from "./worker-desk.ts";

export interface NatsQueueOptions extends ServerRunOptions {
  /** Is told what users should know of workers and of the server. */
  readonly say: (line: string) => void;
}

const CAPACITY = 256;
/** Milliseconds between two looks at what the server still has. */
const WATCH_MS = 1000;
/** Milliseconds after which it is said that no worker has asked for a job. */
const ALONE_MS = 5000;

/**
 * Jobs done by whichever workers ask a NATS server for them (JetStream: a stream as a work queue). The server keeps
 * nothing that matters: results come to this process as answers, and where the server loses jobs they are given to it
 * again.
 */
export class NatsQueue implements JobQueue {
  readonly capacity = CAPACITY;
  readonly #options: NatsQueueOptions;
  readonly #server: ServerRun;
  readonly #flights = new Flights((flight) => void this.#publish(flight));
  readonly #desk: WorkerDesk;
  readonly #content = new Map<string, Uint8Array>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #opened = performance.now();
  #isAlone = true;
  #isWatching = false;
  #isAway = false;
  /** Why nothing more is done: it was closed, or the server can no longer be reached. */
  #ended: Error | undefined;
  #isClosed = false;

  private constructor(options: NatsQueueOptions, server: ServerRun) {
    this.#options = options;
    this.#server = server;
    this.#desk = new WorkerDesk(this.#flights, options.say);
    const { connection } = options.nats;
    connection.subscribe(callsSubject(options.run), {
      callback: (error, message) => {
        if (!error) void this.#hear(message);
      },
    });
    void onClosed(connection, (error) => this.#end(error));
    this.#timer = setInterval(() => void this.#watch(), WATCH_MS);
  }

  /** Makes what the run needs on the server. @throws Error if the server cannot hold it */
  static async open(options: NatsQueueOptions): Promise<NatsQueue> {
    return new NatsQueue(options, await ServerRun.create(options));
  }

  async provide(hash: string, bytes: Uint8Array): Promise<void> {
    // Kept here too: a server may lose it.
    this.#content.set(hash, bytes);
    await this.#put(hash, bytes);
  }

  async #put(hash: string, bytes: Uint8Array): Promise<void> {
    await this.#server.put(hash, bytes).catch((error) => this.#recover(error));
  }

  async withdraw(hash: string): Promise<void> {
    this.#content.delete(hash);
    await this.#server.remove(hash);
  }

  submit(task: Task): Promise<Done> {
    return new Promise((resolve, reject) => {
      if (this.#ended) reject(this.#ended);
      else this.#flights.add(task, resolve, reject);
    });
  }

  async #publish(flight: Flight): Promise<void> {
    flight.reset();
    try {
      await this.#server.publish(flight.task);
    } catch (error) {
      if (error instanceof RangeError) flight.reject(error);
      // The watch gives it out again when the server is back.
      else this.#recover(error);
    }
  }

  /** A server that is away is waited for; one that is there and refuses ends the run. */
  #recover(error: unknown): void {
    if (this.#ended) return;
    const { code, status } = Object(error);
    const { message } = error as Error;
    // 10047 and 10077: no room on its disk or in its memory.
    if (/insufficient|resource|maximum|no space/i.test(message) || status === 500 || code === 10047 || code === 10077) {
      this.#flights.reject(new Error(`The NATS server cannot hold the jobs: ${message}.`));
    }
  }

  #end(error: Error): void {
    this.#ended ??= error;
    clearInterval(this.#timer);
    this.#flights.reject(this.#ended);
  }

  /** Sees to it that what is not done is with the server: it may have been killed, or have lost its store. */
  async #watch(): Promise<void> {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const { say, ackWait } = this.#options;
    this.#desk.giveUpComparing(3 * ackWait * 1000);
    this.#sayIfAlone();
    try {
      const held = await this.#server.held();
      if (this.#isAway) say("The NATS server is back.");
      this.#isAway = false;
      const old = performance.now() - ackWait * 1000 - WATCH_MS;
      const lost = this.#flights.all().filter(({ since }) => since < old);
      if (held < this.#flights.size) for (const flight of lost) this.#flights.publish(flight);
    } catch (error) {
      if (this.#ended) return;
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
    const [flight] = this.#flights.all();
    if (this.#desk.hasSeenAny) this.#isAlone = false;
    if (!this.#isAlone || !flight || performance.now() - this.#opened < ALONE_MS) return;
    this.#isAlone = false;
    const folder = placeOf(flight.task) === "folder" ? " --folder DIR, where it sees the folder of the images" : "";
    this.#options.say(`No worker has asked for these jobs yet. Start one: siamese-simd worker --nats URL${folder}`);
  }

  /** Gives a server that has lost everything all of it again. */
  async #restore(): Promise<void> {
    this.#options.say("The NATS server has lost its jobs: they are given to it again.");
    this.#isAway = false;
    try {
      await this.#server.recreate();
      for (const [hash, bytes] of this.#content) await this.#put(hash, bytes);
      for (const flight of this.#flights.all()) this.#flights.publish(flight);
    } catch (error) {
      this.#recover(error);
    }
  }

  async #hear(message: Msg): Promise<void> {
    const heard = decodeCall(message.data);
    const answer = heard ? await this.#desk.answer(heard.call, heard.bytes) : ({ type: "skip" } as const);
    if (!this.#ended) message.respond(Buffer.from(JSON.stringify(answer)));
  }

  dismiss(worker: string, reason: string): void {
    this.#desk.dismiss(worker, reason);
  }

  workers(): readonly WorkerState[] {
    return this.#desk.workers();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#end(new Error("The queue is closed."));
    await this.#server.clear();
    await this.#options.nats.connection.close().catch(() => {});
  }
}
