import { rm } from "node:fs/promises";
import { join } from "node:path";
import { UnreadableFileError } from "../../errors.ts";
import type { ResultStore } from "../../jobs/queue.ts";
import { decodeResult, type JobResult } from "../../jobs/result.ts";
import { readBytes } from "../read/read-bytes.ts";
import { writeDurably } from "../write/durable-write.ts";

/** The name of a job's result in its folder. */
const resultName = (hash: string): string => `${hash}.result`;

/** Results as files, named by their jobs' hashes. */
export class ResultFolder implements ResultStore {
  readonly #path: string;
  readonly #onInvalid: (reason: string) => void;

  /** @param onInvalid is told of a file that is no valid result: its job counts as not done */
  constructor(path: string, onInvalid: (reason: string) => void) {
    this.#path = path;
    this.#onInvalid = onInvalid;
  }

  #pathOf(hash: string): string {
    return join(this.#path, resultName(hash));
  }

  async read(hash: string): Promise<JobResult | undefined> {
    const path = this.#pathOf(hash);
    let bytes: Uint8Array;
    try {
      bytes = await readBytes(path);
    } catch (error) {
      const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
      if (code === "ENOENT") return undefined;
      throw error;
    }
    try {
      return await decodeResult(bytes, hash, path);
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      this.#onInvalid(error.message);
      return undefined;
    }
  }

  write(hash: string, result: Uint8Array): Promise<void> {
    return writeDurably(this.#pathOf(hash), result);
  }

  remove(hash: string): Promise<void> {
    return rm(this.#pathOf(hash), { force: true });
  }
}
