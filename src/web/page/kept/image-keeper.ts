import type { DataPanel } from "../data-panel.ts";
import type { Chosen } from "../dropped-files.ts";
import type { PageWorkerClient } from "../page-worker-client.ts";
import type { KeptStore } from "./kept-store.ts";

const NAME = "images";
/** Bytes of all files: of more than that they are chosen again after a reload. */
const MAX_BYTES = 2 ** 26;

/** A file as it is kept: bytes, since some browsers keep no files in private windows. */
interface KeptFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: ArrayBuffer;
}

/** Keeps the visitor's own images, while they are those that are trained on. */
export class ImageKeeper {
  readonly #store: KeptStore | undefined;
  readonly #data: DataPanel;

  constructor(client: PageWorkerClient, data: DataPanel, store: KeptStore | undefined) {
    this.#store = store;
    this.#data = data;
    client.on("data", () => void this.#keep());
  }

  /** The images of the last visit; undefined if those were not the visitor's own. */
  async files(): Promise<Chosen[] | undefined> {
    const kept = await this.#store?.get<readonly KeptFile[] | null>(NAME);
    return kept?.map(({ name, path, bytes }) => ({ file: new File([bytes], name), path }));
  }

  async #keep(): Promise<void> {
    const files = this.#data.files ?? [];
    const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
    const isKept = files.length > 0 && bytes <= MAX_BYTES;
    const read = async ({ file, path }: Chosen): Promise<KeptFile> => {
      return { name: file.name, path, bytes: await file.arrayBuffer() };
    };
    await this.#store?.put(NAME, isKept ? await Promise.all(files.map(read)) : null);
  }
}
