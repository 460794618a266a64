import { UnreadableFileError } from "../errors.ts";
import { printable, quoteValue } from "../message-text.ts";
import { parseJson } from "../parse-json.ts";
import type { FileAtHand, ReadFiles } from "../read/read-ahead.ts";
import { refuse } from "../read/unreadable.ts";
import type { NamedImage } from "../search/embed-files.ts";

/** An image file that was read, or why it could not be. */
export interface ReadImage {
  readonly name: string;
  readonly bytes: Uint8Array | undefined;
  readonly reason?: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * What stands before an image's bytes in a pack: all images of a shard as one run of bytes, for workers that do not read
 * them themselves. The hash of the pack is that of the images.
 * @param about how many bytes follow, or why the image cannot be read
 */
export const headOf = (name: string, about: number | string): Uint8Array =>
  encoder.encode(`${JSON.stringify([name, about])}\n`);

/** The images of a pack. @throws UnreadableFileError if it is none */
export function* unpackImages(pack: Uint8Array): Generator<ReadImage, void> {
  for (let at = 0; at < pack.length; ) {
    const end = pack.indexOf(0x0a, at);
    const head = end < 0 ? undefined : parseJson(decoder.decode(pack.subarray(at, end)));
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

function atHand({ name, bytes, reason }: ReadImage): FileAtHand<NamedImage> {
  const each = { name, file: { source: printable(name) } };
  if (bytes) return { each, bytes };
  const unreadable = Promise.reject(new UnreadableFileError(reason));
  // It is told of where it is awaited.
  unreadable.catch(() => {});
  return { each, bytes: unreadable };
}

async function* readFiles(images: AsyncIterable<ReadImage>): AsyncGenerator<FileAtHand<NamedImage>, void> {
  for await (const image of images) yield atHand(image);
}

function* filesAtHand(images: Iterable<ReadImage>): Generator<FileAtHand<NamedImage>, void> {
  for (const image of images) yield atHand(image);
}

/** Images as `embedShard` takes them: at once if they come at once. */
export const asRead = (images: AsyncIterable<ReadImage> | Iterable<ReadImage>): ReadFiles<NamedImage> =>
  Symbol.iterator in images ? filesAtHand(images) : readFiles(images);
