import type { TaskKind, TaskRunner } from "../train/tasks.ts";
import type { Arena } from "../wasm/arena.ts";
import { Control, MAX_TASKS } from "./control-block.ts";

/** Does tasks that nobody has taken until none is left. */
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
      runners[Atomics.load(i32, at + Control.plan)].run(kind, task);
    } catch {
      Atomics.add(i32, at + Control.failed, 1);
    }
    if (Atomics.add(i32, at + Control.done, 1) + 1 >= tasks) Atomics.notify(i32, at + Control.done);
  }
}
