import { type Done, JobFailedError, MAX_ATTEMPTS, type Task } from "../../../jobs/queue.ts";

/** Milliseconds until a job that was offered to one who shall not do it, or who failed, is offered again. */
const OFFER_MS = 200;

/** A task that is with the server or a worker. */
export class Flight {
  readonly task: Task;
  /** How often a worker took it and did not come back, or came back with an error. */
  attempts = 0;
  worker: string | undefined;
  /** When it was submitted, in milliseconds. */
  readonly born = performance.now();
  /** When it was last published or taken. */
  since = this.born;
  #parts: (Uint8Array | undefined)[] = [];
  readonly #flights: Flights;
  readonly #resolve: (done: Done) => void;
  readonly #reject: (error: Error) => void;

  constructor(flights: Flights, task: Task, resolve: (done: Done) => void, reject: (error: Error) => void) {
    this.#flights = flights;
    this.task = task;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  resolve(done: Done): void {
    this.#flights.delete(this);
    this.#resolve(done);
  }

  reject(error: Error): void {
    this.#flights.delete(this);
    this.#reject(error);
  }

  /** Nobody has it any more. */
  reset(): void {
    this.worker = undefined;
    this.#parts = [];
    this.since = performance.now();
  }

  takeBy(worker: string): void {
    this.worker = worker;
    this.since = performance.now();
  }

  /** Adds a part of a result. @returns the whole, once it is */
  addPart(worker: string, part: number, parts: number, bytes: Uint8Array): Uint8Array | undefined {
    if (this.worker !== worker || this.#parts.length !== parts) {
      this.#parts = new Array(parts).fill(undefined);
      this.worker = worker;
    }
    this.#parts[part] = bytes;
    const found = this.#parts.filter((each) => each !== undefined);
    return found.length === parts ? Buffer.concat(found) : undefined;
  }

  /** Publishes it again in a moment, unless it is done by then. */
  offer(): void {
    setTimeout(() => this.#flights.publish(this), OFFER_MS);
  }

  /** Its worker came to an error. */
  retry(reason: string): void {
    if (++this.attempts >= MAX_ATTEMPTS) this.reject(new JobFailedError(reason, this.attempts));
    else this.offer();
  }
}

/** All tasks that are with the server or a worker, by their hashes. */
export class Flights {
  readonly #flights = new Map<string, Flight>();
  readonly #publish: (flight: Flight) => void;

  constructor(publish: (flight: Flight) => void) {
    this.#publish = publish;
  }

  get size(): number {
    return this.#flights.size;
  }

  get(hash: string): Flight | undefined {
    return this.#flights.get(hash);
  }

  /** As they are now; they may end while one goes through them. */
  all(): Flight[] {
    return [...this.#flights.values()];
  }

  add(task: Task, resolve: (done: Done) => void, reject: (error: Error) => void): void {
    const flight = new Flight(this, task, resolve, reject);
    this.#flights.set(task.hash, flight);
    this.#publish(flight);
  }

  delete(flight: Flight): void {
    if (this.get(flight.task.hash) === flight) this.#flights.delete(flight.task.hash);
  }

  /** Gives it to the server again, if it is not done. */
  publish(flight: Flight): void {
    if (this.get(flight.task.hash) === flight) this.#publish(flight);
  }

  reject(error: Error): void {
    for (const flight of this.all()) flight.reject(error);
  }
}
