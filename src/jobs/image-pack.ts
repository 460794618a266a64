import { UnreadableFileError } from "../errors.ts";
import { printable, quoteValue } from "../message-text.ts";
import { parseJson } from "../parse-json.ts";
import { concatBytes } from "../read/data-file.ts";
import type { ReadFile } from "../read/read-ahead.ts";
import { refuse } from "../read/unreadable.ts";
import type { NamedImage } from "../search/embed-files.ts";

/** An image file that was read, or why it could not be. */
export interface ReadImage {
  readonly name: string;
  readonly bytes: Uint8Array | undefined;
  readonly reason?: string;
}

/** What stands before an image's bytes in a pack. */
export const headOf = ({ name, bytes, reason }: ReadImage): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify([name, bytes?.length ?? reason ?? null])}\n`);

/** Images as one run of bytes, for workers that see no folder of them. Its hash is that of the images. */
export const packImages = (images: readonly ReadImage[]): Uint8Array =>
  concatBytes(images.flatMap((image) => [headOf(image), ...(image.bytes ? [image.bytes] : [])]));

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

/** Images as `embedShard` takes them. */
export async function* asRead(
  images: AsyncIterable<ReadImage> | Iterable<ReadImage>,
): AsyncGenerator<ReadFile<NamedImage>, void> {
  for await (const { name, bytes, reason } of images) {
    const read = bytes ? Promise.resolve(bytes) : Promise.reject(new UnreadableFileError(reason));
    // It is told of where it is awaited.
    read.catch(() => {});
    yield { each: { name, file: { source: printable(name) } }, bytes: read };
  }
}
