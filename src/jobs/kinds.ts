import { loadModel } from "../formats/model.ts";
import type { Network } from "../nn/network.ts";
import type { Json } from "./canonical-json.ts";
import { decodeEmbeddedShard, embedShard } from "./embedded-shard.ts";
import { asRead, type ReadImage, unpackImages } from "./image-pack.ts";
import type { EmbedJob, Job, JobKindName, TrainJob } from "./job.ts";
import type { Made } from "./made.ts";
import { type TrainingImages, unpackData } from "./packed-data.ts";
import { decodeTrainedRun, trainRun } from "./trained-run.ts";

/** What a job may have of the place where it runs. */
export interface JobContext {
  /** Content by its sha256, checked. @throws Error if it is not to be had */
  content(hash: string): Promise<Uint8Array>;
  /**
   * Image files that a task names.
   * @param input which, as a task says it
   * @param hash of their names and bytes: the last one comes, and then an error if it is another
   * @throws UnreadableFileError for files that a worker may not read
   */
  images(input: Json, hash: string): AsyncIterable<ReadImage> | Iterable<ReadImage>;
}

/** How jobs of a kind are done. */
export interface JobKind<Kind extends Job = Job> {
  run(job: Kind, input: Json, context: JobContext): Promise<Made>;
  /** Checks a body as far as it can be without doing the job. @throws UnreadableFileError */
  check(job: Kind, body: Uint8Array, source: string): void;
}

/** The model that was used last: a worker's jobs mostly have the same. */
let last: { readonly hash: string; readonly network: Network } | undefined;

async function modelOf(hash: string, { content }: JobContext): Promise<Network> {
  if (last?.hash !== hash) {
    last?.network.close();
    last = undefined;
    last = { hash, network: await loadModel(await content(hash), "the model of a job") };
  }
  return last.network;
}

const embed: JobKind<EmbedJob> = {
  async run({ model, data }, input, context) {
    const network = await modelOf(model, context);
    const images = input === null ? unpackImages(await context.content(data)) : context.images(input, data);
    return embedShard(network, asRead(images));
  },
  check: (_job, body, source) => {
    decodeEmbeddedShard(body, source);
  },
};

/** The images that were used last: the runs of a sweep have the same. */
let lastImages: { readonly hash: string; readonly images: TrainingImages } | undefined;

const train: JobKind<TrainJob> = {
  async run(job, _input, { content }) {
    if (lastImages?.hash !== job.data) {
      lastImages = undefined;
      lastImages = { hash: job.data, images: unpackData(await content(job.data), "the images of a job") };
    }
    return trainRun(job, lastImages.images, job.init === null ? undefined : await content(job.init));
  },
  check: (_job, body, source) => {
    decodeTrainedRun(body, source);
  },
};

/** All kinds there are: a worker does nothing else. */
const kinds: { readonly [Name in JobKindName]: JobKind<Extract<Job, { kind: Name }>> } = { embed, train };

/** How a job is done. */
export const kindOf = (job: Job): JobKind => kinds[job.kind] as JobKind;
