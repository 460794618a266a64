import { transposeWeights } from "../nn/backward.ts";
import { transformFilters } from "../nn/filters.ts";
import type { Network } from "../nn/network.ts";
import { planWorkspace } from "../nn/workspace.ts";
import { Adam, type AdamOptions, type AdamState } from "../optim/adam.ts";
import { type BatchNumbers, CHUNK_PAIRS, type ShardPlan, ShardRunner, shardCount } from "./shard.ts";

export interface TrainingStepOptions extends AdamOptions {
  /** Most pairs in a step; 1 to 65,536. Default 32. */
  readonly batch?: number;
  /** Distance beyond which a different pair costs nothing; > 0. Default 2. */
  readonly margin?: number;
}

/** Adam's memory of a run: its counters, and the two moments in the layout of the weights. */
export interface OptimizerState {
  readonly adam: AdamState;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** A batch of pairs by image number; entries 0 to count - 1 are used. */
export interface PairBatch {
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly same: ArrayLike<number>;
}

/**
 * Trains a network one batch at a time: forward, contrastive loss, backward, Adam. All memory is taken when it is
 * made; a step allocates nothing.
 */
export class TrainingStep {
  readonly network: Network;
  readonly margin: number;
  readonly batch: number;
  readonly optimizer: Adam;
  readonly #plan: ShardPlan;
  readonly #runner: ShardRunner;
  readonly #gradient: number;
  readonly #first: number;
  readonly #second: number;
  readonly #numbers: BatchNumbers;
  readonly #images: number;

  /**
   * @param images the training images, (count, network.imageSize) bytes; copied into the linear memory
   * @throws RangeError, TypeError for a size or rate outside its range
   */
  constructor(network: Network, images: Uint8Array, options: TrainingStepOptions = {}) {
    const { batch = 32, margin = 2 } = options;
    if (!Number.isInteger(batch) || batch < 1 || batch > 65536) {
      throw new RangeError(`The batch must be a whole number of pairs from 1 to 65536, got ${batch}.`);
    }
    if (!(margin > 0 && margin < Infinity))
      throw new RangeError(`The margin must be a positive number, got ${margin}.`);
    if (images.length === 0 || images.length % network.imageSize !== 0) {
      throw new RangeError(`Expected images of ${network.imageSize} bytes each, got ${images.length} bytes in all.`);
    }
    this.network = network;
    this.margin = margin;
    this.batch = batch;
    this.optimizer = new Adam(options);
    this.#images = images.length / network.imageSize;
    const { arena, shapes, layout } = network;
    const { size } = layout;
    this.#gradient = arena.allocateFloats(size);
    this.#first = arena.allocateFloats(size);
    this.#second = arena.allocateFloats(size);
    const widest = Math.max(...shapes.map((shape) => (shape.type === "dense" ? shape.Ip : 0)));
    this.#plan = {
      shapes,
      layout,
      weights: network.weightsAt,
      filters: network.filters,
      backward: { transposed: arena.allocateFloats(size), zeros: arena.allocateFloats(widest) },
      index: arena.allocate(batch * 8),
      same: arena.allocate(batch),
      parts: arena.allocateFloats(shardCount(batch) * 2 * size),
      sums: arena.allocate(shardCount(batch) * 16),
      images: arena.allocate(images.length + 16),
      imageBytes: network.imageSize,
    };
    const workspace = planWorkspace(arena, shapes, 2 * Math.min(batch, CHUNK_PAIRS), true);
    this.#runner = new ShardRunner(network.kernels, this.#plan, workspace);
    this.#numbers = { pairs: 0, samePairs: 0, differentPairs: 0, margin };
    arena.views.u8.set(images, this.#plan.images);
  }

  /** The gradient of the last step, in the layout of the weights: a view, valid until the memory grows. */
  get gradient(): Float32Array {
    return this.#slab(this.#gradient);
  }

  get state(): OptimizerState {
    return {
      adam: { ...this.optimizer.state },
      first: this.#slab(this.#first).slice(),
      second: this.#slab(this.#second).slice(),
    };
  }

  set state(state: OptimizerState) {
    Object.assign(this.optimizer.state, state.adam);
    this.#slab(this.#first).set(state.first);
    this.#slab(this.#second).set(state.second);
  }

  /**
   * One step on `count` pairs. Returns the batch's loss before the step.
   *
   * @throws RangeError if there are more pairs than the batch holds, or an image number outside the data set; Error if
   *   the loss or a weight is not a finite number, naming the step
   */
  run(pairs: PairBatch, count = pairs.left.length, lr?: number): number {
    this.#load(pairs, count);
    const { network } = this;
    const { kernels, shapes, layout, weightsAt, arena } = network;
    const plan = this.#plan;
    const { views } = arena;
    const shards = shardCount(count);
    transformFilters(kernels, shapes, layout, weightsAt, plan.filters);
    transposeWeights(kernels, shapes, layout, weightsAt, plan.backward.transposed);
    for (let s = 0; s < shards; s++) this.#runner.run(views, this.#numbers, s);
    kernels.sumGradients(this.#gradient, plan.parts, shards, layout.size, layout.size);
    const loss = this.#loss(views.f64, shards);
    if (!Number.isFinite(loss)) throw this.#notFinite("the loss");
    const { size } = layout;
    if (!this.optimizer.update(kernels, weightsAt, this.#gradient, this.#first, this.#second, size, lr)) {
      throw this.#notFinite("a weight");
    }
    return loss;
  }

  #slab(at: number): Float32Array {
    return this.network.arena.views.f32.subarray(at / 4, at / 4 + this.network.layout.size);
  }

  #load(pairs: PairBatch, count: number): void {
    if (!(count >= 1 && count <= this.batch)) {
      throw new RangeError(`Expected 1 to ${this.batch} pairs in a step, got ${count}.`);
    }
    const { u32, u8 } = this.network.arena.views;
    const numbers = this.#numbers;
    numbers.pairs = count;
    numbers.samePairs = 0;
    for (let first = 0; first < count; first += CHUNK_PAIRS) {
      const n = Math.min(CHUNK_PAIRS, count - first);
      const at = this.#plan.index / 4 + first * 2;
      for (let p = 0; p < n; p++) {
        const left = pairs.left[first + p];
        const right = pairs.right[first + p];
        if (!(left >= 0 && left < this.#images && right >= 0 && right < this.#images)) {
          throw new RangeError(`Pair ${first + p}: image numbers ${left}, ${right}; there are ${this.#images} images.`);
        }
        u32[at + p] = left;
        u32[at + n + p] = right;
        const same = pairs.same[first + p] === 1 ? 1 : 0;
        u8[this.#plan.same + first + p] = same;
        numbers.samePairs += same;
      }
    }
    numbers.differentPairs = count - numbers.samePairs;
  }

  #loss(f64: Float64Array, shards: number): number {
    let same = 0;
    let different = 0;
    for (let s = 0; s < shards; s++) {
      same += f64[this.#plan.sums / 8 + 2 * s];
      different += f64[this.#plan.sums / 8 + 2 * s + 1];
    }
    const { samePairs, differentPairs } = this.#numbers;
    return (samePairs > 0 ? same / samePairs : 0) + (differentPairs > 0 ? different / differentPairs : 0);
  }

  #notFinite(what: string): Error {
    const step = this.optimizer.state.step;
    return new Error(
      `Training stopped: ${what} is not a finite number after ${step} steps. The learning rate ` +
        `(${this.optimizer.lr}) is probably too high; try a tenth of it.`,
    );
  }
}
