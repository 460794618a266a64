import type { KeptNetwork } from "./kept-network.ts";

const NAME = "siamese-simd-page";
const VERSION = 1;
const STATE = "state";
const NETWORKS = "networks";

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** What the page keeps on the visitor's machine: an IndexedDB of networks, and of other things by name. */
export class KeptStore {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** Undefined where the browser keeps nothing: some do not in private windows, or for files. */
  static async open(): Promise<KeptStore | undefined> {
    try {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(STATE);
        request.result.createObjectStore(NETWORKS, { keyPath: "id" });
      };
      const database = await settled(request);
      // Else another tab that forgets everything would wait for this one.
      database.onversionchange = () => database.close();
      return new KeptStore(database);
    } catch {
      return undefined;
    }
  }

  /** Forgets everything. */
  static async remove(): Promise<void> {
    await settled(indexedDB.deleteDatabase(NAME));
  }

  /** Undefined if nothing has that name, or it cannot be read. */
  async get<T>(name: string): Promise<T | undefined> {
    return this.#try<T>(STATE, "readonly", (store) => store.get(name));
  }

  async put(name: string, value: unknown): Promise<boolean> {
    return (await this.#try(STATE, "readwrite", (store) => store.put(value, name))) !== undefined;
  }

  /** In the order of their numbers, which is that of their making. */
  async networks(): Promise<KeptNetwork[]> {
    return (await this.#try<KeptNetwork[]>(NETWORKS, "readonly", (store) => store.getAll())) ?? [];
  }

  async putNetwork(network: KeptNetwork): Promise<boolean> {
    return (await this.#try(NETWORKS, "readwrite", (store) => store.put(network))) !== undefined;
  }

  async deleteNetwork(id: number): Promise<void> {
    await this.#try(NETWORKS, "readwrite", (store) => store.delete(id));
  }

  /** A full disk, or a browser that has changed its mind, must not end what the visitor does: then nothing is kept. */
  async #try<T>(
    name: string,
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => IDBRequest,
  ): Promise<T | undefined> {
    try {
      const transaction = this.#database.transaction(name, mode);
      const request = ask(transaction.objectStore(name));
      // Left to end by itself, it never ends if WebKit puts the page aside in the meantime, to go back to, and the page that
      // is opened next waits for it for ever. But Chromium never answers for a value of 64 KiB or more that is read from a
      // transaction that has been told to end.
      const isWriting = mode === "readwrite";
      if (isWriting) transaction.commit();
      return await new Promise<T>((resolve, reject) => {
        request.onsuccess = () => {
          if (isWriting) return;
          transaction.commit();
          resolve(request.result);
        };
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error);
      });
    } catch {
      return undefined;
    }
  }
}
