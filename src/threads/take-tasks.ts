import type { TaskKind, TaskRunner } from "../train/tasks.ts";
import type { Arena } from "../wasm/arena.ts";
import { Control, MAX_TASKS } from "./control-block.ts";

/**
 * Does tasks that nobody has taken until none is left; the last one first: where shards differ in length the last is a
 * long one, and a long one that is started last leaves the other threads without work.
 */
export function takeTasks(arena: Arena, at: number, runners: readonly TaskRunner[]): void {
  const { i32 } = arena.views;
  for (;;) {
    const next = Atomics.load(i32, at + Control.next);
    const task = next & MAX_TASKS;
    const tasks = next >> 8;
    if (task >= tasks) return;
    if (Atomics.compareExchange(i32, at + Control.next, next, next + 1) !== next) continue;
    const kind = Atomics.load(i32, at + Control.kind) as TaskKind;
    try {
      runners[Atomics.load(i32, at + Control.plan)].run(kind, tasks - 1 - task);
    } catch {
      Atomics.add(i32, at + Control.failed, 1);
    }
    if (Atomics.add(i32, at + Control.done, 1) + 1 >= tasks) Atomics.notify(i32, at + Control.done);
  }
}
