import { type FileHandle, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { canonicalJson, type Json } from "../../jobs/canonical-json.ts";
import { isHash, type JobKindName } from "../../jobs/job.ts";
import type { WorkerState } from "../../jobs/queue.ts";
import { printable, quoteValue } from "../../message-text.ts";
import { parseJson } from "../../parse-json.ts";
import { refuse } from "../../read/unreadable.ts";
import { readBytes } from "../read/read-bytes.ts";
import { failureReason, OutputError, writeDurably } from "../write/durable-write.ts";
import { makeFolder } from "../write/make-folder.ts";
import { ResultFolder } from "./result-folder.ts";

const FORMAT = "siamese-simd jobs 1";

/** What the jobs of a folder are. */
export interface JobPlan {
  readonly kind: JobKindName;
  /** How many jobs. */
  readonly jobs: number;
  /** What else tells them from others; the kind of the jobs says what it is. */
  readonly details: { readonly [key: string]: Json };
}

/** A job that could not be done. */
export interface FailedJob {
  readonly number: number;
  readonly hash: string;
  readonly reason: string;
  readonly attempts: number;
}

/** Who runs the jobs of a folder at this moment. */
export interface JobStatus {
  readonly pid: number;
  readonly host: string;
  readonly workers: readonly WorkerState[];
}

/** A line of the list of jobs: a hash and a line feed. */
const LINE = 65;

const MAX_PLAN_BYTES = 2 ** 24;

async function readJson(path: string, limit = MAX_PLAN_BYTES): Promise<unknown> {
  return parseJson(new TextDecoder().decode(await readBytes(path, limit)));
}

function checkPlan(value: unknown, path: string): JobPlan {
  const { format, kind, jobs, details } = Object(value);
  if (format !== FORMAT) refuse(path, `expected a plan of jobs, "${FORMAT}", got ${quoteValue(format)}.`);
  if (typeof kind !== "string" || !Number.isSafeInteger(jobs) || jobs < 1 || typeof Object(details) !== "object") {
    refuse(path, "expected the kind of the jobs, how many there are, and their details.");
  }
  return { kind: kind as JobKindName, jobs, details };
}

/** Whether a process of this machine is alive; one of another machine is taken at its word. */
function isAlive({ pid, host }: JobStatus): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * The folder of a run of jobs: what they are (plan.json), the hash of each (jobs.txt, a line a job), their results
 * (results/), those that failed in the last run (failed.jsonl), and who runs them now (status.json).
 */
export class JobFolder {
  readonly path: string;
  readonly plan: JobPlan;
  readonly results: ResultFolder;
  readonly #list: FileHandle;

  private constructor(path: string, plan: JobPlan, list: FileHandle, onInvalid: (reason: string) => void) {
    this.path = path;
    this.plan = plan;
    this.#list = list;
    this.results = new ResultFolder(join(path, "results"), onInvalid);
  }

  /**
   * Makes the folder, or opens one of the same plan to go on.
   * @param onInvalid is told of results that are broken, and are done again
   * @throws OutputError if it cannot be made, holds another plan, or another process works on it
   */
  static async create(path: string, plan: JobPlan, onInvalid: (reason: string) => void): Promise<JobFolder> {
    await makeFolder(join(path, "results"));
    const planPath = join(path, "plan.json");
    const before = await readJson(planPath).catch(() => undefined);
    const text = { format: FORMAT, ...plan };
    if (before === undefined) {
      await writeDurably(planPath, new TextEncoder().encode(`${JSON.stringify(text, null, 2)}\n`));
    } else if (canonicalJson(before as Json) !== canonicalJson(text as unknown as Json)) {
      throw new OutputError(
        `${printable(path)}: it holds the jobs of another run (see plan.json); choose another folder, or remove it.`,
      );
    }
    const status = await JobFolder.#readStatus(path);
    if (status && (status.pid !== process.pid || status.host !== hostname())) {
      throw new OutputError(
        `${printable(path)}: process ${status.pid} on ${printable(status.host)} works on it; wait for its end.`,
      );
    }
    try {
      await rm(join(path, "failed.jsonl"), { force: true });
      // Not truncated: the hashes that the last run found stay until this one finds them again.
      const list = await open(join(path, "jobs.txt"), before === undefined ? "w" : "a").then(async (file) => {
        await file.close();
        return open(join(path, "jobs.txt"), "r+");
      });
      return new JobFolder(path, plan, list, onInvalid);
    } catch (error) {
      throw new OutputError(`${printable(path)}: could not write here: ${failureReason(error)}.`, { cause: error });
    }
  }

  /** Opens a folder to look at it. @throws UnreadableFileError if it holds no plan of jobs */
  static async open(path: string, onInvalid: (reason: string) => void = () => {}): Promise<JobFolder> {
    const planPath = join(path, "plan.json");
    const plan = checkPlan(await readJson(planPath), planPath);
    const list = await open(join(path, "jobs.txt"), "r").catch((error) =>
      refuse(path, `its list of jobs cannot be read: ${failureReason(error)}.`),
    );
    return new JobFolder(path, plan, list, onInvalid);
  }

  static async #readStatus(path: string): Promise<JobStatus | undefined> {
    const status = parseJson(await readFile(join(path, "status.json"), "utf8").catch(() => "")) as
      | JobStatus
      | undefined;
    return Number.isSafeInteger(status?.pid) && status && isAlive(status) ? status : undefined;
  }

  /** Who works on it; undefined if nobody does. */
  status(): Promise<JobStatus | undefined> {
    return JobFolder.#readStatus(this.path);
  }

  /** Says who works on it. Not durably: after a crash nobody does. */
  async writeStatus(workers: readonly WorkerState[]): Promise<void> {
    const status: JobStatus = { pid: process.pid, host: hostname(), workers };
    const path = join(this.path, "status.json");
    try {
      await writeFile(`${path}.tmp`, JSON.stringify(status));
      await rename(`${path}.tmp`, path);
    } catch {
      // A full disk is told of by what needs it; half a file is left by nobody.
      await rm(`${path}.tmp`, { force: true }).catch(() => {});
    }
  }

  /** Notes the hash of a job, by its number from 0. */
  async note(number: number, hash: string): Promise<void> {
    try {
      await this.#list.write(`${hash}\n`, number * LINE);
    } catch (error) {
      throw new OutputError(`${printable(this.path)}: could not write here: ${failureReason(error)}.`, {
        cause: error,
      });
    }
  }

  /** The hashes of all jobs in their order; undefined for one that no run has come to yet. */
  async *hashes(): AsyncGenerator<string | undefined, void> {
    const block = new Uint8Array(1024 * LINE);
    for (let first = 0; first < this.plan.jobs; first += 1024) {
      block.fill(0);
      await this.#list.read(block, 0, block.length, first * LINE);
      for (let i = 0; i < 1024 && first + i < this.plan.jobs; i++) {
        const hash = new TextDecoder().decode(block.subarray(i * LINE, i * LINE + 64));
        yield isHash(hash) ? hash : undefined;
      }
    }
  }

  /** Adds to the list of those that failed. */
  async fail(failed: FailedJob): Promise<void> {
    const path = join(this.path, "failed.jsonl");
    try {
      await writeFile(path, `${JSON.stringify(failed)}\n`, { flag: "a" });
    } catch (error) {
      throw new OutputError(`${printable(path)}: could not write this file: ${failureReason(error)}.`, {
        cause: error,
      });
    }
  }

  /** Those that failed in the last run. */
  async failed(): Promise<FailedJob[]> {
    const text = await readFile(join(this.path, "failed.jsonl"), "utf8").catch(() => "");
    const lines = text.split("\n").map(parseJson) as (FailedJob | undefined)[];
    return lines.filter((each): each is FailedJob => isHash(each?.hash) && typeof each.reason === "string");
  }

  /** Ends work on it. */
  async close(): Promise<void> {
    await this.#list.close();
    const status = await this.status();
    if (status?.pid === process.pid && status.host === hostname()) {
      await rm(join(this.path, "status.json"), { force: true }).catch(() => {});
    }
  }
}
