/**
 * The running mean of the weights over the last steps of a run, which generalises better than the last weights
 * (Izmailov et al. 2018).
 */
export class WeightAverage {
  /** The mean so far; begins as zeros. In the checkpoint while it is under way. */
  readonly mean: Float32Array;
  readonly #from: number;

  /**
   * @param size numbers in the slab of weights
   * @param from the first step, from 1, whose weights count
   */
  constructor(size: number, from: number) {
    this.mean = new Float32Array(size);
    this.#from = from;
  }

  /** Takes in the weights as they are after step `step`, counted from 1. */
  add(weights: Float32Array, step: number): void {
    const count = step - this.#from + 1;
    if (count < 1) return;
    const { mean } = this;
    for (let i = 0; i < mean.length; i++) mean[i] += (weights[i] - mean[i]) / count;
  }
}
