import { Photographer } from "../data/photo/index.ts";
import { TaskRunner } from "../train/tasks.ts";
import { Arena } from "../wasm/arena.ts";
import { type Engine, joinEngine } from "../wasm/engine.ts";
import { Control, type WorkerReply, type WorkerStart, waitForChange } from "./control-block.ts";
import { takeTasks } from "./take-tasks.ts";

/** A worker's life: says that it is ready, then does tasks until it is told to stop. Never returns before that. */
export async function runWorker(start: WorkerStart, reply: (message: WorkerReply) => void): Promise<void> {
  try {
    const { memory, module } = start;
    const engine = await joinEngine(new Arena(memory), module);
    reply({ ready: true });
    work(start, engine);
  } catch (error) {
    reply({ error: String(error) });
  }
}

function work({ control, thread }: WorkerStart, engine: Engine): void {
  const { arena } = engine;
  const at = control / 4;
  const runners: TaskRunner[] = [];
  let command = 0;
  for (;;) {
    waitForChange(arena.views.i32, at + Control.command, command, Number.POSITIVE_INFINITY);
    const { i32, u8 } = arena.views;
    command = Atomics.load(i32, at + Control.command);
    if (Atomics.load(i32, at + Control.stop) === 1) return;
    if (Atomics.load(i32, at + Control.plans) > runners.length) {
      const from = i32[at + Control.planAt];
      // A decoder takes no shared bytes: they are copied first.
      const text = new TextDecoder().decode(u8.slice(from, from + i32[at + Control.planBytes]));
      runners.push(new TaskRunner(engine, JSON.parse(text), thread, Photographer));
      Atomics.store(i32, at + Control.known + thread, runners.length);
      Atomics.add(i32, at + Control.progress, 1);
      Atomics.notify(i32, at + Control.progress);
    }
    takeTasks(arena, at, runners, thread);
  }
}
