import { coreOf, type Network, type NetworkCore } from "../nn/network.ts";
import { allocateWorkspace } from "../nn/workspace.ts";
import type { Adam, AdamOptions } from "../optim/adam.ts";
import { type Executor, InlineExecutor } from "./executor.ts";
import { allocateStep, prepareWeights } from "./step-plan.ts";
import { CHUNK_IMAGES, CHUNK_PAIRS, Slot, shardCount, Task, type TrainingPlan } from "./tasks.ts";
import { type OptimizerState, WeightUpdate } from "./weight-update.ts";

export interface PairStepOptions extends AdamOptions {
  /** Most pairs in a step; 1 to 65,536 (`checkRecipe` sees to it). Default 32. */
  readonly batch?: number;
  /** Distance beyond which a different pair costs nothing; > 0. Default 2. */
  readonly margin?: number;
  /** Who does the work; see `startThreads`. Default: this thread alone. Changes the speed, not the bits. */
  readonly executor?: Executor | undefined;
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
export class PairStep {
  readonly network: Network;
  readonly margin: number;
  readonly batch: number;
  readonly #core: NetworkCore;
  readonly #plan: TrainingPlan;
  readonly #executor: Executor;
  readonly #planNumber: number;
  readonly #update: WeightUpdate;
  readonly #images: number;

  /**
   * @param images the training images, (count, height, width, channels) bytes; copied into the linear memory
   * @throws RangeError for images that do not fit the network
   */
  constructor(network: Network, images: Uint8Array, options: PairStepOptions = {}) {
    const { batch = 32, margin = 2 } = options;
    const core = coreOf(network);
    const { engine, slabSize, imageSize } = core;
    if (images.length === 0 || images.length % imageSize !== 0) {
      throw new RangeError(`Expected images of ${imageSize} bytes each, got ${images.length} bytes in all.`);
    }
    this.network = network;
    this.margin = margin;
    this.batch = batch;
    this.#core = core;
    this.#update = new WeightUpdate(core, options);
    this.#executor = options.executor ?? new InlineExecutor(engine);
    this.#images = images.length / imageSize;
    const { arena } = engine;
    const shards = shardCount(Math.ceil(batch / CHUNK_PAIRS));
    const step = allocateStep(core, this.#update, images);
    this.#plan = {
      ...step,
      index: arena.allocate(batch * 8),
      same: arena.allocate(batch),
      parts: arena.allocateFloats(shards * 2 * slabSize),
      sums: arena.allocate(shards * 16),
      workspaces: Array.from({ length: this.#executor.threads }, () =>
        allocateWorkspace(arena, step.layers, Math.min(2 * batch, CHUNK_IMAGES), true),
      ),
    };
    this.#planNumber = this.#executor.load(this.#plan);
  }

  get optimizer(): Adam {
    return this.#update.optimizer;
  }

  /** The gradient of the last step, in the layout of the weights: a view, valid until the memory grows. */
  get gradient(): Float32Array {
    return this.#update.view(this.#update.gradient);
  }

  get state(): OptimizerState {
    return this.#update.state;
  }

  set state(state: OptimizerState) {
    this.#update.state = state;
  }

  /**
   * One step on `count` pairs. Returns the batch's loss before the step.
   *
   * @throws RangeError if there are more pairs than the batch holds, or an image number outside the data set; Error if
   *   the loss or a weight is not a finite number, naming the step
   */
  run(pairs: PairBatch, count = pairs.left.length, lr?: number): number {
    this.#load(pairs, count);
    prepareWeights(this.#core, this.#plan);
    const shards = shardCount(Math.ceil(count / CHUNK_PAIRS));
    this.#executor.run(this.#planNumber, Task.pairs, shards);
    const loss = this.#loss(shards);
    this.#update.run(this.#executor, this.#planNumber, 2 * shards, loss, lr);
    return loss;
  }

  #load(pairs: PairBatch, count: number): void {
    if (!(count >= 1 && count <= this.batch)) {
      throw new RangeError(`Expected 1 to ${this.batch} pairs in a step, got ${count}.`);
    }
    const { u32, u8, f64 } = this.#core.engine.arena.views;
    let samePairs = 0;
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
        samePairs += same;
      }
    }
    const at = this.#plan.numbers / 8;
    f64[at + Slot.items] = count;
    f64[at + Slot.samePairs] = samePairs;
    f64[at + Slot.differentPairs] = count - samePairs;
    f64[at + Slot.margin] = this.margin;
  }

  #loss(shards: number): number {
    const { f64 } = this.#core.engine.arena.views;
    let same = 0;
    let different = 0;
    for (let s = 0; s < shards; s++) {
      same += f64[this.#plan.sums / 8 + 2 * s];
      different += f64[this.#plan.sums / 8 + 2 * s + 1];
    }
    const samePairs = f64[this.#plan.numbers / 8 + Slot.samePairs];
    const differentPairs = f64[this.#plan.numbers / 8 + Slot.differentPairs];
    return (samePairs > 0 ? same / samePairs : 0) + (differentPairs > 0 ? different / differentPairs : 0);
  }
}
