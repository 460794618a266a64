import type { Task, TaskKind, TaskRunner } from "../train/tasks.ts";
import type { Arena } from "../wasm/arena.ts";
import { Control, Owner } from "./control-block.ts";

// Types alone from what is loaded before, see embed-many.ts.
const UPDATE: typeof Task.update = 3;

/**
 * Copies a slice of the weights and of the moments aside, or back. All other tasks write what they do not read, so that
 * they can be done anew where a worker has ended within one; an update needs what was there before.
 */
export function copySlice(arena: Arena, { plan, sliceBegin }: TaskRunner, slice: number, slices: number, back = false) {
  const { f32 } = arena.views;
  const { slabSize, weightsOffset, m, v, kept = 0 } = plan;
  const begin = sliceBegin(slice, slices);
  const end = sliceBegin(slice + 1, slices);
  const copy = (slab: number, aside: number) => {
    const to = (back ? slab : aside) / 4;
    const from = (back ? aside : slab) / 4;
    f32.copyWithin(to + begin, from + begin, from + end);
  };
  copy(weightsOffset, kept);
  copy(m, kept + slabSize * 4);
  copy(v, kept + slabSize * 8);
}

/**
 * Does tasks that nobody has taken until none is left; the last one first: where shards differ in length the last is a
 * long one, and a long one that is started last leaves the other threads without work.
 */
export function takeTasks(arena: Arena, at: number, runners: readonly TaskRunner[], thread: number): void {
  const { i32 } = arena.views;
  const command = Atomics.load(i32, at + Control.command) << 8;
  const mine = command | (thread + 1);
  for (let task = Atomics.load(i32, at + Control.tasks) - 1; task >= 0; task--) {
    const owner = at + Control.owners + task;
    const free = command | Owner.nobody;
    if (Atomics.load(i32, owner) !== free || Atomics.compareExchange(i32, owner, free, mine) !== free) continue;
    const kind = Atomics.load(i32, at + Control.kind) as TaskKind;
    const runner = runners[Atomics.load(i32, at + Control.plan)];
    try {
      if (kind === UPDATE && thread > 0) {
        copySlice(arena, runner, task, Atomics.load(i32, at + Control.tasks));
        Atomics.store(i32, owner, mine | Owner.kept);
      }
      runner.run(kind, task);
    } catch {
      Atomics.add(i32, at + Control.failed, 1);
    }
    Atomics.store(i32, owner, command | Owner.done);
    if (thread === 0) continue;
    Atomics.add(i32, at + Control.progress, 1);
    Atomics.notify(i32, at + Control.progress);
  }
}
