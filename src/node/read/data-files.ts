import { constants, type Stats } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { UnreadableFileError } from "../../errors.ts";
import { printable } from "../../message-text.ts";
import type { DataFile } from "../../read/data-file.ts";
import { MAX_DATA_FILES } from "../../read/limits.ts";
import { refuse } from "../../read/unreadable.ts";
import { failureReason } from "../write/durable-write.ts";

const CHUNK = 2 ** 16;

const REASONS: Record<string, string> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EISDIR: "expected a file, got a folder",
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
};

/** What the system says of a file, in this project's words; other errors as they are. */
export function fileError(error: unknown, path: string): unknown {
  const { code, errno } = error as NodeJS.ErrnoException;
  const source = printable(path);
  if (code === "ERR_INVALID_ARG_VALUE") {
    return new UnreadableFileError(`${source}: no file can have such a name.`, { cause: error });
  }
  // An errno is the system's own; Node's other codes name a mistake of the caller.
  if (typeof code !== "string" || errno === undefined) return error;
  const reason = REASONS[code] ?? `cannot be read: ${failureReason(error)}`;
  return new UnreadableFileError(`${source}: ${reason}.`, { cause: error });
}

async function openFile(path: string): Promise<FileHandle> {
  // A named pipe would keep `open`, and then the program's end, waiting for a writer.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await handle.stat();
    if (!status.isFile()) refuse(path, `expected a file, got ${status.isDirectory() ? "a folder" : "a device"}.`);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let handle: FileHandle | undefined;
  try {
    handle = await openFile(path);
    // Not as Buffers, whose `slice` is another than that of other bytes.
    for await (const { buffer, byteOffset, length } of handle.createReadStream({
      highWaterMark: CHUNK,
      autoClose: false,
    })) {
      yield new Uint8Array(buffer, byteOffset, length);
    }
  } catch (error) {
    throw fileError(error, path);
  } finally {
    await handle?.close();
  }
}

async function readPart(path: string, start: number, end: number): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await openFile(path);
    const bytes = new Uint8Array(end - start);
    let length = 0;
    // One read may bring less than was asked for, and the file may have become shorter.
    for (let got = 1; got > 0 && length < bytes.length; length += got) {
      got = (await handle.read(bytes, length, bytes.length - length, start + length)).bytesRead;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw fileError(error, path);
  } finally {
    await handle?.close();
  }
}

const dataFile = (path: string, below: string, size: number): DataFile => ({
  path: below,
  source: printable(path),
  size,
  read: (start, end) => readPart(path, start, end),
  chunks: () => readChunks(path),
});

/** A file on disk. @throws UnreadableFileError if there is none, or it is no regular file */
export async function openDataFile(path: string): Promise<DataFile> {
  try {
    const handle = await openFile(path);
    const { size } = await handle.stat();
    await handle.close();
    return dataFile(path, basename(path), size);
  } catch (error) {
    throw fileError(error, path);
  }
}

const identityOf = ({ dev, ino }: Stats): string => `${dev}:${ino}`;

/** Adds the files below a folder; `above` are the folders that it lies in, by which a circle of links is found. */
async function addFiles(dir: string, below: string, above: readonly string[], files: DataFile[]): Promise<void> {
  const names = (await readdir(dir)).sort();
  for (const name of names) {
    // Hidden files are the system's own.
    if (name.startsWith(".")) continue;
    const path = join(dir, name);
    try {
      const status = await stat(path);
      if (status.isDirectory()) {
        const own = identityOf(status);
        if (above.includes(own)) refuse(path, "expected a folder, got a link to one that it lies in.");
        await addFiles(path, `${below}${name}/`, [...above, own], files);
      } else {
        files.push(dataFile(path, below + name, status.size));
        if (files.length > MAX_DATA_FILES) refuse(dir, `expected at most ${MAX_DATA_FILES} files, got more.`);
      }
    } catch (error) {
      throw fileError(error, path);
    }
  }
}

/**
 * The file at a path, or all files of the folder at it and of the folders in it, hidden ones left out.
 * @throws UnreadableFileError if there is neither, or a folder cannot be listed
 */
export async function openDataPath(path: string): Promise<DataFile[]> {
  try {
    const status = await stat(path);
    if (!status.isDirectory()) return [await openDataFile(path)];
    const files: DataFile[] = [];
    await addFiles(path, "", [identityOf(status)], files);
    return files;
  } catch (error) {
    throw fileError(error, path);
  }
}
