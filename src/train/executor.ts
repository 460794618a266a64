import type { Photographer } from "../data/photo/index.ts";
import type { Engine } from "../wasm/engine.ts";
import { type TaskKind, TaskRunner, type TrainingPlan } from "./tasks.ts";

/** Whoever does the tasks of training steps: this thread alone, or this thread and workers (src/threads). */
export interface Executor {
  readonly threads: number;
  /**
   * Tells the executor a plan; returns the number by which `run` names it.
   * @param makePhotographer for plans of images that are photographed
   */
  load(plan: TrainingPlan, makePhotographer?: typeof Photographer): number;
  /** Does tasks 0 to count - 1 of one kind; returns when all are done. */
  run(plan: number, kind: TaskKind, count: number): void;
}

/** This thread alone. */
export class InlineExecutor implements Executor {
  readonly threads = 1;
  readonly #engine: Engine;
  readonly #runners: TaskRunner[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  load(plan: TrainingPlan, makePhotographer?: typeof Photographer): number {
    return this.#runners.push(new TaskRunner(this.#engine, plan, 0, makePhotographer)) - 1;
  }

  run(plan: number, kind: TaskKind, count: number): void {
    for (let task = 0; task < count; task++) this.#runners[plan].run(kind, task);
  }
}
