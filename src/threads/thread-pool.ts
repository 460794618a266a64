import type { Photographer } from "../data/photo/index.ts";
import type { EmbedMany, NetworkCore } from "../nn/network.ts";
import type { Executor } from "../train/executor.ts";
import type { TaskKind, TaskRunner, TrainingPlan } from "../train/tasks.ts";
import type { Engine } from "../wasm/engine.ts";
import { Control, MAX_TASKS, Owner, waitForChange } from "./control-block.ts";
import { createEmbedMany } from "./embed-many.ts";
import type { SpawnWorker, ThreadOptions, Threads, WorkerHandle } from "./start-threads.ts";
import { copySlice, takeTasks } from "./take-tasks.ts";

type MakeRunner = (plan: TrainingPlan, makePhotographer: typeof Photographer | undefined) => TaskRunner;

const TIMEOUT_MS = 10_000;

// How often the calling thread, while it waits, looks whether a worker has ended.
const LOOK_MS = 100;

/** Throws where `startThreads` says so, but for what only the calling thread can tell. */
export function checkThreads(
  { threads, spawn, timeoutMs = TIMEOUT_MS }: ThreadOptions,
  buffer: ArrayBufferLike,
  most: number,
  quoteValue: (value: unknown) => string,
): void {
  if (!Number.isInteger(threads) || threads < 1 || threads > most) {
    throw new RangeError(`The number of threads must be an integer from 1 to ${most}, got ${quoteValue(threads)}.`);
  }
  if (typeof spawn !== "function") {
    throw new TypeError(
      "startThreads: spawn must be a function, such as spawnNodeWorker or what spawnWebWorker returns.",
    );
  }
  if (!(timeoutMs > 0)) throw new RangeError(`startThreads: timeoutMs must be above 0, got ${quoteValue(timeoutMs)}.`);
  if (typeof SharedArrayBuffer === "undefined" || !(buffer instanceof SharedArrayBuffer)) {
    throw new TypeError("Several threads need a network with shared memory: createNetwork({ shared: true }).");
  }
}

interface Worker {
  readonly handle: WorkerHandle;
  /** Counted from 1; the calling thread is 0. */
  readonly thread: number;
  ended: boolean;
}

/** The calling thread and its workers. */
export class ThreadPool implements Executor, Threads {
  readonly threads: number;
  readonly #core: NetworkCore;
  readonly #engine: Engine;
  readonly #workers: Worker[] = [];
  readonly #runners: TaskRunner[] = [];
  readonly #timeoutMs: number;
  readonly #onLost: ((reason: string) => void) | undefined;
  readonly #makeRunner: MakeRunner;
  readonly #at: number;
  #embed: EmbedMany | undefined;
  /** Why this pool is of no use any more. */
  #broken = "";

  /** Use `startThreads`. What makes runners is handed in, so that this file, which is loaded on demand, holds no more. */
  constructor(core: NetworkCore, { threads, timeoutMs, onLost }: ThreadOptions, makeRunner: MakeRunner) {
    const { engine } = core;
    this.#core = core;
    this.#engine = engine;
    this.threads = threads;
    this.#timeoutMs = timeoutMs ?? TIMEOUT_MS;
    this.#onLost = onLost;
    this.#makeRunner = makeRunner;
    this.#at = engine.arena.allocate(Control.count * 4) / 4;
  }

