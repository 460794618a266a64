import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { UnreadableFileError } from "../../errors.ts";
import type { Json } from "../../jobs/canonical-json.ts";
import { printable, quoteValue } from "../../message-text.ts";
import { parseJson } from "../../parse-json.ts";
import { type DataFile, readWhole } from "../../read/data-file.ts";
import { MAX_IMAGE_FILE_BYTES } from "../../read/limits.ts";
import type { ReadFile } from "../../read/read-ahead.ts";
import { refuse } from "../../read/unreadable.ts";
import { filesOfZip } from "../../read/zip-files.ts";
import type { NamedImage } from "../../search/embed-files.ts";
import { openDataFile } from "../read/data-files.ts";
import type { ImageRef } from "./list-images.ts";

/** An image file that was read, or why it could not be. */
export interface ReadImage {
  readonly name: string;
  readonly bytes: Uint8Array | undefined;
  readonly reason?: string;
}

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

/** What stands before an image's bytes, in the hash of a shard and in its pack. */
const headOf = ({ name, bytes, reason }: ReadImage): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify([name, bytes?.length ?? reason ?? null])}\n`);

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

/** A shard's images as one run of bytes, for workers that see no folder of them. */
export function packImages(images: readonly ReadImage[]): Uint8Array {
  return Buffer.concat(images.flatMap((image) => [headOf(image), ...(image.bytes ? [image.bytes] : [])]));
}

/** Reads what `packImages` has made. @throws UnreadableFileError if it is no such thing */
export function* unpackImages(pack: Uint8Array): Generator<ReadImage, void> {
  for (let at = 0; at < pack.length; ) {
    const end = pack.indexOf(0x0a, at);
    const head = end < 0 ? undefined : parseJson(new TextDecoder().decode(pack.subarray(at, end)));
    const [name, size] = Array.isArray(head) ? head : [];
    if (typeof name !== "string") refuse("a pack of images", `expected a name at byte ${at}, got other data.`);
    if (typeof size === "string") {
      yield { name, bytes: undefined, reason: size };
      at = end + 1;
      continue;
    }
    if (!Number.isSafeInteger(size) || size < 0 || end + 1 + size > pack.length) {
      refuse("a pack of images", `expected the bytes of ${quoteValue(name)}, got the end of the pack.`);
    }
    yield { name, bytes: pack.subarray(end + 1, end + 1 + size) };
    at = end + 1 + size;
  }
}

/** Images as `embedShard` takes them; each is put into the hash when it is taken. */
export async function* asRead(
  images: AsyncIterable<ReadImage> | Iterable<ReadImage>,
  hash: ShardHash,
): AsyncGenerator<ReadFile<NamedImage>, void> {
  for await (const image of images) {
    hash.add(image);
    const { name, bytes, reason } = image;
    const read = bytes ? Promise.resolve(bytes) : Promise.reject(new UnreadableFileError(reason));
    // It is told of where it is awaited.
    read.catch(() => {});
    yield { each: { name, file: { source: printable(name) } }, bytes: read };
  }
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
