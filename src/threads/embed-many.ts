import type { EmbedMany, NetworkCore } from "../nn/network.ts";
import type { Workspace } from "../nn/workspace.ts";
import type { Executor } from "../train/executor.ts";
import type { CHUNK_IMAGES, MAX_SHARDS, Slot, Task, TrainingPlan } from "../train/tasks.ts";

// This file is loaded on demand. It takes types alone from what is loaded before, which a bundler would cut in pieces
// for it; so the compiler holds these numbers against theirs.
const IMAGES: typeof CHUNK_IMAGES = 16;
const MOST_CHUNKS: typeof MAX_SHARDS = 8;
const FORWARD: typeof Task.forward = 1;
const ITEMS: typeof Slot.items = 0;
const SLOTS: typeof Slot.count = 12;

/** Fewer are embedded before another thread is awake. */
const LEAST_IMAGES = 64;
/** Bytes that the chunks under way may take, unless a chunk for each thread needs more. */
const MOST_BYTES = 1 << 25;

/** The same workspace, so many bytes further on. What it has not stays 0. */
function moveWorkspace(workspace: Workspace, by: number): Workspace {
  const move = (at: number): number => at && at + by;
  const { images, input, output, dOutput, buffers } = workspace;
  return {
    images,
    input: move(input),
    output: move(output),
    dOutput,
    buffers: buffers.map((offsets) => {
      const moved = Object.entries(offsets).map(([name, at]: [string, number]) => [name, move(at)] as const);
      return Object.fromEntries(moved) as typeof offsets & Record<string, number>;
    }),
  };
}

/**
 * A plan of forward tasks alone: chunks of images, each with a workspace like the network's own. What only training needs
 * is 0. It is one block of memory.
 * @throws RangeError where that does not fit; then nothing is taken
 */
function placePlan(
  { engine, layers, imageSize, inputOffset, workspace, bytes }: NetworkCore,
  threads: number,
): TrainingPlan {
  const begin = Math.min(...workspace.buffers.flatMap((offsets) => Object.values(offsets)).filter((at) => at > 0));
  const size = bytes - begin;
  const chunks = Math.min(MOST_CHUNKS, Math.max(threads, Math.floor(MOST_BYTES / size)));
  const count = chunks * IMAGES;
  const numbers = SLOTS * 8;
  const { arena } = engine;
  const at = arena.allocate(chunks * size + numbers + count * (4 + imageSize) + inputOffset + 16);
  const index = at + chunks * size + numbers;
  const { u32 } = arena.views;
  for (let i = 0; i < count; i++) u32[index / 4 + i] = i;
  const training = { slabSize: 0, weightsOffset: 0, gradient: 0, m: 0, v: 0, parts: 0, sums: 0, same: 0 };
  return {
    ...training,
    layers,
    images: index + count * 4 + inputOffset,
    imageBytes: imageSize,
    index,
    numbers: index - numbers,
    workspaces: Array.from({ length: chunks }, (_, c) => moveWorkspace(workspace, at + c * size - begin)),
  };
}

/**
 * Embeds images of a network on an executor's threads, a task a chunk: the bits of one thread. It takes its memory when
 * it is first used; where there is none left it embeds no images.
 */
export function createEmbedMany(core: NetworkCore, executor: Executor): EmbedMany {
  const { engine, layers, imageSize, inputOffset } = core;
  const { channels: dimension, stored: stride } = layers[layers.length - 1].output;
  let placed: { readonly plan: TrainingPlan; readonly number: number } | "no room" | undefined;
  const place = () => {
    try {
      const plan = placePlan(core, executor.threads);
      return { plan, number: executor.load(plan) };
    } catch (error) {
      if (error instanceof RangeError) return "no room";
      throw error;
    }
  };
  return (images, result) => {
    const N = images.length / imageSize;
    if (images instanceof Float32Array || N < LEAST_IMAGES) return 0;
    placed ??= place();
    if (placed === "no room") return 0;
    const { plan, number } = placed;
    const { u8, f32, f64 } = engine.arena.views;
    const block = plan.workspaces.length * IMAGES;
    for (let first = 0; first < N; first += block) {
      const count = Math.min(block, N - first);
      u8.set(images.subarray(first * imageSize, (first + count) * imageSize), plan.images - inputOffset);
      f64[plan.numbers / 8 + ITEMS] = count;
      executor.run(number, FORWARD, Math.ceil(count / IMAGES));
      for (let i = 0; i < count; i++) {
        const from = plan.workspaces[Math.floor(i / IMAGES)].output / 4 + (i % IMAGES) * stride;
        for (let d = 0; d < dimension; d++) result[(first + i) * dimension + d] = f32[from + d];
      }
    }
    return N;
  };
}
