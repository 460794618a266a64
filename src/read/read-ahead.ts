import { type DataFile, readWhole } from "./data-file.ts";
import { MAX_IMAGE_FILE_BYTES, MAX_READ_AHEAD_BYTES, MAX_READ_AHEAD_FILES } from "./limits.ts";

/** An image file, and its bytes when they have come. */
export interface ReadFile<File> {
  readonly each: File;
  /** @throws UnreadableFileError where it is awaited */
  readonly bytes: Promise<Uint8Array>;
}

/** The same, where the bytes may be at hand. */
export interface FileAtHand<File> {
  readonly each: File;
  readonly bytes: Uint8Array | Promise<Uint8Array>;
}

/** Files that come when they have been read, or are at hand. */
export type ReadFiles<File> = AsyncIterable<FileAtHand<File>> | Iterable<FileAtHand<File>>;

/** Reads image files in their order, and the next few, if they are small, while one of them is decoded. */
export async function* readAhead<File extends { readonly file: DataFile }>(
  files: readonly File[],
): AsyncGenerator<ReadFile<File>, void> {
  const started: ReadFile<File>[] = [];
  let waiting = 0;
  let next = 0;
  for (let at = 0; at < files.length; at++) {
    while (next < files.length && started.length < MAX_READ_AHEAD_FILES) {
      const { size } = files[next].file;
      if (started.length > 0 && waiting + size > MAX_READ_AHEAD_BYTES) break;
      const bytes = readWhole(files[next].file, MAX_IMAGE_FILE_BYTES);
      // It is told of when it is its turn, if it is.
      bytes.catch(() => {});
      started.push({ each: files[next], bytes });
      waiting += size;
      next++;
    }
    waiting -= files[at].file.size;
    yield started.shift() as ReadFile<File>;
  }
}
