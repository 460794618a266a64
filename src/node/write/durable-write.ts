import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { printable } from "../../message-text.ts";

/** An output that cannot be written. The message is one line: the path, what failed, and why. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  EFBIG: "it is larger than the file system allows",
  EIO: "the disk reports an error",
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of the path is a file",
  EISDIR: "there is a folder of that name",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "the path is a circle of symbolic links",
};

/** Why a file operation failed, in words, on one line. */
export function failureReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && REASONS[code]) || printable(String(message ?? error).replace(/\s+/g, " "));
}

/** The file operations a durable write is made of; tests let each of them fail. */
export interface FileOperations {
  open(path: string, flags: string): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { force: boolean }): Promise<void>;
}

export interface OpenFile {
  writeFile(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

async function withFile(file: OpenFile, use: () => Promise<void>): Promise<void> {
  try {
    await use();
  } finally {
    await file.close();
  }
}

/**
 * Writes a file so that a crash at any moment, of the program or the machine, leaves the old content or the new, whole.
 *
 * A temporary file in the same folder is written and synced, renamed over the path, and the folder is synced.
 *
 * @throws OutputError if a step fails; no temporary file is left, and the old file is untouched unless it was the
 * folder's sync that failed: then the new content is there but may not outlive a power cut
 */
export async function writeDurably(
  path: string,
  bytes: Uint8Array,
  files: FileOperations = { open, rename, rm },
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  let step = "write";
  try {
    // "wx": a file or link that happens to have the name is never written through.
    const file = await files.open(temporary, "wx");
    try {
      await withFile(file, async () => {
        await file.writeFile(bytes);
        step = "sync";
        await file.sync();
      });
      step = "replace";
      await files.rename(temporary, path);
    } catch (error) {
      // The first failure is the one to tell of.
      await files.rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
    // Windows cannot open folders; its renames are in the journal.
    if (process.platform === "win32") return;
    step = "sync the folder of";
    const folder = await files.open(dirname(path), "r");
    await withFile(folder, () => folder.sync());
  } catch (error) {
    throw new OutputError(`${path}: could not ${step} this file: ${failureReason(error)}.`, { cause: error });
  }
}
