import type { FromQueueWorker, ToQueueWorker } from "./messages.ts";

type Order = Omit<Extract<ToQueueWorker, { type: "start" }>, "type" | "ports">;

const create = (name: string) => new Worker(new URL(name, import.meta.url), { type: "module" });

/**
 * The Web Workers of this tab: one that speaks with the server, and those that do the jobs. All are started here, since
 * Firefox now and then blocks for ever in a worker's own `new Worker`.
 */
export class TabWorker {
  /** When all of them have ended. */
  readonly ended: Promise<void>;
  readonly #queue: Worker;

  constructor(order: Order, threads: number, take: (message: FromQueueWorker) => void) {
    const workers = Array.from({ length: threads }, () => create("./job-worker.js"));
    const ports = workers.map((worker) => {
      const { port1, port2 } = new MessageChannel();
      worker.postMessage(port1, [port1]);
      return port2;
    });
    this.#queue = create("./queue-worker.js");
    this.ended = new Promise((resolve) => {
      const stopped = (message: FromQueueWorker) => {
        for (const worker of [...workers, this.#queue]) worker.terminate();
        take(message);
        resolve();
      };
      this.#queue.onmessage = ({ data }: MessageEvent<FromQueueWorker>) => {
        if (data.type === "terminate") workers[data.thread].terminate();
        else if (data.type === "stopped") stopped(data);
        else take(data);
      };
      for (const worker of [...workers, this.#queue]) {
        worker.onerror = ({ message }) => {
          stopped({ type: "stopped", reason: { said: message || "A script of this page could not be loaded." } });
        };
      }
    });
    this.#queue.postMessage({ type: "start", ports, ...order } satisfies ToQueueWorker, ports);
  }

  /** Has it stop: jobs that it has begun are given back. */
  stop(): void {
    this.#queue.postMessage({ type: "stop" } satisfies ToQueueWorker);
  }
}
