import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import type { ObjectStore } from "@nats-io/obj";
import { bucketOf, jobsSubject, PLACES, placeOf, STREAM } from "../../../jobs/nats/protocol.ts";
import type { Task } from "../../../jobs/queue.ts";
import type { Nats } from "./connect.ts";

export interface ServerRunOptions {
  readonly nats: Nats;
  /** 16 hexadecimal digits: the same for every run of the same jobs, so that a rerun clears what the last one left. */
  readonly run: string;
  /** Seconds without a sign of a worker after which its job goes to another. */
  readonly ackWait: number;
}

const NANOSECONDS = 1e9;
/** Milliseconds that the server is given to clear what a run leaves. */
const CLEAR_MS = 2000;

/** What a run has on the server: its jobs in the stream of all, and an object store. */
export class ServerRun {
  readonly #options: ServerRunOptions;
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;
  #objects: ObjectStore;

  private constructor(options: ServerRunOptions, manager: JetStreamManager, objects: ObjectStore) {
    this.#options = options;
    this.#manager = manager;
    this.#client = options.nats.jetstream.jetstream(options.nats.connection);
    this.#objects = objects;
  }

  /** Makes it, and clears what an earlier run of the same jobs left there. */
  static async create(options: ServerRunOptions): Promise<ServerRun> {
    const { connection, jetstream } = options.nats;
    try {
      const manager = await jetstream.jetstreamManager(connection);
      return new ServerRun(options, manager, await ServerRun.#setUp(options, manager));
    } catch (error) {
      const reason =
        (error as Error).name === "JetStreamNotEnabled" ? "JetStream is not enabled" : (error as Error).message;
      throw new Error(`The NATS server cannot hold the jobs: ${reason}. Start it with: nats-server -js`, {
        cause: error,
      });
    }
  }

  static async #setUp({ nats, run, ackWait }: ServerRunOptions, manager: JetStreamManager): Promise<ObjectStore> {
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

  /** Makes it again, empty, on a server that has lost it. */
  async recreate(): Promise<void> {
    this.#objects = await ServerRun.#setUp(this.#options, this.#manager);
  }

  async put(hash: string, bytes: Uint8Array): Promise<void> {
    await this.#objects.putBlob({ name: hash }, bytes);
  }

  async remove(hash: string): Promise<void> {
    await this.#objects.delete(hash).catch(() => {});
  }

  /** @throws RangeError if it is more than the server takes in a message */
  #encode({ job, hash, input }: Task): Uint8Array {
    const { max_payload: most = 2 ** 20 } = this.#options.nats.connection.info ?? {};
    const bytes = Buffer.from(JSON.stringify({ run: this.#options.run, job, hash, input }));
    if (bytes.length > most - 1024) {
      throw new RangeError(
        `The names of a shard's images have more than the ${most} bytes that the server takes in a message; give more --shards.`,
      );
    }
    return bytes;
  }

  async publish(task: Task): Promise<void> {
    await this.#client.publish(jobsSubject(placeOf(task), this.#options.run), this.#encode(task));
  }

  /** How many jobs the server has: it keeps each until its worker has heard that the result is here. */
  async held(): Promise<number> {
    const { state } = await this.#manager.streams.info(STREAM, {
      subjects_filter: jobsSubject("*", this.#options.run),
    });
    return Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
  }

  /** Removes it, if the server answers: what stays there the next run clears. */
  async clear(): Promise<void> {
    const clear = async () => {
      await this.#manager.streams.purge(STREAM, { filter: jobsSubject("*", this.#options.run) });
      await this.#objects.destroy();
    };
    await Promise.race([clear().catch(() => {}), new Promise((resolve) => setTimeout(resolve, CLEAR_MS).unref())]);
  }
}
