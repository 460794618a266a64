import { expect, it } from "vitest";
import { hashJob, jobBase } from "../../src/jobs/job.ts";
import { type Done, JobFailedError, type JobQueue, type ResultStore, type Task } from "../../src/jobs/queue.ts";
import { decodeResult, encodeResult } from "../../src/jobs/result.ts";
import { type JobEvent, type PlannedTask, runJobs } from "../../src/jobs/run-jobs.ts";

const COUNT = 40;
const tasks: PlannedTask[] = await Promise.all(
  Array.from({ length: COUNT }, async (_, number) => {
    const job = { ...jobBase, kind: "embed", model: "a".repeat(64), data: "b".repeat(64), shard: number } as const;
    return { number, job, hash: await hashJob(job), input: null };
  }),
);
const inOrder = async function* () {
  yield* tasks;
};

/** A worker makes a body of a task, or throws. */
type Worker = (task: Task) => Uint8Array;
const right: Worker = ({ job }) => new Uint8Array(8).fill("shard" in job ? job.shard : 0);

class Workers implements JobQueue {
  readonly capacity = 4;
  readonly dismissed: string[] = [];
  readonly given: { worker: string; hash: string }[] = [];
  readonly #workers: Map<string, Worker>;
  #turn = 0;
  atOnce = 0;
  mostAtOnce = 0;

  constructor(workers: Readonly<Record<string, Worker>>) {
    this.#workers = new Map(Object.entries(workers));
  }
  async provide(): Promise<void> {}
  async withdraw(): Promise<void> {}
  async submit(task: Task): Promise<Done> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      const names = [...this.#workers.keys()].filter((name) => !task.avoid?.includes(name));
      const worker = names[this.#turn++ % names.length];
      this.given.push({ worker, hash: task.hash });
      const body = (this.#workers.get(worker) as Worker)(task);
      const result = await encodeResult(task.job, body, worker);
      return { result, worker, sha256: (await decodeResult(result, task.hash, worker)).sha256 };
    } finally {
      this.atOnce--;
    }
  }
  dismiss(worker: string): void {
    this.dismissed.push(worker);
    this.#workers.delete(worker);
  }
  workers = () => [...this.#workers.keys()].map((name) => ({ name, jobs: [] }));
  async close(): Promise<void> {}
}

class Memory implements ResultStore {
  readonly files = new Map<string, Uint8Array>();
  async read(hash: string) {
    const file = this.files.get(hash);
    return file && decodeResult(file, hash, "memory");
  }
  async write(hash: string, result: Uint8Array) {
    this.files.set(hash, result);
  }
  async remove(hash: string) {
    this.files.delete(hash);
  }
}

async function expectAllRight(store: Memory): Promise<void> {
  for (const task of tasks) expect((await store.read(task.hash))?.body).toEqual(right(task));
}

const judge = async (task: Task): Promise<Done> => new Workers({ own: right }).submit(task);

it("does what has no result, and keeps no more tasks at work than the queue wants", async () => {
  const store = new Memory();
  const queue = new Workers({ one: right });
  await store.write(tasks[7].hash, await encodeResult(tasks[7].job, right(tasks[7]), "before"));
  const summary = await runJobs({ queue, store, tasks: inOrder });
  expect(summary).toEqual({ done: 40, known: 1, failed: 0, compared: 0, notCompared: 0, wrong: [], stopped: false });
  expect(queue.given.length).toBe(39);
  expect(queue.mostAtOnce).toBe(4);
  await expectAllRight(store);
});

it("names a worker that computes wrong bits, and has everything that it made done again by others", async () => {
  const store = new Memory();
  const wrong: Worker = (task) => right(task).map((byte, i) => (i === 0 ? byte ^ 1 : byte));
  const events: JobEvent[] = [];
  const queue = new Workers({ a: right, liar: wrong, c: right });
  // It has made some in an earlier run too, when nobody compared.
  await store.write(tasks[39].hash, await encodeResult(tasks[39].job, wrong(tasks[39]), "liar"));
  const summary = await runJobs({ queue, store, tasks: inOrder, compare: 0.5, judge, onEvent: (e) => events.push(e) });
  expect(summary).toMatchObject({ done: 40, failed: 0, wrong: ["liar"] });
  expect(queue.dismissed).toEqual(["liar"]);
  expect(events.some((event) => event.type === "wrong" && event.worker === "liar")).toBe(true);
  await expectAllRight(store);
  for (const task of tasks) expect((await store.read(task.hash))?.worker).not.toBe("liar");
});

it("believes neither of two who disagree, but whom it trusts", async () => {
  const store = new Memory();
  const wrong =
    (bit: number): Worker =>
    (task) =>
      right(task).map((byte) => byte ^ bit);
  const queue = new Workers({ a: wrong(1), b: wrong(2), c: right });
  const summary = await runJobs({ queue, store, tasks: inOrder, compare: 1, judge });
  expect([...summary.wrong].sort()).toEqual(["a", "b"]);
  await expectAllRight(store);
});

it("says how many jobs could not be compared, there being one worker", async () => {
  const summary = await runJobs({ queue: new Workers({ a: right }), store: new Memory(), tasks: inOrder, compare: 1 });
  expect(summary).toMatchObject({ done: 40, compared: 0, notCompared: 40 });
});

it("goes on after a job that fails, and tells why", async () => {
  const store = new Memory();
  const poison = tasks[5].hash;
  const failing: Worker = (task) => {
    if (task.hash === poison) throw new JobFailedError("It has ended its worker 5 times.", 5);
    return right(task);
  };
  const events: JobEvent[] = [];
  const queue = new Workers({ a: failing });
  const summary = await runJobs({ queue, store, tasks: inOrder, onEvent: (event) => events.push(event) });
  expect(summary).toMatchObject({ done: 39, failed: 1 });
  expect(events.filter(({ type }) => type === "failed")).toMatchObject([{ attempts: 5, task: { number: 5 } }]);
});

it("stops at once where a result cannot be kept, and throws why", async () => {
  const store = new Memory();
  let kept = 0;
  store.write = async () => {
    if (++kept > 3) throw new Error("no space left on the disk");
  };
  const queue = new Workers({ a: right });
  await expect(runJobs({ queue, store, tasks: inOrder })).rejects.toThrow("no space left on the disk");
  expect(queue.given.length).toBeLessThan(12);
});

it("prepares and releases what a task works on, each once, and only where it is done", async () => {
  const store = new Memory();
  await store.write(tasks[0].hash, await encodeResult(tasks[0].job, right(tasks[0]), "before"));
  const log: string[] = [];
  const logged = async function* () {
    for (const task of tasks.slice(0, 3)) {
      const note = (what: string) => async () => void log.push(`${what} ${task.number}`);
      yield { ...task, prepare: note("prepare"), release: note("release") };
    }
  };
  await runJobs({ queue: new Workers({ a: right, b: right }), store, tasks: logged, compare: 1, judge });
  expect(log.sort()).toEqual(["prepare 1", "prepare 2", "release 1", "release 2"]);
});
