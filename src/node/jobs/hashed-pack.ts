import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { headOf, type ReadImage } from "../../jobs/image-pack.ts";
import { concatBytes } from "../../read/data-file.ts";
import { MAX_IMAGE_FILE_BYTES } from "../../read/limits.ts";

/** Small images lie one after the other in slabs of as many bytes: few are allocated, and many are hashed at once. */
const SLAB_BYTES = 2 ** 18;

/** The pack of a shard's images, that `unpackImages` reads, while they are read: its hash, and its bytes if they are few. */
export class HashedPack {
  readonly #most: number;
  readonly #hash = createHash("sha256");
  #slab = new Uint8Array();
  /** Bytes of the slab that are taken. */
  #at = 0;
  #full: Uint8Array[] = [];
  #bytes = 0;

  /** @param most bytes of a pack that is kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether there are no more bytes than are kept. */
  get isKept(): boolean {
    return this.#bytes <= this.#most;
  }

  /** Bytes so far. */
  get length(): number {
    return this.#bytes;
  }

  #room(length: number): Uint8Array {
    if (this.#slab.length - this.#at < length) {
      this.#hashSlab();
      this.#slab = new Uint8Array(Math.max(SLAB_BYTES, length));
      this.#at = 0;
    }
    return this.#slab.subarray(this.#at, this.#at + length);
  }

  #take(length: number): void {
    this.#at += length;
    this.#bytes += length;
    if (!this.isKept) this.#full = [];
  }

  #hashSlab(): void {
    const bytes = this.#slab.subarray(0, this.#at);
    this.#hash.update(bytes);
    if (this.isKept) this.#full.push(bytes);
  }

  /**
   * Adds a regular file by few calls of the system; undefined, and nothing added, where there is anything to say of it.
   * @param flags more of those that files are opened with
   */
  addFile(name: string, path: string, flags = 0): Uint8Array | undefined {
    let handle: number | undefined;
    try {
      handle = openSync(path, flags | constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      const status = fstatSync(handle);
      if (!status.isFile() || status.size > MAX_IMAGE_FILE_BYTES) return undefined;
      const head = headOf(name, status.size);
      const room = this.#room(head.length + status.size);
      const bytes = room.subarray(head.length);
      if (readSync(handle, bytes, 0, bytes.length, 0) !== bytes.length) return undefined;
      room.set(head);
      this.#take(room.length);
      return bytes;
    } catch {
      return undefined;
    } finally {
      if (handle !== undefined) closeSync(handle);
    }
  }

  add({ name, bytes, reason }: ReadImage): void {
    const head = headOf(name, bytes?.length ?? reason ?? "");
    const room = this.#room(head.length + (bytes?.length ?? 0));
    room.set(head);
    if (bytes) room.set(bytes, head.length);
    this.#take(room.length);
  }

  /** The hash of the images, which is that of their pack. Ends it. */
  digest(): string {
    this.#hashSlab();
    return this.#hash.digest("hex");
  }

  /** The pack, after `digest`. Only if it is kept. */
  get bytes(): Uint8Array {
    return concatBytes(this.#full);
  }
}
