import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { UnreadableFileError } from "../../errors.ts";
import type { Json } from "../../jobs/canonical-json.ts";
import { headOf, type ReadImage } from "../../jobs/image-pack.ts";
import { quoteValue } from "../../message-text.ts";
import { type DataFile, readWhole } from "../../read/data-file.ts";
import { MAX_IMAGE_FILE_BYTES } from "../../read/limits.ts";
import { refuse } from "../../read/unreadable.ts";
import { filesOfZip } from "../../read/zip-files.ts";
import { openDataFile } from "../read/data-files.ts";
import type { ImageRef } from "./list-images.ts";

/** A regular file's bytes, by few calls of the system; undefined where there is anything to say of it. */
function readAtOnce(path: string): Uint8Array | undefined {
  let handle: number | undefined;
  try {
    handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = fstatSync(handle);
    if (!status.isFile() || status.size > MAX_IMAGE_FILE_BYTES) return undefined;
    const bytes = new Uint8Array(status.size);
    return readSync(handle, bytes, 0, bytes.length, 0) === bytes.length ? bytes : undefined;
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** Reads image files one after the other; the archive that was read last stays open. */
export class ImageFiles {
  #archive: { readonly path: string; readonly files: ReadonlyMap<string, DataFile> } | undefined;

  async #bytesOf({ path, entry }: ImageRef): Promise<Uint8Array> {
    if (entry === undefined) {
      return readAtOnce(path) ?? readWhole(await openDataFile(path), MAX_IMAGE_FILE_BYTES);
    }
    if (this.#archive?.path !== path) {
      const files = await filesOfZip(await openDataFile(path));
      this.#archive = { path, files: new Map(files.map((file) => [file.path, file])) };
    }
    const file = this.#archive.files.get(entry);
    if (!file) return refuse(path, `has no entry ${quoteValue(entry)}.`);
    return readWhole(file, MAX_IMAGE_FILE_BYTES);
  }

  async *read(refs: Iterable<ImageRef>): AsyncGenerator<ReadImage, void> {
    for (const ref of refs) {
      try {
        yield { name: ref.name, bytes: await this.#bytesOf(ref) };
      } catch (error) {
        if (!(error instanceof UnreadableFileError)) throw error;
        yield { name: ref.name, bytes: undefined, reason: error.message };
      }
    }
  }
}

/** The hash of a shard's images, their names and bytes in order, which is that of its pack. */
export class ShardHash {
  readonly #hash = createHash("sha256");
  /** Bytes that a pack would have. */
  bytes = 0;

  add(image: ReadImage): void {
    const head = headOf(image);
    this.#hash.update(head);
    if (image.bytes) this.#hash.update(image.bytes);
    this.bytes += head.length + (image.bytes?.length ?? 0);
  }

  digest(): string {
    return this.#hash.digest("hex");
  }
}

/** Images that pass by, and are refused in the end if they are not those of a hash. */
export async function* hashChecked(
  images: AsyncIterable<ReadImage>,
  expected: string,
): AsyncGenerator<ReadImage, void> {
  const hash = new ShardHash();
  for await (const image of images) {
    hash.add(image);
    yield image;
  }
  const found = hash.digest();
  if (found === expected) return;
  const [want, got] = [expected, found].map((each) => each.slice(0, 12));
  refuse("data", `expected images with the hash ${want}, got ${got}: they are not those of the job.`);
}

/** Image references as a task's input. */
export const refsInput = (refs: readonly ImageRef[]): Json =>
  refs.map(({ name, path, entry }) => (entry === undefined ? [name, path] : [name, path, entry]));

/** Image references of a task's input. @throws UnreadableFileError if it is none */
export function refsOfInput(input: Json): ImageRef[] {
  if (!Array.isArray(input)) return refuse("a task", "expected a list of image files.");
  return input.map((each: unknown) => {
    const parts = Array.isArray(each) ? each : [];
    if (parts.length < 2 || parts.length > 3 || !parts.every((part) => typeof part === "string")) {
      refuse("a task", "expected an image file as its name, its path, and its name within an archive.");
    }
    const [name, path, entry] = parts as [string, string, string?];
    return { name, path, ...(entry === undefined ? {} : { entry }) };
  });
}
