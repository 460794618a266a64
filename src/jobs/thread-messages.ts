import type { Made } from "./made.ts";
import type { Task } from "./queue.ts";

/** What a thread that does jobs is told. */
export type ToThread =
  /** With the pack of its images, if it is at hand. */
  | { readonly type: "run"; readonly task: Task; readonly images?: Uint8Array }
  | { readonly type: "content"; readonly hash: string; readonly bytes?: Uint8Array; readonly reason?: string };

/** What it says. */
export type FromThread =
  | { readonly type: "want"; readonly hash: string }
  | { readonly type: "done"; readonly hash: string; readonly made: Made }
  | { readonly type: "failed"; readonly hash: string; readonly reason: string };
