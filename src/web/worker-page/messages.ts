import type { WorkerEvent } from "../../jobs/nats/worker.ts";

/** What a page tells the one of its Web Workers that speaks with the server. */
export type ToQueueWorker =
  | {
      readonly type: "start";
      /** Of the server, checked: ws:// or wss://. */
      readonly address: string;
      readonly user: string;
      /** A password where there is a user, else a token. */
      readonly secret: string;
      /** What others call this worker. */
      readonly name: string;
      /** Lead to the Web Workers that do jobs. */
      readonly ports: readonly MessagePort[];
    }
  | { readonly type: "stop" };

/** Why it has stopped, where it was not asked to. */
export type StopReason =
  | { readonly key: "noAnswer" | "refused" }
  /** In English, as the library or the one who runs the jobs says it. */
  | { readonly said: string };

/** What it says. */
export type FromQueueWorker =
  | { readonly type: "connected" }
  | { readonly type: "lost" }
  | { readonly type: "event"; readonly event: WorkerEvent }
  | { readonly type: "line"; readonly line: string }
  /** A Web Worker is to be ended, whatever it does. */
  | { readonly type: "terminate"; readonly thread: number }
  | { readonly type: "stopped"; readonly reason?: StopReason };
