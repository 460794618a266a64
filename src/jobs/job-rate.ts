/** Seconds of which the rate is mainly, and jobs of each worker, if they take longer. */
const LEAST_SECONDS = 30;
const JOBS_OF_EACH = 4;

/**
 * How many jobs a second come back, from all workers together. What was long ago counts less: workers come and go while
 * jobs are run, and the time that is left follows from those that there are.
 */
export class JobRate {
  #at: number;
  /** Both fade: the jobs that came back, and the seconds in which they did. */
  #jobs = 0;
  #seconds = 0;

  /** @param now in milliseconds, as everywhere here */
  constructor(now: number) {
    this.#at = now;
  }

  /** @param done jobs that came back since it was last told @param workers how many there are */
  add(done: number, workers: number, now: number): void {
    const passed = (now - this.#at) / 1000;
    const secondsAJob = this.#jobs > 0 ? (this.#seconds / this.#jobs) * Math.max(1, workers) : 0;
    const kept = Math.exp(-passed / Math.max(LEAST_SECONDS, JOBS_OF_EACH * secondsAJob));
    this.#jobs = this.#jobs * kept + done;
    this.#seconds = this.#seconds * kept + passed;
    this.#at = now;
  }

  /** Seconds until so many more are done; undefined before the first one. */
  secondsFor(jobs: number): number | undefined {
    return this.#jobs > 0 ? (jobs * this.#seconds) / this.#jobs : undefined;
  }
}