  async start(spawn: SpawnWorker): Promise<void> {
    const { arena, module } = this.#engine;
    const { memory } = arena;
    const started = Array.from({ length: this.threads - 1 }, (_, i) => {
      return new Promise<void>((resolve, reject) => {
        const lost = (reason: string) => {
          clearTimeout(timer);
          this.#lost(i, reason);
          reject(new Error(`A training worker could not start: ${reason}`));
        };
        const timer = setTimeout(() => lost(`it gave no answer within ${this.#timeoutMs} ms`), this.#timeoutMs);
        const ready = () => {
          clearTimeout(timer);
          resolve();
        };
        const handle = spawn((reply) => ("error" in reply ? lost(reply.error) : ready()), lost);
        this.#workers.push({ handle, thread: i + 1, ended: false });
        handle.post({ memory, control: this.#at * 4, thread: i + 1, ...(module ? { module } : {}) });
      });
    });
    try {
      await Promise.all(started);
    } catch (error) {
      this.close();
      throw error;
    }
    if (this.threads > 1) this.#core.embedMany = this.#embedMany;
  }

  load(plan: TrainingPlan, makePhotographer?: typeof Photographer): number {
    const { arena } = this.#engine;
    const kept = arena.allocateFloats(3 * plan.slabSize);
    const placed = { ...plan, kept };
    const text = new TextEncoder().encode(JSON.stringify(placed));
    const planAt = arena.allocate(text.length);
    const { i32, u8 } = arena.views;
    u8.set(text, planAt);
    i32[this.#at + Control.planAt] = planAt;
    i32[this.#at + Control.planBytes] = text.length;
    const number = this.#runners.push(this.#makeRunner(placed, makePhotographer)) - 1;
    Atomics.store(i32, this.#at + Control.tasks, 0);
    Atomics.store(i32, this.#at + Control.plans, this.#runners.length);
    this.#command(i32);
    this.#wait(i32, this.#plansLeft);
    return number;
  }

  /** @throws Error if a worker stops answering or a task fails: then this executor is of no more use */
  run(plan: number, kind: TaskKind, count: number): void {
    if (count > MAX_TASKS) throw new RangeError(`At most ${MAX_TASKS} tasks at a time, got ${count}.`);
    const { arena } = this.#engine;
    const { i32 } = arena.views;
    const at = this.#at;
    const command = Atomics.load(i32, at + Control.command) + 1;
    Atomics.store(i32, at + Control.kind, kind);
    Atomics.store(i32, at + Control.plan, plan);
    Atomics.store(i32, at + Control.tasks, count);
    for (let task = 0; task < count; task++) {
      Atomics.store(i32, at + Control.owners + task, (command << 8) | Owner.nobody);
    }
    this.#command(i32);
    takeTasks(arena, at, this.#runners, 0);
    this.#wait(i32, this.#tasksLeft);
    if (Atomics.load(i32, at + Control.failed) > 0)
      throw new Error("A training worker failed; the weights are of no use.");
  }

  /** Ends the workers. A network's `close` does it too. */
  close(): void {
    if (this.#core.embedMany === this.#embedMany) this.#core.embedMany = undefined;
    const { i32 } = this.#engine.arena.views;
    Atomics.store(i32, this.#at + Control.stop, 1);
    this.#broken ||= "the workers have been closed";
    this.#wake(i32);
    for (const { handle } of this.#workers) handle.terminate();
    this.#workers.length = 0;
  }

  /** Where no worker is left, none: then the calling thread embeds them. */
  readonly #embedMany: EmbedMany = (images, result) => {
    if (this.#broken !== "" || this.#workers.every(({ ended }) => ended)) return 0;
    try {
      this.#embed ??= createEmbedMany(this.#core, this);
      return this.#embed(images, result);
    } catch (error) {
      if (this.#broken === "") throw error;
      return 0;
    }
  };

  #command(i32: Int32Array): void {
    if (this.#broken !== "") throw new Error(`No training worker to work with: ${this.#broken}.`);
    this.#wake(i32);
  }

  #wake(i32: Int32Array): void {
    Atomics.add(i32, this.#at + Control.command, 1);
    Atomics.notify(i32, this.#at + Control.command);
  }

  readonly #tasksLeft = (i32: Int32Array): number => {
    const first = this.#at + Control.owners;
    const tasks = i32[this.#at + Control.tasks];
    let left = 0;
    for (let task = 0; task < tasks; task++) {
      if ((Atomics.load(i32, first + task) & Owner.done) !== Owner.done) left++;
    }
    return left;
  };

  readonly #plansLeft = (i32: Int32Array): number => {
    const known = ({ thread }: Worker) => Atomics.load(i32, this.#at + Control.known + thread) === this.#runners.length;
    return this.#workers.filter((worker) => !worker.ended && !known(worker)).length;
  };

  /** Waits until nothing is left; does itself what a worker that has ended has left undone. */
  #wait(i32: Int32Array, countLeft: (i32: Int32Array) => number): void {
    const index = this.#at + Control.progress;
    const step = Math.min(LOOK_MS, this.#timeoutMs);
    let waited = 0;
    for (;;) {
      const seen = Atomics.load(i32, index);
      const left = countLeft(i32);
      if (left === 0) return;
      if (waitForChange(i32, index, seen, step)) {
        waited = 0;
        continue;
      }
      for (const worker of this.#workers) {
        if (!worker.ended && worker.handle.hasEnded?.()) this.#goOnWithout(worker, "it ended within a step");
      }
      takeTasks(this.#engine.arena, this.#at, this.#runners, 0);
      waited += step;
      // A worker that lives is waited for, however slow it is.
      if (waited < this.#timeoutMs || this.#workers.every(({ ended, handle }) => ended || handle.hasEnded)) continue;
      this.#broken = "a worker has stopped answering";
      throw new Error(
        `A training worker has stopped answering: nothing was done within ${this.#timeoutMs} ms, ${left} tasks are left. ` +
          "It was ended or ran out of memory; resume from the last checkpoint.",
      );
    }
  }

  #lost(index: number, reason: string): void {
    const worker = this.#workers[index];
    if (!worker || worker.ended) return;
    if (worker.handle.hasEnded?.()) this.#goOnWithout(worker, reason);
    else this.#broken ||= reason;
  }

  /** Makes the tasks of a worker that has ended nobody's, as if they had never begun. */
  #goOnWithout(worker: Worker, reason: string): void {
    worker.ended = true;
    const { arena } = this.#engine;
    const { i32 } = arena.views;
    const at = this.#at;
    const command = Atomics.load(i32, at + Control.command) << 8;
    const tasks = Atomics.load(i32, at + Control.tasks);
    for (let task = 0; task < tasks; task++) {
      const owner = at + Control.owners + task;
      const whose = Atomics.load(i32, owner) ^ command;
      if ((whose & ~Owner.kept) !== worker.thread + 1) continue;
      if (whose & Owner.kept) copySlice(arena, this.#runners[i32[at + Control.plan]], task, tasks, true);
      Atomics.store(i32, owner, command | Owner.nobody);
    }
    this.#onLost?.(reason);
  }
}
