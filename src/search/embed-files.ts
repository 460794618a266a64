import { prepareImage } from "../data/preparation.ts";
import { UnreadableFileError } from "../errors.ts";
import { imageFormOf } from "../nn/image-form.ts";
import type { Network } from "../nn/network.ts";
import type { DataFile } from "../read/data-file.ts";
import { decodeImage } from "../read/decode-image.ts";
import { decodePng } from "../read/png.ts";
import { isPng } from "../read/png-chunks.ts";
import { type ReadFiles, readAhead } from "../read/read-ahead.ts";

/** Images in memory at a time. */
const BATCH = 64;

/** Some files' embeddings. */
export interface EmbeddedFiles<File> {
  readonly files: readonly File[];
  /** (files, dimension) */
  readonly embeddings: Float32Array;
}

/** An image file as a name, and what messages call it. */
export interface NamedImage {
  readonly name: string;
  readonly file: Pick<DataFile, "source">;
}

/**
 * Embeds image files in their order, a few in memory at a time, prepared as the network's training images were.
 *
 * @param onUnreadable is told why a file cannot be read, and the others follow
 * @throws RangeError if the network takes other than grey or RGB images
 */
export const embedFiles = <File extends { readonly file: DataFile }>(
  network: Network,
  files: readonly File[],
  onUnreadable: (reason: string) => void,
): AsyncGenerator<EmbeddedFiles<File>, void> => embedReadFiles(network, readAhead(files), onUnreadable);

/** As `embedFiles`, of files that are being read, or have been. */
export async function* embedReadFiles<File extends { readonly file: Pick<DataFile, "source"> }>(
  network: Network,
  files: ReadFiles<File>,
  onUnreadable: (reason: string) => void,
): AsyncGenerator<EmbeddedFiles<File>, void> {
  const form = imageFormOf(network);
  const size = form.height * form.width * form.channels;
  const pixels = new Uint8Array(BATCH * size);
  let read: File[] = [];
  const embedRead = (): EmbeddedFiles<File> => ({
    files: read,
    embeddings: network.embed(pixels.subarray(0, read.length * size)),
  });
  // What is at hand is not waited for: a tenth of the time that a small image takes.
  const iterator = Symbol.iterator in files ? files[Symbol.iterator]() : files[Symbol.asyncIterator]();
  for (;;) {
    const next = iterator.next();
    const { done, value } = next instanceof Promise ? await next : next;
    if (done) break;
    const { each, bytes } = value;
    try {
      const found = bytes instanceof Promise ? await bytes : bytes;
      const { source } = each.file;
      const image = isPng(found) ? decodePng(found, source) : await decodeImage(found, source);
      pixels.set(prepareImage(image, form), read.length * size);
      read.push(each);
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      onUnreadable(error.message);
    }
    if (read.length < BATCH) continue;
    yield embedRead();
    read = [];
  }
  if (read.length > 0) yield embedRead();
}
