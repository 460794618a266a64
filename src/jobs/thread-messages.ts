import type { Json } from "./canonical-json.ts";
import type { Made } from "./made.ts";
import type { Task } from "./queue.ts";

/** What a thread that does jobs is told. */
export type ToThread =
  /** With the pack of its images, if it is at hand. */
  | { readonly type: "run"; readonly task: Task; readonly images?: Uint8Array }
  /** Reads images, and keeps them for their job. */
  | { readonly type: "survey"; readonly id: string; readonly input: Json }
  | { readonly type: "content"; readonly hash: string; readonly bytes?: Uint8Array; readonly reason?: string };

/** What it says. `id` is the hash of a job, or that by which a survey was asked for. */
export type FromThread =
  | { readonly type: "want"; readonly hash: string }
  | { readonly type: "done"; readonly id: string; readonly made: Made }
  /** With the hash of the images. */
  | { readonly type: "surveyed"; readonly id: string; readonly data: string }
  | { readonly type: "failed"; readonly id: string; readonly reason: string };
