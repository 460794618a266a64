import type { Json } from "../../jobs/canonical-json.ts";
import type { ReadImage } from "../../jobs/image-pack.ts";
import type { ThreadImages } from "../../jobs/serve-jobs.ts";
import { HashedPack } from "./hashed-pack.ts";
import type { ImageReader } from "./image-reader.ts";
import { refsOfInput } from "./shard-input.ts";

/** Bytes of a shard that is kept: to read larger ones twice is little beside decoding them. And of all that are. */
const MAX_KEPT_BYTES = 2 ** 23;
const MAX_ALL_KEPT_BYTES = 2 ** 25;

interface Kept {
  readonly images: readonly ReadImage[];
  readonly bytes: number;
  /** Jobs that are to come for them: two shards may have the same. */
  jobs: number;
}

/** Images that a thread reads, once where it can: to know the hash of a shard, and then to do its job. */
export class SurveyedImages implements ThreadImages {
  readonly #files: ImageReader;
  /** By their hashes, the oldest first. Those of jobs that are never run are pushed out by others. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(files: ImageReader) {
    this.#files = files;
  }

  readonly survey = async (input: Json): Promise<string> => {
    const pack = new HashedPack(0);
    let images: ReadImage[] = [];
    for (const ref of refsOfInput(input)) {
      const read = this.#files.read(ref, pack);
      const image = read instanceof Promise ? await read : read;
      if (pack.length <= MAX_KEPT_BYTES) images.push(image);
      else images = [];
    }
    const hash = pack.digest();
    if (images.length > 0) this.#keep(hash, images, pack.length);
    return hash;
  };

  #keep(hash: string, images: readonly ReadImage[], bytes: number): void {
    const same = this.#kept.get(hash);
    if (same) {
      same.jobs++;
      return;
    }
    this.#kept.set(hash, { images, bytes, jobs: 1 });
    this.#bytes += bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= MAX_ALL_KEPT_BYTES) break;
      this.#forget(oldest);
    }
  }

  #forget(hash: string): void {
    this.#bytes -= this.#kept.get(hash)?.bytes ?? 0;
    this.#kept.delete(hash);
  }

  readonly images = (input: Json, hash: string): AsyncIterable<ReadImage> | Iterable<ReadImage> => {
    const kept = this.#kept.get(hash);
    if (!kept) return this.#files.readChecked(refsOfInput(input), hash);
    if (--kept.jobs === 0) this.#forget(hash);
    return kept.images;
  };
}
