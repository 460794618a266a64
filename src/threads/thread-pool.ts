import type { Photographer } from "../data/photo/index.ts";
import type { EmbedMany, NetworkCore } from "../nn/network.ts";
import type { Executor } from "../train/executor.ts";
import type { TaskKind, TaskRunner, TrainingPlan } from "../train/tasks.ts";
import type { Engine } from "../wasm/engine.ts";
import { Control, MAX_TASKS, waitForChange } from "./control-block.ts";
import { createEmbedMany } from "./embed-many.ts";
import type { SpawnWorker, Threads, WorkerHandle } from "./start-threads.ts";
import { takeTasks } from "./take-tasks.ts";

type MakeRunner = (plan: TrainingPlan, makePhotographer: typeof Photographer | undefined) => TaskRunner;

/** The calling thread and its workers. */
export class ThreadPool implements Executor, Threads {
  readonly threads: number;
  readonly #core: NetworkCore;
  readonly #engine: Engine;
  readonly #handles: WorkerHandle[] = [];
  readonly #runners: TaskRunner[] = [];
  readonly #timeoutMs: number;
  readonly #makeRunner: MakeRunner;
  readonly #at: number;
  #embed: EmbedMany | undefined;
  #lost = "";

  /** Use `startThreads`. What makes runners is handed in, so that this file, which is loaded on demand, holds no more. */
  constructor(core: NetworkCore, threads: number, timeoutMs: number, makeRunner: MakeRunner) {
    const { engine } = core;
    this.#core = core;
    this.#engine = engine;
    this.threads = threads;
    this.#timeoutMs = timeoutMs;
    this.#makeRunner = makeRunner;
    this.#at = engine.arena.allocate(Control.count * 4) / 4;
  }

  async start(spawn: SpawnWorker): Promise<void> {
    const { arena, module } = this.#engine;
    const { memory } = arena;
    const started = Array.from({ length: this.threads - 1 }, (_, i) => {
      return new Promise<void>((resolve, reject) => {
        const lost = (reason: string) => {
          this.#lost ||= reason;
          clearTimeout(timer);
          reject(new Error(`A training worker could not start: ${reason}`));
        };
        const timer = setTimeout(() => lost(`it gave no answer within ${this.#timeoutMs} ms`), this.#timeoutMs);
        const ready = () => {
          clearTimeout(timer);
          resolve();
        };
        const handle = spawn((reply) => ("error" in reply ? lost(reply.error) : ready()), lost);
        this.#handles.push(handle);
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
    const text = new TextEncoder().encode(JSON.stringify(plan));
    const planAt = arena.allocate(text.length);
    const { i32, u8 } = arena.views;
    u8.set(text, planAt);
    i32[this.#at + Control.planAt] = planAt;
    i32[this.#at + Control.planBytes] = text.length;
    const number = this.#runners.push(this.#makeRunner(plan, makePhotographer)) - 1;
    Atomics.store(i32, this.#at + Control.done, 0);
    Atomics.store(i32, this.#at + Control.plans, this.#runners.length);
    this.#command(i32);
    this.#wait(i32, this.#handles.length);
    return number;
  }

  /** @throws Error if a worker has ended or stopped answering: then this executor is of no more use */
  run(plan: number, kind: TaskKind, count: number): void {
    if (count > MAX_TASKS) throw new RangeError(`At most ${MAX_TASKS} tasks at a time, got ${count}.`);
    const { arena } = this.#engine;
    const { i32 } = arena.views;
    const at = this.#at;
    Atomics.store(i32, at + Control.kind, kind);
    Atomics.store(i32, at + Control.plan, plan);
    Atomics.store(i32, at + Control.done, 0);
    Atomics.store(i32, at + Control.next, count << 8);
    this.#command(i32);
    takeTasks(arena, at, this.#runners);
    this.#wait(i32, count);
    if (Atomics.load(i32, at + Control.failed) > 0)
      throw new Error("A training worker failed; the weights are of no use.");
  }

  /** Ends the workers. A network's `close` does it too. */
  close(): void {
    if (this.#core.embedMany === this.#embedMany) this.#core.embedMany = undefined;
    const { i32 } = this.#engine.arena.views;
    Atomics.store(i32, this.#at + Control.stop, 1);
    this.#command(i32, false);
    for (const handle of this.#handles) handle.terminate();
    this.#handles.length = 0;
    this.#lost ||= "the workers have been closed";
  }

  /** Where a worker is lost, none: then the calling thread embeds them. */
  readonly #embedMany: EmbedMany = (images, result) => {
    if (this.#lost !== "") return 0;
    try {
      this.#embed ??= createEmbedMany(this.#core, this);
      return this.#embed(images, result);
    } catch (error) {
      if (this.#lost === "") throw error;
      return 0;
    }
  };

  #command(i32: Int32Array, check = true): void {
    if (check && this.#lost !== "") throw new Error(`No training worker to work with: ${this.#lost}.`);
    Atomics.add(i32, this.#at + Control.command, 1);
    Atomics.notify(i32, this.#at + Control.command);
  }

  #wait(i32: Int32Array, wanted: number): void {
    const index = this.#at + Control.done;
    for (;;) {
      const done = Atomics.load(i32, index);
      if (done >= wanted) return;
      if (waitForChange(i32, index, done, this.#timeoutMs)) continue;
      this.#lost = "a worker has stopped answering";
      throw new Error(
        `A training worker has stopped answering: ${done} of ${wanted} tasks were done after ${this.#timeoutMs} ms. ` +
          "It was ended or ran out of memory; resume from the last checkpoint.",
      );
    }
  }
}
