import { parseJson } from "../../parse-json.ts";
import { concatBytes } from "../../read/data-file.ts";
import type { Task } from "../queue.ts";

/** The stream of all jobs. */
export const STREAM = "SIAMESE_JOBS";

/**
 * Where jobs can be done: by whoever has a folder that is shared, or anywhere, as what they work on comes through the
 * server. Each has a consumer of its own, of this name, that all workers share.
 */
export const PLACES = ["anywhere", "folder"] as const;
export type JobPlace = (typeof PLACES)[number];

export const placeOf = ({ input }: Pick<Task, "input">): JobPlace => (input === null ? "anywhere" : "folder");

/** Subjects of a run; its name is hexadecimal. */
export const jobsSubject = (place: JobPlace | "*", run: string): string => `siamese.jobs.${place}.${run}`;
export const callsSubject = (run: string): string => `siamese.calls.${run}`;
/** The object store of a run: models, and images where there is no folder of them. */
export const bucketOf = (run: string): string => `siamese-${run}`;

export const isRun = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{16}$/.test(value);

/** What a worker says to who runs the jobs, and waits for the answer. */
export type Call =
  /** It was given a job: shall it do it? */
  | { readonly type: "take"; readonly hash: string; readonly worker: string; readonly version: string }
  /** A part of a result, whose bytes follow. */
  | {
      readonly type: "result";
      readonly hash: string;
      readonly worker: string;
      readonly part: number;
      readonly parts: number;
    }
  | { readonly type: "failed"; readonly hash: string; readonly worker: string; readonly reason: string }
  /** It stops, and what it has begun is for others. */
  | { readonly type: "back"; readonly hash: string; readonly worker: string };

/** The answer. */
export type Answer =
  | { readonly type: "go" }
  /** It is not needed: done by another, or not for this worker. */
  | { readonly type: "skip" }
  /** The worker is to end: why. */
  | { readonly type: "leave"; readonly reason: string };

/** Bytes of a part of a result: below what servers take in one message, 1 MiB unless told. */
export const PART_BYTES = 2 ** 19;
const MAX_PARTS = 2 ** 11;

/** A call as the bytes of a message: a line of JSON, and what follows. */
export function encodeCall(call: Call, bytes: Uint8Array = new Uint8Array()): Uint8Array {
  return concatBytes([new TextEncoder().encode(`${JSON.stringify(call)}\n`), bytes]);
}

const isCount = (value: unknown, most: number): boolean =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < most;

/** Reads a call; undefined if it is none. */
export function decodeCall(message: Uint8Array): { call: Call; bytes: Uint8Array } | undefined {
  const end = message.subarray(0, 4096).indexOf(0x0a);
  const call = Object(end < 0 ? undefined : parseJson(new TextDecoder().decode(message.subarray(0, end))));
  const { type, hash, worker, part, parts, version, reason } = call;
  if (typeof hash !== "string" || typeof worker !== "string") return undefined;
  const fits =
    type === "back" ||
    (type === "take" && typeof version === "string") ||
    (type === "failed" && typeof reason === "string") ||
    (type === "result" && isCount(parts - 1, MAX_PARTS) && isCount(part, parts));
  return fits ? { call, bytes: message.subarray(end + 1) } : undefined;
}

/** Reads an answer; one that is none means that the worker is not needed. */
export function decodeAnswer(message: Uint8Array): Answer {
  const { type, reason } = Object(parseJson(new TextDecoder().decode(message)));
  if (type === "leave") return { type, reason: String(reason).slice(0, 500) };
  return { type: type === "go" ? "go" : "skip" };
}
