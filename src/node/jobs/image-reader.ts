import { constants } from "node:fs";
import { UnreadableFileError } from "../../errors.ts";
import type { ReadImage } from "../../jobs/image-pack.ts";
import { quoteValue } from "../../message-text.ts";
import { type DataFile, readWhole } from "../../read/data-file.ts";
import { MAX_IMAGE_FILE_BYTES } from "../../read/limits.ts";
import { refuse } from "../../read/unreadable.ts";
import { filesOfZip } from "../../read/zip-files.ts";
import { openDataFile } from "../read/data-files.ts";
import { HashedPack } from "./hashed-pack.ts";
import type { ImageRef } from "./list-images.ts";
import type { SharedFolder } from "./shared-folder.ts";

/** Reads image files one after the other; the archive that was read last stays open. */
export class ImageReader {
  readonly #folder: SharedFolder | undefined;
  #archive: { readonly path: string; readonly files: ReadonlyMap<string, DataFile> } | undefined;

  /** @param folder in which paths begin, and stay, where they come from another machine */
  constructor(folder?: SharedFolder) {
    this.#folder = folder;
  }

  /** Reads an image into a pack. At once where it can: to wait for every small file would be a tenth of what it takes. */
  read(ref: ImageRef, pack: HashedPack): ReadImage | Promise<ReadImage> {
    const { name, entry } = ref;
    const bytes = entry === undefined ? this.#readAtOnce(ref, pack) : undefined;
    return bytes ? { name, bytes } : this.#readSlowly(ref, pack);
  }

  #readAtOnce({ name, path }: ImageRef, pack: HashedPack): Uint8Array | undefined {
    if (!this.#folder) return pack.addFile(name, path);
    // Windows has no such flag.
    if (constants.O_NOFOLLOW === undefined) return undefined;
    try {
      return pack.addFile(name, this.#folder.approach(path), constants.O_NOFOLLOW);
    } catch {
      return undefined;
    }
  }

  async #readSlowly(ref: ImageRef, pack: HashedPack): Promise<ReadImage> {
    const { name, entry } = ref;
    // A path that leads out of the folder is the job's fault, and no unreadable image.
    const path = this.#folder?.follow(ref.path) ?? ref.path;
    let image: ReadImage;
    try {
      image = { name, bytes: await this.#bytesOf(path, entry) };
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      image = { name, bytes: undefined, reason: error.message };
    }
    pack.add(image);
    return image;
  }

  async #bytesOf(path: string, entry: string | undefined): Promise<Uint8Array> {
    if (entry === undefined) return readWhole(await openDataFile(path), MAX_IMAGE_FILE_BYTES);
    if (this.#archive?.path !== path) {
      const files = await filesOfZip(await openDataFile(path));
      this.#archive = { path, files: new Map(files.map((file) => [file.path, file])) };
    }
    const file = this.#archive.files.get(entry);
    if (!file) return refuse(path, `has no entry ${quoteValue(entry)}.`);
    return readWhole(file, MAX_IMAGE_FILE_BYTES);
  }

  /**
   * Reads a job's images one after the other.
   * @param expected the hash of their names and bytes
   * @throws UnreadableFileError after the last one, if it is another
   */
  async *readChecked(refs: readonly ImageRef[], expected: string): AsyncGenerator<ReadImage, void> {
    const pack = new HashedPack(0);
    for (const ref of refs) yield this.read(ref, pack);
    const found = pack.digest();
    if (found === expected) return;
    const [want, got] = [expected, found].map((each) => each.slice(0, 12));
    refuse("data", `expected images with the hash ${want}, got ${got}: they are not those of the job.`);
  }
}
