import type { Reply, Request } from "../protocol.ts";

/** What the worker's answer to an `embed` holds: (N, dimension). */
export interface Embedded {
  readonly embeddings: Float32Array;
  readonly dimension: number;
}

type Listener<T extends Reply["type"]> = (reply: Extract<Reply, { type: T }>) => void;

/** The page's side of the training worker. */
export class PageWorkerClient {
  readonly #worker: Worker;
  readonly #listeners = new Map<string, ((reply: never) => void)[]>();
  readonly #waiting = new Map<number, { resolve: (embedded: Embedded) => void; reject: (error: Error) => void }>();
  #id = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#take(data);
    worker.onerror = ({ message }) => {
      this.#take({ type: "failed", message: message || "The training worker could not be loaded." });
    };
  }

  on<T extends Reply["type"]>(type: T, listener: Listener<T>): void {
    const all = this.#listeners.get(type) ?? [];
    all.push(listener as (reply: never) => void);
    this.#listeners.set(type, all);
  }

  send(request: Exclude<Request, { type: "embed" }>): void {
    this.#worker.postMessage(request);
  }

  /** Embeds images with the network as it is now. Rejects if there is none yet. */
  embed(images: Uint8Array): Promise<Embedded> {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ type: "embed", id, images } satisfies Request);
    });
  }

  #take(reply: Reply): void {
    const id = "id" in reply ? reply.id : undefined;
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id !== undefined && waiting) {
      this.#waiting.delete(id);
      if (reply.type === "embedded") waiting.resolve(reply);
      else if (reply.type === "failed") waiting.reject(new Error(reply.message));
      return;
    }
    for (const listener of this.#listeners.get(reply.type) ?? []) listener(reply as never);
  }
}
