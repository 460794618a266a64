import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { UnreadableFileError } from "../../errors.ts";
import { failureReason } from "../write/durable-write.ts";

/** The most that is read into memory at once, in bytes: 1 GiB, 20 times MNIST. */
const MAX_FILE = 2 ** 30;

/**
 * Gzip may unpack to 128 KiB plus 10 times its own size: MNIST needs 5 times, as CSV 9, and what a small file unpacks
 * to must be parsed in little time too. A packed bomb would need 1000 times.
 */
const GUNZIP_BASE = 2 ** 17;
const GUNZIP_RATIO = 10;

const CHUNK = 2 ** 16;

const REASONS: Record<string, string> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EISDIR: "expected a file, got a folder",
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
};

/** What the system or zlib says of a file, in this project's words; other errors as they are. */
export function fileError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code !== "string") return error;
  if (code in REASONS) return new UnreadableFileError(`${path}: ${REASONS[code]}.`, { cause: error });
  if (/^Z_/.test(code)) {
    return new UnreadableFileError(`${path}: expected whole gzip data, got a file cut short or damaged.`, {
      cause: error,
    });
  }
  // An errno is the system's own; Node's other codes name a mistake of the caller.
  if ((error as NodeJS.ErrnoException).errno === undefined) return error;
  return new UnreadableFileError(`${path}: cannot be read: ${failureReason(error)}.`, { cause: error });
}

async function isGzip(handle: FileHandle): Promise<boolean> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

async function* gunzip(packed: AsyncIterable<Buffer>, limit: number, path: string): AsyncGenerator<Buffer, void> {
  const unpacked = createGunzip({ chunkSize: CHUNK });
  const done = pipeline(packed, unpacked);
  // Its error is also thrown by the loop below; unheard here, it would end the process.
  done.catch(() => {});
  let length = 0;
  for await (const chunk of unpacked) {
    length += chunk.length;
    if (length > limit) {
      throw new UnreadableFileError(
        `${path}: expected gzip data of at most ${limit} bytes unpacked, got more; unpack the file first.`,
      );
    }
    yield chunk;
  }
}

/**
 * The bytes of a file, piece by piece; `unpack` them if the first two are gzip's.
 * @throws UnreadableFileError if it is missing, no regular file, damaged, or unpacks to too much (see GUNZIP_RATIO)
 */
export async function* readChunks(path: string, unpack: boolean): AsyncGenerator<Buffer, void> {
  let handle: FileHandle | undefined;
  try {
    // A named pipe would keep `open`, and then the program's end, waiting for a writer.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = await handle.stat();
    if (!stat.isFile()) {
      throw new UnreadableFileError(`${path}: expected a file, got ${stat.isDirectory() ? "a folder" : "a device"}.`);
    }
    const packed = unpack && (await isGzip(handle));
    const file: Readable = handle.createReadStream({ start: 0, highWaterMark: CHUNK, autoClose: false });
    yield* packed ? gunzip(file, GUNZIP_BASE + GUNZIP_RATIO * stat.size, path) : file;
  } catch (error) {
    throw fileError(error, path);
  } finally {
    await handle?.close();
  }
}

/** The first bytes of a file, unpacked if it is gzipped; fewer where the file is shorter. Throws as `readChunks`. */
export async function readUnpackedStart(path: string, length: number): Promise<Uint8Array> {
  let start = new Uint8Array();
  for await (const chunk of readChunks(path, true)) {
    start = Buffer.concat([start, chunk.subarray(0, length - start.length)]);
    if (start.length === length) break;
  }
  return start;
}

async function readWhole(path: string, unpack: boolean, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of readChunks(path, unpack)) {
    length += chunk.length;
    if (length > limit) throw new UnreadableFileError(`${path}: expected at most ${limit} bytes, got more.`);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/**
 * A whole file as it is. Never unpacked: the first bytes of a safetensors file can be gzip's by chance.
 * @param limit the most bytes to take, default 1 GiB
 * @throws UnreadableFileError as `readChunks`, or for more bytes than `limit`
 */
export function readBytes(path: string, limit = MAX_FILE): Promise<Uint8Array<ArrayBuffer>> {
  return readWhole(path, false, limit);
}

/** A whole file, unpacked if it is gzipped; at most 1 GiB. @throws UnreadableFileError as `readChunks`, or for more */
export function readUnpacked(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return readWhole(path, true, MAX_FILE);
}
