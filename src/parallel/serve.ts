import { createReferenceKernels } from "../reference/index.ts";
import { type TaskKind, TaskRunner } from "../train/tasks.ts";
import { Arena } from "../wasm/arena.ts";
import { type Kernels, loadKernels } from "../wasm/kernels.ts";
import { MOST_TASKS, Place, type WorkerReply, type WorkerStart, waitForChange } from "./control.ts";

/** A worker's life: says that it is ready, then does tasks until it is told to stop. Never returns before that. */
export async function serve(start: WorkerStart, reply: (message: WorkerReply) => void): Promise<void> {
  try {
    const { memory, module } = start;
    const kernels = module ? await loadKernels(memory, module) : createReferenceKernels(memory);
    reply({ ready: true });
    work(start, kernels);
  } catch (error) {
    reply({ error: String(error) });
  }
}

function work({ memory, control, thread }: WorkerStart, kernels: Kernels): void {
  const arena = new Arena(memory);
  const at = control / 4;
  const runners: TaskRunner[] = [];
  let command = 0;
  for (;;) {
    waitForChange(arena.views.i32, at + Place.command, command, Number.POSITIVE_INFINITY);
    const { i32, u8 } = arena.views;
    command = Atomics.load(i32, at + Place.command);
    if (Atomics.load(i32, at + Place.stop) === 1) return;
    if (Atomics.load(i32, at + Place.plans) > runners.length) {
      const from = i32[at + Place.planAt];
      // A decoder takes no shared bytes: they are copied first.
      const text = new TextDecoder().decode(u8.slice(from, from + i32[at + Place.planBytes]));
      runners.push(new TaskRunner(kernels, JSON.parse(text), thread));
      Atomics.add(i32, at + Place.done, 1);
      Atomics.notify(i32, at + Place.done);
    }
    takeTasks(arena, at, runners);
  }
}

/** Does tasks that nobody has taken until none is left. */
export function takeTasks(arena: Arena, at: number, runners: readonly TaskRunner[]): void {
  const { i32 } = arena.views;
  for (;;) {
    const next = Atomics.load(i32, at + Place.next);
    const task = next & MOST_TASKS;
    const tasks = next >> 8;
    if (task >= tasks) return;
    if (Atomics.compareExchange(i32, at + Place.next, next, next + 1) !== next) continue;
    const kind = Atomics.load(i32, at + Place.kind) as TaskKind;
    try {
      runners[Atomics.load(i32, at + Place.plan)].run(arena.views, kind, task);
    } catch {
      Atomics.add(i32, at + Place.failed, 1);
    }
    if (Atomics.add(i32, at + Place.done, 1) + 1 >= tasks) Atomics.notify(i32, at + Place.done);
  }
}
