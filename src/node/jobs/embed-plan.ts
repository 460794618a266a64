import { relative, resolve as resolvePath, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import { packImages, type ReadImage } from "../../jobs/image-pack.ts";
import { hashJob, jobBase } from "../../jobs/job.ts";
import type { JobQueue } from "../../jobs/queue.ts";
import type { PlannedTask } from "../../jobs/run-jobs.ts";
import { refuse } from "../../read/unreadable.ts";
import { type ImageRef, listImages } from "./list-images.ts";
import { ImageFiles, refsInput, ShardHash } from "./shard-input.ts";

/** Images that are to be embedded, and how they get to the workers. */
export interface EmbedPlan {
  readonly paths: readonly string[];
  readonly images: number;
  readonly shards: number;
  /** sha256 of the model file. */
  readonly model: string;
  /**
   * How workers get images: "here", by the paths of this machine; "packed", by the queue; or by a folder that they see
   * too, in which all images lie.
   */
  readonly input: "here" | "packed" | { readonly folder: string };
}

/** Bytes of a shard that goes through the queue: it is held in memory as a whole. */
const MAX_PACK_BYTES = 2 ** 28;

/** How many images there are. */
export async function countImages(paths: readonly string[]): Promise<number> {
  let count = 0;
  for await (const _ of listImages(paths)) count++;
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
  readonly #files = new ImageFiles();
  #turn = performance.now();

  constructor(plan: EmbedPlan, queue: Pick<JobQueue, "provide" | "withdraw">) {
    this.#plan = plan;
    this.#queue = queue;
  }

  async task(shard: number, refs: readonly ImageRef[]): Promise<PlannedTask> {
    const { input, model } = this.#plan;
    const hash = new ShardHash();
    const kept: ReadImage[] = [];
    for await (const image of this.#files.read(refs)) {
      hash.add(image);
      if (input === "packed") {
        kept.push(image);
        if (hash.bytes > MAX_PACK_BYTES) {
          throw new RangeError(
            `Shard ${shard}: its images have more than ${MAX_PACK_BYTES} bytes in all; give more --shards, or a folder ` +
              "that the workers see too.",
          );
        }
      }
      if (performance.now() - this.#turn > TURN_MS) {
        await setImmediate();
        this.#turn = performance.now();
      }
    }
    const data = hash.digest();
    const job = { ...jobBase, kind: "embed", model, data, shard } as const;
    const task = { number: shard, job, hash: await hashJob(job) };
    if (input === "here") return { ...task, input: refsInput(refs) };
    if (typeof input === "object") {
      const shared = refs.map((ref) => ({ ...ref, path: pathIn(input.folder, ref.path) }));
      return { ...task, input: refsInput(shared) };
    }
    return {
      ...task,
      input: null,
      prepare: () => this.#queue.provide(data, packImages(kept)),
      release: () => this.#queue.withdraw(data),
    };
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
  const { paths, images, shards } = plan;
  const planner = new ShardPlanner(plan, queue);
  let shard = 0;
  let seen = 0;
  let refs: ImageRef[] = [];
  const changed = (): never =>
    refuse(paths[0] ?? "images", `expected the ${images} images that were counted, got others: they have changed.`);
  for await (const ref of listImages(paths)) {
    if (shard === shards) changed();
    refs.push(ref);
    seen++;
    if (seen < Math.floor(((shard + 1) * images) / shards)) continue;
    yield await planner.task(shard, refs);
    refs = [];
    shard++;
  }
  if (shard < shards) changed();
}
