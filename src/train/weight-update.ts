import type { Network } from "../nn/network.ts";
import { Adam, type AdamOptions, type AdamState } from "../optim/adam.ts";
import type { Executor } from "./executor.ts";
import { Slot, Task } from "./tasks.ts";

/** Adam's memory of a run: its counters, and the two moments in the layout of the weights. */
export interface OptimizerState {
  readonly adam: AdamState;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** The second half of a step: the shards' gradients added up, and Adam. Holds the slabs that it needs. */
export class WeightUpdate {
  readonly optimizer: Adam;
  /** Byte offsets of the summed gradient, the two moments, and the numbers that `Slot` names. */
  readonly gradient: number;
  readonly first: number;
  readonly second: number;
  readonly numbers: number;
  readonly #network: Network;

  /** @throws RangeError, TypeError for a rate outside its range */
  constructor(network: Network, options: AdamOptions = {}) {
    this.optimizer = new Adam(options);
    this.#network = network;
    const { arena, layout } = network;
    this.gradient = arena.allocateFloats(layout.size);
    this.first = arena.allocateFloats(layout.size);
    this.second = arena.allocateFloats(layout.size);
    this.numbers = arena.allocate(Slot.count * 8);
  }

  get state(): OptimizerState {
    return {
      adam: { ...this.optimizer.state },
      first: this.view(this.first).slice(),
      second: this.view(this.second).slice(),
    };
  }

  set state(state: OptimizerState) {
    Object.assign(this.optimizer.state, state.adam);
    this.view(this.first).set(state.first);
    this.view(this.second).set(state.second);
  }

  /** A slab of parameters: a view, valid until the memory grows. */
  view(at: number): Float32Array {
    return this.#network.arena.views.f32.subarray(at / 4, at / 4 + this.#network.layout.size);
  }

  /**
   * Takes the step down the gradient that stands in `slabs` slabs.
   * @param loss the batch's loss: checked here, before any weight changes
   * @throws Error if the loss or a weight is not a finite number, naming the step
   */
  run(executor: Executor, plan: number, slabs: number, loss: number, lr: number | undefined): void {
    if (!Number.isFinite(loss)) throw this.#notFinite("the loss");
    const { optimizer } = this;
    const { f64 } = this.#network.arena.views;
    const at = this.numbers / 8;
    // A slice a thread: which thread takes it, and how many there are, changes no bit.
    const slices = executor.threads;
    optimizer.advance(lr);
    f64[at + Slot.slabPairs] = slabs / 2;
    f64[at + Slot.slices] = slices;
    f64[at + Slot.beta1] = optimizer.betas[0];
    f64[at + Slot.beta2] = optimizer.betas[1];
    f64[at + Slot.eps] = optimizer.eps;
    f64[at + Slot.stepSize] = optimizer.stepSize;
    f64[at + Slot.rootScale] = optimizer.rootScale;
    f64[at + Slot.finite] = 1;
    executor.run(plan, Task.update, slices);
    if (f64[at + Slot.finite] !== 1) throw this.#notFinite("a weight");
  }

  #notFinite(what: string): Error {
    const { step } = this.optimizer.state;
    return new Error(
      `Training stopped: ${what} is not a finite number after ${step} steps. The learning rate ` +
        `(${this.optimizer.lr}) is probably too high; try a tenth of it.`,
    );
  }
}
