import { loadModel } from "../../formats/model.ts";
import type { Json } from "../../jobs/canonical-json.ts";
import { decodeEmbeddedShard, embedShard } from "../../jobs/embedded-shard.ts";
import type { EmbedJob, Job, JobKindName, TrainJob } from "../../jobs/job.ts";
import { type TrainingImages, unpackData } from "../../jobs/packed-data.ts";
import { decodeTrainedRun, trainRun } from "../../jobs/trained-run.ts";
import type { Network } from "../../nn/network.ts";
import { refuse } from "../../read/unreadable.ts";
import { asRead, ImageFiles, refsOfInput, ShardHash, unpackImages } from "./shard-input.ts";

/** What a job may have of the place where it runs. */
export interface JobContext {
  /** Content by its sha256, checked. @throws Error if it is not to be had */
  content(hash: string): Promise<Uint8Array>;
  /** The path of a file that a task names. @throws UnreadableFileError for one that a worker may not read */
  resolve(path: string): string;
}

/** How jobs of a kind are done. */
export interface JobKind<Kind extends Job = Job> {
  /** @returns the result's body, the same bytes wherever it runs */
  run(job: Kind, input: Json, context: JobContext): Promise<Uint8Array>;
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

const files = new ImageFiles();

const embed: JobKind<EmbedJob> = {
  async run({ model, data }, input, context) {
    const network = await modelOf(model, context);
    const hash = new ShardHash();
    const images =
      input === null
        ? unpackImages(await context.content(data))
        : files.read(refsOfInput(input).map((ref) => ({ ...ref, path: context.resolve(ref.path) })));
    const body = await embedShard(network, asRead(images, hash));
    const found = hash.digest();
    if (found !== data) {
      refuse(
        "data",
        `expected images with the hash ${data.slice(0, 12)}, got ${found.slice(0, 12)}: they are not those of the job.`,
      );
    }
    return body;
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
