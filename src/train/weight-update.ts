import type { NetworkCore } from "../nn/network.ts";
import { Adam, type AdamOptions, type AdamState } from "../optim/adam.ts";
import type { Executor } from "./executor.ts";
import { Slot, Task } from "./tasks.ts";

/** Adam's memory of a run: its counters, and the two moments in the layout of the weights. */
export interface OptimizerState {
  readonly adam: AdamState;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

/** The second half of a step: the shards' gradients added up, and Adam. Holds the slabs that it needs. */
export class WeightUpdate {
  readonly optimizer: Adam;
  /** Byte offsets of the summed gradient, the two moments, and the numbers that `Slot` names. */
  readonly gradient: number;
  readonly m: number;
  readonly v: number;
  readonly numbers: number;
  readonly #core: NetworkCore;

  constructor(core: NetworkCore, options: AdamOptions = {}) {
    this.optimizer = new Adam(options);
    this.#core = core;
    const { engine, slabSize } = core;
    const { arena } = engine;
    this.gradient = arena.allocateFloats(slabSize);
    this.m = arena.allocateFloats(slabSize);
    this.v = arena.allocateFloats(slabSize);
    this.numbers = arena.allocate(Slot.count * 8);
  }

  get state(): OptimizerState {
    return {
      adam: { ...this.optimizer.state },
      m: this.view(this.m).slice(),
      v: this.view(this.v).slice(),
    };
  }

  set state(state: OptimizerState) {
    Object.assign(this.optimizer.state, state.adam);
    this.view(this.m).set(state.m);
    this.view(this.v).set(state.v);
  }

  /** A slab of parameters: a view, valid until the memory grows. */
  view(at: number): Float32Array {
    const { engine, slabSize } = this.#core;
    return engine.arena.views.f32.subarray(at / 4, at / 4 + slabSize);
  }

  /**
   * Takes the step down the gradient that stands in `slabs` slabs.
   * @param loss the batch's loss: checked here, before any weight changes
   * @throws Error if the loss or a weight is not a finite number, naming the step
   */
  run(executor: Executor, plan: number, slabs: number, loss: number, lr: number | undefined): void {
    if (!Number.isFinite(loss)) throw this.#notFinite("the loss");
    const { optimizer } = this;
    const { f64 } = this.#core.engine.arena.views;
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
    f64[at + Slot.vScale] = optimizer.vScale;
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
