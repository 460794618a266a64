import type { FailedJob, JobFolder, JobStatus } from "./job-folder.ts";

/** How far the jobs of a folder are. */
export interface JobSurvey {
  readonly jobs: number;
  /** With a valid result. */
  readonly done: number;
  /** With a worker, as far as is known. */
  readonly running: readonly RunningJob[];
  readonly failed: readonly FailedJob[];
  /** All others. */
  readonly waiting: number;
  /** Results that are broken, and will be made again: why, one reason each of the first. */
  readonly broken: readonly string[];
  /** Who runs them now; null if nobody does. */
  readonly coordinator: Omit<JobStatus, "workers"> | null;
}

export interface RunningJob {
  readonly number: number;
  readonly hash: string;
  readonly worker: string;
}

/** Looks at every result of a folder. @param broken filled by the folder with what it says of broken results */
export async function surveyJobs(folder: JobFolder, broken: readonly string[]): Promise<JobSurvey> {
  const status = await folder.status();
  const workers = new Map(status?.workers.flatMap(({ name, jobs }) => jobs.map((hash) => [hash, name] as const)));
  const failures = new Map((await folder.failed()).map((each) => [each.hash, each]));
  let [done, waiting, number] = [0, 0, 0];
  const running: RunningJob[] = [];
  const failed: FailedJob[] = [];
  for await (const hash of folder.hashes()) {
    const worker = hash === undefined ? undefined : workers.get(hash);
    const failure = hash === undefined ? undefined : failures.get(hash);
    if (hash !== undefined && (await folder.results.read(hash))) done++;
    else if (hash !== undefined && worker !== undefined) running.push({ number, hash, worker });
    else if (failure) failed.push(failure);
    else waiting++;
    number++;
  }
  const coordinator = status ? { pid: status.pid, host: status.host } : null;
  return { jobs: number, done, running, failed, waiting, broken, coordinator };
}
