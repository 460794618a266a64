import { kindOf } from "../../../jobs/kinds.ts";
import type { Answer, Call } from "../../../jobs/nats/protocol.ts";
import { JobFailedError, MAX_ATTEMPTS, type WorkerState } from "../../../jobs/queue.ts";
import { decodeResult, isWorkerName } from "../../../jobs/result.ts";
import { quoteValue } from "../../../message-text.ts";
import { version } from "../../../version.ts";
import type { Flight, Flights } from "./flight.ts";

/** Milliseconds without a call after which a worker that has no job is no longer counted. */
const WORKER_MS = 60_000;

/** Answers the workers of a run, and takes nothing from them that it has not checked. */
export class WorkerDesk {
  readonly #flights: Flights;
  readonly #say: (line: string) => void;
  readonly #dismissed = new Map<string, string>();
  readonly #seen = new Map<string, number>();

  constructor(flights: Flights, say: (line: string) => void) {
    this.#flights = flights;
    this.#say = say;
  }

  /** Whether any worker has been heard of. */
  get hasSeenAny(): boolean {
    return this.#seen.size > 0;
  }

  async answer(call: Call, bytes: Uint8Array): Promise<Answer> {
    const { hash, worker } = call;
    if (!isWorkerName(worker)) return { type: "leave", reason: "its name is none that a worker may have" };
    const flight = this.#flights.get(hash);
    const reason = this.#dismissed.get(worker);
    if (reason !== undefined) {
      if (call.type === "take" || flight?.worker === worker) flight?.offer();
      return { type: "leave", reason };
    }
    this.#seen.set(worker, performance.now());
    if (call.type === "take") return this.#take(call, flight);
    // Someone else was quicker; nothing is wrong with that.
    if (!flight || flight.task.avoid?.includes(worker)) return { type: "skip" };
    if (call.type === "back") {
      // Stopping is no one's fault.
      if (flight.worker === worker) this.#flights.publish(flight);
    } else if (call.type === "failed") flight.retry(`worker ${worker}: ${call.reason}`);
    else {
      const result = flight.addPart(worker, call.part, call.parts, bytes);
      if (result) await this.#accept(flight, worker, result);
    }
    return { type: "go" };
  }

  #take({ worker, version: theirs }: Extract<Call, { type: "take" }>, flight: Flight | undefined): Answer {
    if (theirs !== version) {
      const reason = `it has version ${quoteValue(theirs)}, and the jobs are of version ${version}`;
      this.#say(`Worker ${worker} is refused: ${reason}.`);
      this.#dismissed.set(worker, reason);
      flight?.offer();
      return { type: "leave", reason };
    }
    if (!flight) return { type: "skip" };
    if (flight.task.avoid?.includes(worker)) {
      flight.offer();
      return { type: "skip" };
    }
    // The one before has neither come back nor said that it cannot.
    if (flight.worker !== undefined && ++flight.attempts >= MAX_ATTEMPTS) {
      const last = flight.worker === worker ? worker : `${flight.worker}, ${worker}`;
      flight.reject(
        new JobFailedError(`It has ended its worker ${MAX_ATTEMPTS} times (the last: ${last}).`, flight.attempts),
      );
      return { type: "skip" };
    }
    flight.takeBy(worker);
    return { type: "go" };
  }

  async #accept(flight: Flight, worker: string, result: Uint8Array): Promise<void> {
    const { task } = flight;
    const source = `The result of job ${task.hash.slice(0, 12)} by worker ${worker}`;
    try {
      const { sha256, body, worker: named } = await decodeResult(result, task.hash, source);
      if (named !== worker) throw new Error(`${source}: it says that ${named} has made it.`);
      kindOf(task.job).check(task.job, body, source);
      flight.resolve({ result, worker, sha256 });
    } catch (error) {
      this.#say(`${(error as Error).message} It is refused, and made again.`);
      flight.retry((error as Error).message);
    }
  }

  dismiss(worker: string, reason: string): void {
    this.#dismissed.set(worker, reason);
    this.#seen.delete(worker);
  }

  /** Rejects tasks that every worker shall avoid, where no other has been heard of for so many milliseconds. */
  giveUpComparing(patience: number): void {
    const now = performance.now();
    const flights = this.#flights.all();
    const busy = new Set(flights.map(({ worker }) => worker));
    const alive = [...this.#seen].filter(([name, seen]) => now - seen < patience || busy.has(name));
    for (const flight of flights) {
      const { avoid = [] } = flight.task;
      if (avoid.length === 0 || alive.some(([name]) => !avoid.includes(name))) continue;
      if (now - flight.born > patience) flight.reject(new JobFailedError("There is no other worker.", 0));
    }
  }

  workers(): readonly WorkerState[] {
    const now = performance.now();
    const flights = this.#flights.all();
    // Who is at work says nothing to us before the end of the job: a network may take an hour.
    const busy = new Set(flights.map(({ worker }) => worker));
    const jobs = new Map<string, string[]>();
    for (const [name, seen] of this.#seen) {
      if ((now - seen < WORKER_MS || busy.has(name)) && !this.#dismissed.has(name)) jobs.set(name, []);
    }
    for (const { worker, task } of flights) if (worker !== undefined) jobs.get(worker)?.push(task.hash);
    return [...jobs].map(([name, list]) => ({ name, jobs: list }));
  }
}
