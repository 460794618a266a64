import type { Task } from "../../jobs/queue.ts";

/** What a thread that does jobs is started with. */
export interface ThreadData {
  /**
   * The one folder that it may read, where tasks come from other machines, or null where it may read none; undefined where
   * they are this process's.
   */
  readonly folder: string | null | undefined;
}

export type ToThread =
  | { readonly type: "run"; readonly task: Task }
  | { readonly type: "content"; readonly hash: string; readonly bytes?: Uint8Array; readonly reason?: string };

export type FromThread =
  | { readonly type: "want"; readonly hash: string }
  | { readonly type: "done"; readonly hash: string; readonly body: Uint8Array }
  | { readonly type: "failed"; readonly hash: string; readonly reason: string };
