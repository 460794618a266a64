import { open, readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { UnreadableFileError } from "../errors.ts";
import { failureReason } from "./durable-write.ts";

/** The most bytes a gzipped file may unpack to. */
const MOST_UNPACKED = 1 << 30;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** A missing or unreadable file, as the one line a user reads. */
export function fileError(path: string, error: unknown): UnreadableFileError {
  const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
  return new UnreadableFileError(`${path}: ${missing ? "no such file" : failureReason(error)}.`);
}

/** A file's content. @throws UnreadableFileError if it cannot be read */
export async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const buffer = await readFile(path);
    return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
  } catch (error) {
    throw fileError(path, error);
  }
}

/** The first bytes of a file. @throws UnreadableFileError if it cannot be read */
export async function readStart(path: string, length: number): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(path, error);
  }
}

/** A file's content, unpacked if it is gzipped. @throws UnreadableFileError */
export async function readUnpacked(path: string): Promise<Uint8Array> {
  const bytes = await readBytes(path);
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw new UnreadableFileError(
      tooLarge ? `${path}: unpacks to more than ${MOST_UNPACKED} bytes.` : `${path}: a damaged gzip file.`,
    );
  }
}
