import type { Architecture } from "../../nn/architecture.ts";
import { t } from "../messages/t.ts";
import type { Inside, MeasuredFile, Neighbours, Reply, Request } from "../protocol.ts";

/** What the worker's answer to an `embed` holds: (N, dimension). */
export interface Embedded {
  readonly embeddings: Float32Array;
  readonly dimension: number;
}

type Listener<T extends Reply["type"]> = (reply: Extract<Reply, { type: T }>) => void;
/** The replies to requests that have a number. */
type Answer = Extract<Reply, { type: "embedded" | "found" | "inside" | "measured" | "saved" | "architecture" }>;
type Numbered = Extract<Request, { id: number }>;
type WithoutId<T> = T extends { id: number } ? Omit<T, "id"> : never;

const REPLACING: ReadonlySet<Request["type"]> = new Set(["start", "load", "digits", "files"]);

/** The page's side of the training worker. */
export class PageWorkerClient {
  readonly #worker: Worker;
  readonly #listeners = new Map<string, ((reply: never) => void)[]>();
  readonly #waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  readonly #replacing: (() => void)[] = [];
  #id = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#take(data);
    worker.onerror = ({ message }) => {
      const reason = message || t("workerFailed");
      this.#take({ type: "failed", request: "start", hasNetwork: false, message: reason });
    };
  }

  on<T extends Reply["type"]>(type: T, listener: Listener<T>): void {
    const all = this.#listeners.get(type) ?? [];
    all.push(listener as (reply: never) => void);
    this.#listeners.set(type, all);
  }

  /** The next reply of a type. */
  next<T extends Reply["type"]>(type: T): Promise<Extract<Reply, { type: T }>> {
    return new Promise((resolve) => {
      const all = this.#listeners.get(type) ?? [];
      const once = (reply: never) => {
        this.#listeners.set(
          type,
          (this.#listeners.get(type) ?? []).filter((each) => each !== once),
        );
        resolve(reply);
      };
      this.#listeners.set(type, [...all, once]);
    });
  }

  /** Has a function called before a request that ends the network of the moment. */
  beforeReplacing(listener: () => void): void {
    this.#replacing.push(listener);
  }

  send(request: Exclude<Request, Numbered>): void {
    if (REPLACING.has(request.type)) for (const listener of this.#replacing) listener();
    this.#worker.postMessage(request);
  }

  /** Embeds images with the network as it is now. Rejects if there is none yet. */
  embed(images: Uint8Array): Promise<Embedded> {
    return this.#ask<Extract<Answer, { type: "embedded" }>>({ type: "embed", images });
  }

  /** The training images nearest to an image. Rejects if there is no network. */
  async search(image: Uint8Array, most: number): Promise<Neighbours> {
    return (await this.#ask<Extract<Answer, { type: "found" }>>({ type: "search", image, most })).neighbours;
  }

  /** What each layer makes of two images, (2, height, width, channels). Rejects if there is no network. */
  async lookInside(images: Uint8Array): Promise<Inside> {
    return (await this.#ask<Extract<Answer, { type: "inside" }>>({ type: "inside", images })).inside;
  }

  /** A network's layers out of JSON. Rejects if they are none, saying what is wrong. */
  async readArchitecture(text: string, name: string): Promise<Architecture> {
    return (await this.#ask<Extract<Answer, { type: "architecture" }>>({ type: "architecture", text, name }))
      .architecture;
  }

  /** Measures a network out of a file on the images that are here. Rejects if it is none for them. */
  async measure(file: Omit<Extract<Request, { type: "measure" }>, "type" | "id">): Promise<MeasuredFile> {
    return (await this.#ask<Extract<Answer, { type: "measured" }>>({ type: "measure", ...file })).measured;
  }

  /** The network, or the run, of the moment as a file's bytes. Rejects if there is none. */
  async save(what: "model" | "checkpoint", extra: Readonly<Record<string, string>>): Promise<Uint8Array<ArrayBuffer>> {
    const { bytes } = await this.#ask<Extract<Answer, { type: "saved" }>>({ type: "save", what, extra });
    return bytes;
  }

  #ask<T extends Answer>(request: WithoutId<Numbered>): Promise<T> {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...request, id });
    });
  }

  #take(reply: Reply): void {
    const id = "id" in reply ? reply.id : undefined;
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id !== undefined && waiting) {
      this.#waiting.delete(id);
      if (reply.type === "failed") waiting.reject(new Error(reply.message));
      else waiting.resolve(reply as never);
      return;
    }
    for (const listener of this.#listeners.get(reply.type) ?? []) listener(reply as never);
  }
}
