import { sha256 } from "../formats/hash.ts";
import { quoteValue } from "../message-text.ts";
import { parseJson } from "../parse-json.ts";
import { concatBytes } from "../read/data-file.ts";
import { refuse } from "../read/unreadable.ts";
import { checkJob, hashJob, isHash, type Job } from "./job.ts";

const FORMAT = "siamese-simd result 1";

/** Bytes of a header: a job is small, but a recipe has some hundred. */
const MAX_HEADER_BYTES = 2 ** 16;

/** A job's result, as it came out of a file. */
export interface JobResult {
  readonly job: Job;
  /** Who made it, by its own word. */
  readonly worker: string;
  /** What the job's kind makes of it. The same whoever made it. */
  readonly body: Uint8Array;
  /** sha256 of the body. */
  readonly sha256: string;
}

/** Whether a worker may be called so: its name stands in messages, subjects and files. */
export const isWorkerName = (name: unknown): name is string =>
  typeof name === "string" && /^[A-Za-z0-9][A-Za-z0-9_. -]{0,63}$/.test(name);

/** A result as the bytes of a file: a line of JSON that says what it is, and the body. */
export async function encodeResult(job: Job, body: Uint8Array, worker: string): Promise<Uint8Array> {
  const header = { format: FORMAT, job, worker, bytes: body.length, sha256: await sha256(body) };
  return concatBytes([new TextEncoder().encode(`${JSON.stringify(header)}\n`), body]);
}

/**
 * Reads a result and checks all of it: that it is whole, that its bytes have the hash which it says, and that it is the
 * result of this job and no other.
 *
 * @param hash the hash of the job whose result is wanted
 * @param source the file's name, or who sent it, for errors
 * @throws UnreadableFileError naming what is wrong: cut short, changed, of another job, of another version
 */
export async function decodeResult(bytes: Uint8Array, hash: string, source: string): Promise<JobResult> {
  const end = bytes.subarray(0, MAX_HEADER_BYTES).indexOf(0x0a);
  const header = end < 0 ? undefined : parseJson(new TextDecoder().decode(bytes.subarray(0, end)));
  const { format, job, worker, bytes: length, sha256: own } = Object(header);
  if (format !== FORMAT) {
    refuse(source, `expected a result that begins with its header, "${FORMAT}", got other or shorter data.`);
  }
  const checked = checkJob(job, source);
  if (!isWorkerName(worker)) refuse(source, `expected the name of a worker, got ${quoteValue(worker)}.`);
  if (!Number.isSafeInteger(length) || !isHash(own)) refuse(source, "expected the size and the hash of the result.");
  const body = bytes.subarray(end + 1);
  if (body.length !== length) {
    refuse(
      source,
      `expected a result of ${length} bytes, as its header says, got ${body.length}: it was cut or added to.`,
    );
  }
  if ((await sha256(body)) !== own) refuse(source, "its bytes are not those that its header has the hash of: changed.");
  if ((await hashJob(checked)) !== hash) {
    refuse(source, `expected the result of job ${hash.slice(0, 12)}, got that of another job or of other data.`);
  }
  return { job: checked, worker, body, sha256: own };
}
