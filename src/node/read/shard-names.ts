import { parseJson } from "../../parse-json.ts";
import type { DataFile } from "../../read/data-file.ts";
import { refuse } from "../../read/unreadable.ts";
import { NAMES_FORMAT } from "../write/embedding-rows.ts";

/** Bytes before the first name, and of one name. */
const MAX_HEAD_BYTES = 1024;
const MAX_NAME_BYTES = 2 ** 16;

const [QUOTE, BACKSLASH, COMMA, OPEN, CLOSE, BRACE] = [...'"\\,[]}'].map((char) => char.charCodeAt(0));
const SPACES: readonly number[] = [..." \t\n\r"].map((char) => char.charCodeAt(0));

const EXPECTED = "expected the names that embed writes beside an .npy file";

/**
 * The fingerprint of the network that an index was made by.
 * @param file the names beside an .npy file: {"format", "fingerprint", "names"}, in this order
 */
export async function readFingerprint(file: DataFile): Promise<string> {
  const start = await file.read(0, Math.min(MAX_HEAD_BYTES, file.size));
  const { format, fingerprint, names } = Object(parseJson(`${decode(start.subarray(0, start.indexOf(OPEN)))}[]}`));
  if (format === NAMES_FORMAT && typeof fingerprint === "string" && Array.isArray(names)) return fingerprint;
  return refuse(file.source, `${EXPECTED}, got other data.`);
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Finds names in a list as it streams by: all of them may be more than memory holds. */
class NameReader {
  readonly names = new Map<number, string>();
  count = 0;
  readonly #source: string;
  readonly #wanted: ReadonlySet<number>;
  #state: "head" | "first" | "name" | "text" | "escape" | "after" | "end" | "over" = "head";
  #name: number[] | undefined;

  constructor(source: string, wanted: ReadonlySet<number>) {
    this.#source = source;
    this.#wanted = wanted;
  }

  add(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
  }

  finish(): void {
    if (this.#state !== "over") refuse(this.#source, `${EXPECTED}, got the end of the file after ${this.count}.`);
  }

  #take(byte: number): void {
    const state = this.#state;
    if (state === "text" || state === "escape") this.#takeText(byte);
    else if (state === "head") {
      if (byte === OPEN) this.#state = "first";
    } else if (SPACES.includes(byte)) return;
    else if (byte === QUOTE && (state === "first" || state === "name")) {
      this.#name = this.#wanted.has(this.count) ? [QUOTE] : undefined;
      this.#state = "text";
    } else if (byte === COMMA && state === "after") this.#state = "name";
    else if (byte === CLOSE && (state === "first" || state === "after")) this.#state = "end";
    else if (byte === BRACE && state === "end") this.#state = "over";
    else refuse(this.#source, `${EXPECTED}, got other data after ${this.count} of them.`);
  }

  #takeText(byte: number): void {
    this.#name?.push(byte);
    if (this.#state === "escape") this.#state = "text";
    else if (byte === BACKSLASH) this.#state = "escape";
    else if (byte === QUOTE) this.#finishName();
    if (this.#name && this.#name.length > MAX_NAME_BYTES) {
      refuse(this.#source, `name ${this.count}: expected at most ${MAX_NAME_BYTES} bytes, got more.`);
    }
  }

  #finishName(): void {
    if (this.#name) {
      const name = parseJson(decode(Uint8Array.from(this.#name)));
      if (typeof name !== "string") refuse(this.#source, `name ${this.count}: expected a string of JSON.`);
      this.names.set(this.count, name);
    }
    this.#name = undefined;
    this.count++;
    this.#state = "after";
  }
}

/**
 * Some of the names of an index, by their rows.
 * @param rows how many names there must be
 * @throws UnreadableFileError if the list is broken, or of another length
 */
export async function readNames(
  file: DataFile,
  rows: number,
  wanted: ReadonlySet<number>,
): Promise<Map<number, string>> {
  const reader = new NameReader(file.source, wanted);
  for await (const bytes of file.chunks()) reader.add(bytes);
  reader.finish();
  if (reader.count !== rows) {
    refuse(file.source, `expected ${rows} names, as many as embeddings, got ${reader.count}.`);
  }
  return reader.names;
}
