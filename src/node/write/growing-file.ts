import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { printable } from "../../message-text.ts";
import { failureReason, OutputError } from "./durable-write.ts";

/** Bytes that are collected before they are written. */
const CHUNK = 2 ** 18;

/**
 * A file that is written piece by piece: under another name beside it, which becomes its own when it is whole. So a
 * reader, or a crash, finds the old file or the new one.
 */
export class GrowingFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  private constructor(path: string, temporary: string, file: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#file = file;
  }

  /** @throws OutputError if it cannot be made */
  static async create(path: string): Promise<GrowingFile> {
    const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
    try {
      // "wx": a file or link that happens to have the name is never written through.
      return new GrowingFile(path, temporary, await open(temporary, "wx"));
    } catch (error) {
      throw new OutputError(`${printable(path)}: could not write this file: ${failureReason(error)}.`, {
        cause: error,
      });
    }
  }

  async #attempt(use: () => Promise<unknown>): Promise<void> {
    try {
      await use();
    } catch (error) {
      throw new OutputError(`${printable(this.#path)}: could not write this file: ${failureReason(error)}.`, {
        cause: error,
      });
    }
  }

  /** @throws OutputError, as all that follow */
  async append(bytes: Uint8Array): Promise<void> {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= CHUNK) await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    await this.#attempt(() => this.#file.appendFile(bytes));
  }

  /** Ends the file. @param head replaces as many bytes at its beginning */
  async finish(head: Uint8Array = new Uint8Array()): Promise<void> {
    await this.#flush();
    await this.#attempt(async () => {
      for (let at = 0; at < head.length; ) at += (await this.#file.write(head, at, head.length - at, at)).bytesWritten;
      await this.#file.sync();
      await this.#file.close();
      await rename(this.#temporary, this.#path);
      // Windows cannot open folders; its renames are in the journal.
      if (process.platform === "win32") return;
      const folder = await open(dirname(this.#path), "r");
      await folder.sync().finally(() => folder.close());
    });
  }

  /** Removes what was written: the path's old file, if there is one, stays. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => {});
    await rm(this.#temporary, { force: true }).catch(() => {});
  }
}
