import { type ViewOfImage, WARP_NUMBERS } from "../data/augment.ts";
import type { Photographer } from "../data/photo/index.ts";
import { type ChunkOfPairs, contrastiveLoss } from "../loss/contrastive.ts";
import { backward, forward } from "../nn/layers/index.ts";
import { mapSize, type ResolvedLayer } from "../nn/layers/layer.ts";
import type { Workspace } from "../nn/workspace.ts";
import type { Views } from "../reference/views.ts";
import type { Engine } from "../wasm/engine.ts";

/** Images that pass forward and back together: few enough that their activations stay in the processor's cache. */
export const CHUNK_IMAGES = 16;
export const CHUNK_PAIRS = CHUNK_IMAGES / 2;

/** More threads than that have nothing to do. */
export const MAX_SHARDS = 8;

/** Into how many shards of whole chunks a batch is cut: fixed by the batch alone, whatever the number of threads. */
export const shardCount = (chunks: number): number => Math.min(MAX_SHARDS, chunks);

/** First chunk of a shard, when `chunks` chunks are dealt to `shards` shards as evenly as they go. */
const firstChunk = (shard: number, shards: number, chunks: number): number => Math.floor((shard * chunks) / shards);

/** The kinds of work that a step is made of. Tasks of one kind do not depend on each other. */
export const Task = {
  /** One shard of pairs: forward, loss and backward. */
  pairs: 0,
  /** One shard of single images, forward. */
  forward: 1,
  /** The same shard back, from the gradients of its embeddings. */
  backward: 2,
  /** One slice of the parameters: the shards' gradients added, and the optimiser's step. */
  update: 3,
} as const;
export type TaskKind = (typeof Task)[keyof typeof Task];

/** What changes from step to step: indices into the plan's `numbers`. */
export const Slot = {
  /** Pairs of a batch of pairs; images of a batch of images. */
  items: 0,
  samePairs: 1,
  differentPairs: 2,
  margin: 3,
  /** Pairs of slabs of gradients to add up. */
  slabPairs: 4,
  slices: 5,
  beta1: 6,
  beta2: 7,
  eps: 8,
  stepSize: 9,
  vScale: 10,
  /** 1 while all weights are finite numbers. */
  finite: 11,
  count: 12,
} as const;

/** Everything that a step's tasks need, as plain data: byte offsets, but for the counts. */
export interface TrainingPlan {
  readonly layers: readonly ResolvedLayer[];
  /** Elements of a slab; the weights, the summed gradient and Adam's moments are one each. */
  readonly slabSize: number;
  readonly weightsOffset: number;
  readonly gradient: number;
  readonly m: number;
  readonly v: number;
  /** Room for the weights and the moments as they were before an update, for threads that can end within it. */
  readonly kept?: number;
  /** The first byte that the network sees of the data set's images, which stand one after the other. */
  readonly images: number;
  readonly imageBytes: number;
  /** Image numbers of the batch, u32, chunk by chunk; of pairs: a chunk's left twins, then its right ones. */
  readonly index: number;
  /** 1 for a pair of one class, else 0; one byte a pair of the batch. */
  readonly same: number;
  /** (slabs, slabSize): each shard's gradients of the left twins and of the right ones, or of its images. */
  readonly parts: number;
  /** (shards, 2) f64: each shard's sums of the two terms of the loss. */
  readonly sums: number;
  /** f64, see `Slot`. */
  readonly numbers: number;
  /** For pairs one a thread; for images one a chunk, which holds the activations until the way back. */
  readonly workspaces: readonly Workspace[];
  /** Images that are augmented: a warp for each of the batch, i32, and how they are seen. None: images as they are. */
  readonly warps?: {
    readonly at: number;
    readonly images: number;
    readonly view: ViewOfImage;
    /** Images that are photographed: the i32 numbers of each, `count` of them (see `drawPhoto`), and channels. */
    readonly photo?: { readonly at: number; readonly count: number; readonly channels: number };
  };
}

/** Does the tasks of one plan for one thread. */
export class TaskRunner {
  readonly #engine: Engine;
  readonly plan: TrainingPlan;
  readonly #thread: number;
  readonly #twins: [number, number] = [0, 0];
  readonly #single: [number] = [0];
  readonly #chunk: ChunkOfPairs;
  readonly #imageSize: number;
  readonly #photographer: Photographer | undefined;

