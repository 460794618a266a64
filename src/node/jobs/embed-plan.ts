import { relative, resolve as resolvePath, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import { hashJob, jobBase } from "../../jobs/job.ts";
import type { JobQueue } from "../../jobs/queue.ts";
import type { PlannedTask } from "../../jobs/run-jobs.ts";
import { refuse } from "../../read/unreadable.ts";
import { HashedPack } from "./hashed-pack.ts";
import { ImageReader } from "./image-reader.ts";
import { type ImageRef, listImages } from "./list-images.ts";
import { refsInput } from "./shard-input.ts";
import type { ThreadQueue } from "./thread-queue.ts";

/** Images that are to be embedded, and how they get to the workers. */
export interface EmbedPlan {
  readonly paths: readonly string[];
  readonly images: number;
  readonly shards: number;
  /** sha256 of the model file. */
  readonly model: string;
  /**
   * How workers get images: "packed", by the queue; by a folder that they see too, in which all images lie; or, threads
   * of this process, by their paths, and then it is they who read them first.
   */
  readonly input: "packed" | { readonly folder: string } | { readonly threads: Pick<ThreadQueue, "survey" | "ahead"> };
}

/** Bytes of a shard that goes through the queue: it is held in memory as a whole. */
const MAX_PACK_BYTES = 2 ** 28;

/** How many images there are. */
export async function countImages(paths: readonly string[]): Promise<number> {
  let count = 0;
  for await (const { length } of listImages(paths)) count += length;
  return count;
}

/** Where a file lies in the folder that workers see too. @throws RangeError if it lies elsewhere */
function pathIn(folder: string, path: string): string {
  const below = relative(resolvePath(folder), resolvePath(path));
  if (below === "" || below === ".." || below.startsWith(`..${sep}`)) {
    throw new RangeError(`${path}: expected images in the folder that workers see too, ${folder}.`);
  }
  return below.split(sep).join("/");
}

/** Milliseconds for which images are read without a pause: then it is the workers' turn to be heard. */
const TURN_MS = 10;

class ShardPlanner {
  readonly #plan: EmbedPlan;
  readonly #queue: Pick<JobQueue, "provide" | "withdraw">;
  readonly #files = new ImageReader();
  /** Images that are provided, by their hash: two shards may have the same. */
  readonly #provided = new Map<string, { shards: number; readonly ready: Promise<void> }>();
  #turn = performance.now();

  constructor(plan: EmbedPlan, queue: Pick<JobQueue, "provide" | "withdraw">) {
    this.#plan = plan;
    this.#queue = queue;
  }

  async #read(shard: number, refs: readonly ImageRef[]): Promise<HashedPack> {
    const isPacked = this.#plan.input === "packed";
    const pack = new HashedPack(isPacked ? MAX_PACK_BYTES : 0);
    for (const ref of refs) {
      const read = this.#files.read(ref, pack);
      if (read instanceof Promise) await read;
      if (isPacked && !pack.isKept) {
        throw new RangeError(
          `Shard ${shard}: its images have more than ${MAX_PACK_BYTES} bytes in all; give more --shards, or a folder ` +
            "that the workers see too.",
        );
      }
      if (performance.now() - this.#turn > TURN_MS) {
        await setImmediate();
        this.#turn = performance.now();
      }
    }
    return pack;
  }

  /** What provides the images of a shard, and withdraws them. */
  #providing(data: string, bytes: Uint8Array): Pick<PlannedTask, "prepare" | "release"> {
    return {
      prepare: async () => {
        const provided = this.#provided.get(data) ?? { shards: 0, ready: this.#queue.provide(data, bytes) };
        provided.shards++;
        this.#provided.set(data, provided);
        await provided.ready;
      },
      release: async () => {
        const provided = this.#provided.get(data);
        if (!provided || --provided.shards > 0) return;
        this.#provided.delete(data);
        await this.#queue.withdraw(data);
      },
    };
  }

  async #named(shard: number, data: string): Promise<Omit<PlannedTask, "input">> {
    const job = { ...jobBase, kind: "embed", model: this.#plan.model, data, shard } as const;
    return { number: shard, job, hash: await hashJob(job) };
  }

  async task(shard: number, refs: readonly ImageRef[]): Promise<PlannedTask> {
    const { input: from } = this.#plan;
    if (from !== "packed" && "threads" in from) {
      const input = refsInput(refs);
      const { data, near } = await from.threads.survey(input);
      return { ...(await this.#named(shard, data)), input, near };
    }
    const pack = await this.#read(shard, refs);
    const data = pack.digest();
    const task = await this.#named(shard, data);
    if (from === "packed") return { ...task, ...this.#providing(data, pack.bytes), input: null };
    const shared = refs.map((ref) => ({ ...ref, path: pathIn(from.folder, ref.path) }));
    return { ...task, input: refsInput(shared) };
  }
}

/**
 * The jobs that embed images, shard by shard: as many images in each as in the next, or one more.
 * @throws UnreadableFileError if there are other images than were counted
 */
export async function* planShards(
  plan: EmbedPlan,
  queue: Pick<JobQueue, "provide" | "withdraw">,
): AsyncGenerator<PlannedTask, void> {
  const { paths, images, shards, input } = plan;
  const planner = new ShardPlanner(plan, queue);
  const ahead = input !== "packed" && "threads" in input ? input.threads.ahead : 0;
  const begun: Promise<PlannedTask>[] = [];
  let shard = 0;
  let seen = 0;
  let refs: ImageRef[] = [];
  const changed = (): never =>
    refuse(paths[0] ?? "images", `expected the ${images} images that were counted, got others: they have changed.`);
  for await (const listed of listImages(paths)) {
    for (const ref of listed) {
      if (shard === shards) changed();
      refs.push(ref);
      seen++;
      if (seen < Math.floor(((shard + 1) * images) / shards)) continue;
      const task = planner.task(shard, refs);
      // It is told of when it is its turn, if it is.
      task.catch(() => {});
      begun.push(task);
      if (begun.length > ahead) yield await (begun.shift() as Promise<PlannedTask>);
      refs = [];
      shard++;
    }
  }
  for (const task of begun) yield await task;
  if (shard < shards) changed();
}
