import {
  type Augmentation,
  checkAugmentation,
  drawWarp,
  isPhotographic,
  pixelsOf,
  WARP_NUMBERS,
} from "../data/augment.ts";
import type { Labels } from "../data/labels.ts";
import type * as Photography from "../data/photo/index.ts";
import { BatchLoss, type BatchLossOptions } from "../loss/batch-loss.ts";
import type { AnyBatchLoss, LossOptions } from "../loss/loss-names.ts";
import { seenPart } from "../nn/architecture.ts";
import { coreOf, type Network, type NetworkCore } from "../nn/network.ts";
import { allocateWorkspace } from "../nn/workspace.ts";
import type { AdamOptions } from "../optim/adam.ts";
import type { Random } from "../random.ts";
import type { Engine } from "../wasm/engine.ts";
import { type Executor, InlineExecutor } from "./executor.ts";
import { allocateStep, prepareWeights } from "./step-plan.ts";
import { CHUNK_IMAGES, Slot, shardCount, Task, type TrainingPlan } from "./tasks.ts";
import { type OptimizerState, WeightUpdate } from "./weight-update.ts";

export interface ImageStepOptions extends AdamOptions {
  /** Images in a step; 2 to 4,096. */
  readonly batch: number;
  readonly loss: LossOptions;
  /** What makes a loss by similarities; for those losses (see `isSimilarityLoss`). */
  readonly createLoss?: CreateBatchLoss | undefined;
  /** Default: the images as they are. */
  readonly augment?: Augmentation | null | undefined;
  /** What photographs images; for augmentations that do (see `isPhotographic`). */
  readonly photography?: typeof Photography | undefined;
  /** Who does the work; see `startThreads`. Default: this thread alone. */
  readonly executor?: Executor | undefined;
}

/** Makes a loss for batches of at most `batch` embeddings of a network. Takes all the memory that it needs. */
export type CreateBatchLoss = (engine: Engine, network: Network, batch: number, options: LossOptions) => AnyBatchLoss;

// Losses by similarities come with `createLoss`, see `createRun`.
const createDistanceLoss: CreateBatchLoss = (engine, { dimension }, batch, options) =>
  new BatchLoss(engine, batch, dimension, options as BatchLossOptions);

/**
 * Trains a network on batches of single images: each is embedded once, then paired with all others of its batch as
 * the loss says. All memory is taken when it is made.
 */
export class ImageStep {
  readonly network: Network;
  readonly #core: NetworkCore;
  readonly #options: ImageStepOptions;
  readonly #plan: TrainingPlan;
  readonly #executor: Executor;
  readonly #planNumber: number;
  readonly #update: WeightUpdate;
  readonly #loss: AnyBatchLoss;
  readonly #labels: Labels;
  readonly #batchLabels: Uint16Array;
  /** Indices of the batch's embeddings and of their gradients. */
  readonly #at: number[] = [];
  readonly #dAt: number[] = [];
  /** Elements between neighbouring embeddings. */
  readonly #stride: number;

  /**
   * @param images the training images, (count, height, width, channels) bytes; copied into the linear memory
   * @throws RangeError, TypeError for images that do not fit the network, or an augmentation outside its range
   */
  constructor(network: Network, images: Uint8Array, labels: Labels, options: ImageStepOptions) {
    const { batch, augment, photography, createLoss = createDistanceLoss } = options;
    const core = coreOf(network);
    const { engine, slabSize, inputOffset } = core;
    const { arena } = engine;
    const { architecture } = network;
    const { channels } = architecture.input;
    if (augment && isPhotographic(checkAugmentation(augment), channels) !== (photography !== undefined)) {
      throw new TypeError("Photographs are trained on by createRun.");
    }
    this.network = network;
    this.#core = core;
    this.#options = options;
    this.#labels = labels;
    this.#update = new WeightUpdate(core, options);
    this.#executor = options.executor ?? new InlineExecutor(engine);
    this.#loss = createLoss(engine, network, batch, options.loss);
    this.#batchLabels = new Uint16Array(batch);
    const chunks = Math.ceil(batch / CHUNK_IMAGES);
    // The kernel that adds the slabs up takes them two by two: with an odd number of shards the last one stays zero.
    const slabs = 2 * Math.ceil(shardCount(chunks) / 2);
    const step = allocateStep(core, this.#update, images);
    this.#plan = {
      ...step,
      index: arena.allocate(batch * 4),
      same: 0,
      parts: arena.allocateFloats(slabs * slabSize),
      sums: 0,
      workspaces: Array.from({ length: chunks }, () => allocateWorkspace(arena, step.layers, CHUNK_IMAGES, true)),
      ...(augment
        ? {
            warps: {
              at: arena.allocate(batch * WARP_NUMBERS * 4),
              // A warp looks at whole images, and knows itself where they are seen.
              images: step.images - inputOffset,
              view: seenPart(architecture, core.layers),
              ...(photography
                ? {
                    photo: {
                      at: arena.allocate(batch * photography.PHOTO_NUMBERS * 4),
                      count: photography.PHOTO_NUMBERS,
                      channels,
                    },
                  }
                : {}),
            },
          }
        : {}),
    };
    this.#stride = core.layers[core.layers.length - 1].output.stored;
    for (let i = 0; i < batch; i++) {
      const { output, dOutput } = this.#plan.workspaces[Math.floor(i / CHUNK_IMAGES)];
      this.#at.push(output / 4 + (i % CHUNK_IMAGES) * this.#stride);
      this.#dAt.push(dOutput / 4 + (i % CHUNK_IMAGES) * this.#stride);
    }
    this.#planNumber = this.#executor.load(this.#plan, photography?.Photographer);
  }

  get state(): OptimizerState {
    return this.#update.state;
  }

  set state(state: OptimizerState) {
    this.#update.state = state;
  }

  /**
   * One step on `batch` images. Returns the batch's loss before the step.
   *
   * @param index image numbers
   * @param random draws how the images are augmented
   * @param lr the step's learning rate
   * @throws Error if the loss or a weight is not a finite number, naming the step
   */
  run(index: Uint32Array, random: Random, lr: number): number {
    const { batch, augment, photography } = this.#options;
    const plan = this.#plan;
    const { u32, i32, f64 } = this.#core.engine.arena.views;
    for (let i = 0; i < batch; i++) {
      u32[plan.index / 4 + i] = index[i];
      this.#batchLabels[i] = this.#labels[index[i]];
    }
    if (augment && plan.warps) {
      const { at, view, photo } = plan.warps;
      for (let i = 0; i < batch; i++) {
        drawWarp(i32, at / 4 + i * WARP_NUMBERS, augment, view, random);
        if (photo)
          photography?.drawPhoto(
            i32,
            photo.at / 4 + i * photo.count,
            augment,
            view,
            pixelsOf(view),
            photo.channels,
            random,
          );
      }
    }
    f64[plan.numbers / 8 + Slot.items] = batch;
    prepareWeights(this.#core, plan);
    const shards = shardCount(Math.ceil(batch / CHUNK_IMAGES));
    this.#executor.run(this.#planNumber, Task.forward, shards);
    const loss = this.#loss.run(this.#at, this.#dAt, this.#stride, batch, this.#batchLabels);
    this.#executor.run(this.#planNumber, Task.backward, shards);
    this.#update.run(this.#executor, this.#planNumber, 2 * Math.ceil(shards / 2), loss, lr);
    return loss;
  }
}
