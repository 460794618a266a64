import { type ChunkOfPairs, contrastiveLoss } from "../loss/contrastive.ts";
import { type BackwardPlan, backward } from "../nn/backward.ts";
import { forward } from "../nn/forward.ts";
import type { ParameterLayout } from "../nn/parameters.ts";
import { inputSize, type LayerShape } from "../nn/shapes.ts";
import type { Workspace } from "../nn/workspace.ts";
import type { Views } from "../wasm/arena.ts";
import type { Kernels } from "../wasm/kernels.ts";

/** Pairs that pass forward and back together: few enough that their activations stay in the processor's cache. */
export const CHUNK_PAIRS = 8;

const MOST_SHARDS = 8;

/** Into how many shards of whole chunks a batch is cut: fixed by the batch alone, whatever the number of threads. */
export const shardCount = (batch: number): number => Math.min(MOST_SHARDS, Math.ceil(batch / CHUNK_PAIRS));

/** First chunk of a shard, when `chunks` chunks are dealt to `shards` shards as evenly as they go. */
export const firstChunk = (shard: number, shards: number, chunks: number): number =>
  Math.floor((shard * chunks) / shards);

/** Everything that running a shard needs, as plain data. Byte offsets, but for the counts. */
export interface ShardPlan {
  readonly shapes: readonly LayerShape[];
  readonly layout: ParameterLayout;
  readonly weights: number;
  readonly filters: readonly number[];
  readonly backward: BackwardPlan;
  /** The data set's images, bytes, one after the other. */
  readonly images: number;
  readonly imageBytes: number;
  /** Image numbers of the batch, u32, chunk by chunk: a chunk's left twins, then its right ones. */
  readonly index: number;
  /** 1 for a pair of one class, else 0; one byte a pair of the batch. */
  readonly same: number;
  /** (shards, 2, layout.size): each shard's gradients of the left twins and of the right ones. */
  readonly parts: number;
  /** (shards, 2) f64: each shard's sums of the two terms of the loss. */
  readonly sums: number;
}

/** What changes from batch to batch. */
export interface BatchNumbers {
  pairs: number;
  samePairs: number;
  differentPairs: number;
  margin: number;
}

/** Runs one shard of a batch: forward, loss and backward, into the shard's own gradients and sums. */
export class ShardRunner {
  readonly #kernels: Kernels;
  readonly #plan: ShardPlan;
  readonly #workspace: Workspace;
  readonly #slabs: [number, number] = [0, 0];
  readonly #chunk: ChunkOfPairs;
  readonly #imageSize: number;

  constructor(kernels: Kernels, plan: ShardPlan, workspace: Workspace) {
    this.#kernels = kernels;
    this.#plan = plan;
    this.#workspace = workspace;
    this.#imageSize = inputSize(plan.shapes[0]);
    const last = plan.shapes.length - 1;
    const shape = plan.shapes[last];
    const { biasSize } = plan.layout.layers[last];
    const { y, dy } = workspace.layers[last];
    this.#chunk = {
      left: y / 4,
      right: 0,
      dLeft: dy / 4,
      dRight: 0,
      stride: biasSize,
      D: shape.type === "dense" ? shape.O : 0,
      first: 0,
      count: 0,
    };
  }

  run(views: Views, batch: BatchNumbers, shard: number): void {
    const plan = this.#plan;
    const { size } = plan.layout;
    const shards = shardCount(batch.pairs);
    const chunks = Math.ceil(batch.pairs / CHUNK_PAIRS);
    const part = plan.parts + shard * 2 * size * 4;
    this.#slabs[0] = part;
    this.#slabs[1] = part + size * 4;
    views.f32.fill(0, part / 4, part / 4 + 2 * size);
    views.f64.fill(0, plan.sums / 8 + shard * 2, plan.sums / 8 + shard * 2 + 2);
    const end = firstChunk(shard + 1, shards, chunks);
    for (let c = firstChunk(shard, shards, chunks); c < end; c++) {
      const first = c * CHUNK_PAIRS;
      this.#runChunk(views, batch, shard, first, Math.min(CHUNK_PAIRS, batch.pairs - first));
    }
  }

  #runChunk(views: Views, batch: BatchNumbers, shard: number, first: number, count: number): void {
    const plan = this.#plan;
    const { shapes, layout } = plan;
    const kernels = this.#kernels;
    const workspace = this.#workspace;
    const chunk = this.#chunk;
    const size = this.#imageSize;
    const index = plan.index + first * 8;
    kernels.gatherImages(workspace.input, plan.images, index, 2 * count, size, plan.imageBytes, size);
    forward(kernels, shapes, layout, plan.weights, plan.filters, workspace, 2 * count);
    chunk.right = chunk.left + count * chunk.stride;
    chunk.dRight = chunk.dLeft + count * chunk.stride;
    chunk.first = plan.same + first;
    chunk.count = count;
    const { samePairs, differentPairs, margin } = batch;
    const sumsAt = plan.sums / 8 + shard * 2;
    contrastiveLoss(views.f32, chunk, views.u8, views.f64, sumsAt, samePairs, differentPairs, margin);
    backward(kernels, shapes, layout, plan.backward, workspace, this.#slabs, count);
  }
}