  /** @param makePhotographer for plans of images that are photographed */
  constructor(engine: Engine, plan: TrainingPlan, thread: number, makePhotographer?: typeof Photographer) {
    this.#engine = engine;
    this.plan = plan;
    this.#thread = thread;
    this.#imageSize = mapSize(plan.layers[0].input);
    const { warps } = plan;
    if (warps?.photo && makePhotographer) {
      this.#photographer = new makePhotographer(warps.view, warps.photo.channels);
    }
    const { output } = plan.layers[plan.layers.length - 1];
    this.#chunk = {
      left: 0,
      right: 0,
      dLeft: 0,
      dRight: 0,
      stride: output.stored,
      D: output.channels,
      first: 0,
      count: 0,
    };
  }

  run(kind: TaskKind, task: number): void {
    const { views } = this.#engine.arena;
    if (kind === Task.pairs) this.#runPairs(views, task);
    else if (kind === Task.update) this.#update(views, task);
    else this.#runImages(views, kind, task);
  }

  #clear(views: Views, slab: number, slabs: number): void {
    const { parts, slabSize } = this.plan;
    views.f32.fill(0, parts / 4 + slab * slabSize, parts / 4 + (slab + slabs) * slabSize);
  }

  #runPairs(views: Views, shard: number): void {
    const plan = this.plan;
    const size = plan.slabSize;
    const pairs = views.f64[plan.numbers / 8 + Slot.items];
    const chunks = Math.ceil(pairs / CHUNK_PAIRS);
    const shards = shardCount(chunks);
    this.#clear(views, 2 * shard, 2);
    this.#twins[0] = plan.parts + shard * 2 * size * 4;
    this.#twins[1] = this.#twins[0] + size * 4;
    views.f64.fill(0, plan.sums / 8 + shard * 2, plan.sums / 8 + shard * 2 + 2);
    const end = firstChunk(shard + 1, shards, chunks);
    for (let c = firstChunk(shard, shards, chunks); c < end; c++) {
      const first = c * CHUNK_PAIRS;
      this.#runChunkOfPairs(views, shard, first, Math.min(CHUNK_PAIRS, pairs - first));
    }
  }

  #runChunkOfPairs(views: Views, shard: number, first: number, count: number): void {
    const plan = this.plan;
    const chunk = this.#chunk;
    const workspace = plan.workspaces[this.#thread];
    this.#forward(workspace, plan.index + first * 8, 2 * count);
    chunk.left = workspace.output / 4;
    chunk.dLeft = workspace.dOutput / 4;
    chunk.right = chunk.left + count * chunk.stride;
    chunk.dRight = chunk.dLeft + count * chunk.stride;
    chunk.first = plan.same + first;
    chunk.count = count;
    const at = plan.numbers / 8;
    const { f64 } = views;
    const margin = f64[at + Slot.margin];
    const sumsAt = plan.sums / 8 + shard * 2;
    const same = f64[at + Slot.samePairs];
    contrastiveLoss(views.f32, chunk, views.u8, f64, sumsAt, same, f64[at + Slot.differentPairs], margin);
    backward(this.#engine, plan.layers, workspace, this.#twins, count);
  }

  #forward(workspace: Workspace, index: number, count: number, first = 0): void {
    const plan = this.plan;
    const { warps } = plan;
    const { kernels } = this.#engine;
    const size = this.#imageSize;
    if (warps?.photo) {
      const { f32, u8, u32, i32 } = this.#engine.arena.views;
      for (let n = 0; n < count; n++) {
        const image = warps.images + u32[index / 4 + n] * plan.imageBytes;
        const warp = warps.at / 4 + (first + n) * WARP_NUMBERS;
        const photo = warps.photo.at / 4 + (first + n) * warps.photo.count;
        this.#photographer?.run(f32, workspace.input / 4 + n * size, u8, image, i32, warp, photo);
      }
    } else if (warps) {
      const { height, width, rows, columns } = warps.view;
      const at = warps.at + first * WARP_NUMBERS * 4;
      const { input } = workspace;
      kernels.warpImages(input, warps.images, index, at, count, height, width, rows, columns, size, width);
    } else {
      kernels.gatherImages(workspace.input, plan.images, index, count, size, plan.imageBytes, size);
    }
    forward(this.#engine, plan.layers, workspace, count);
  }

  #runImages(views: Views, kind: TaskKind, shard: number): void {
    const plan = this.plan;
    const images = views.f64[plan.numbers / 8 + Slot.items];
    const chunks = Math.ceil(images / CHUNK_IMAGES);
    const shards = shardCount(chunks);
    const end = firstChunk(shard + 1, shards, chunks);
    if (kind === Task.backward) this.#clear(views, shard, 1);
    this.#single[0] = plan.parts + shard * plan.slabSize * 4;
    for (let c = firstChunk(shard, shards, chunks); c < end; c++) {
      const count = Math.min(CHUNK_IMAGES, images - c * CHUNK_IMAGES);
      if (kind === Task.backward) {
        backward(this.#engine, plan.layers, plan.workspaces[c], this.#single, count);
      } else {
        this.#forward(plan.workspaces[c], plan.index + c * CHUNK_IMAGES * 4, count, c * CHUNK_IMAGES);
      }
    }
  }

  /** The first element of a slice of the parameters. */
  readonly sliceBegin = (slice: number, slices: number): number =>
    4 * Math.floor((slice * this.plan.slabSize) / (4 * slices));

  #update(views: Views, slice: number): void {
    const plan = this.plan;
    const { f64 } = views;
    const at = plan.numbers / 8;
    const { kernels } = this.#engine;
    const size = plan.slabSize;
    const slices = f64[at + Slot.slices];
    const begin = this.sliceBegin(slice, slices);
    const count = this.sliceBegin(slice + 1, slices) - begin;
    const offset = begin * 4;
    const gradient = plan.gradient + offset;
    kernels.sumGradients(gradient, plan.parts + offset, f64[at + Slot.slabPairs], size, count);
    const beta1 = f64[at + Slot.beta1];
    const beta2 = f64[at + Slot.beta2];
    const finite = kernels.adam(
      plan.weightsOffset + offset,
      gradient,
      plan.m + offset,
      plan.v + offset,
      count,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      f64[at + Slot.stepSize],
      f64[at + Slot.vScale],
      f64[at + Slot.eps],
    );
    if (finite !== 1) f64[at + Slot.finite] = 0;
  }
}
