import { t } from "../../messages/t.ts";
import type { DataPanel } from "../data-panel.ts";
import type { Chosen } from "../dropped-files.ts";
import { nameOfImages } from "../name-of-images.ts";
import type { PageWorkerClient } from "../page-worker-client.ts";
import type { KeptStore } from "./kept-store.ts";

const NAME = "images";
/** Bytes of all files that are copied where the browser keeps no files themselves, as some do not in private windows. */
const MAX_COPIED = 2 ** 26;

interface KeptFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Blob | ArrayBuffer;
}

/** Keeps the visitor's own images, while they are those that are trained on, as far as the browser has room for them. */
export class ImageKeeper {
  readonly #store: KeptStore | undefined;
  readonly #data: DataPanel;
  /** Those that were kept before. */
  #known = new Set<File>();

  constructor(client: PageWorkerClient, data: DataPanel, store: KeptStore | undefined) {
    this.#store = store;
    this.#data = data;
    client.on("data", ({ data: { source } }) => void this.#keep(source));
  }

  /** The images of the last visit; what they were called if they could not be kept; undefined if there were none. */
  async files(): Promise<Chosen[] | string | undefined> {
    const kept = await this.#store?.get<readonly KeptFile[] | string | null>(NAME);
    if (typeof kept === "string") return nameOfImages(kept);
    const files = kept?.map(({ name, path, bytes }) => ({ file: new File([bytes], name), path }));
    this.#known = new Set(files?.map(({ file }) => file));
    return files;
  }

  async #keep(source: string): Promise<void> {
    const { files } = this.#data;
    const store = this.#store;
    if (!store) return;
    if (files?.every(({ file }) => this.#known.has(file))) return;
    this.#known.clear();
    if (!files) return void store.put(NAME, null);
    const kept = files.map(({ file, path }) => ({ name: file.name, path, bytes: file }));
    if (await store.put(NAME, kept)) return;
    const size = files.reduce((sum, { file }) => sum + file.size, 0);
    const copy = async (each: KeptFile) => ({ ...each, bytes: await (each.bytes as File).arrayBuffer() });
    if (size <= MAX_COPIED && (await store.put(NAME, await Promise.all(kept.map(copy))))) return;
    await store.put(NAME, source);
    this.#data.note(t("imagesNotKept"));
  }
}
