/** Points that a chart of a card's width can show; a longer run's neighbours are averaged. */
const MAX_POINTS = 400;
/** Steps that the running mean looks back on at most, about; at first it looks back on a quarter of the steps there are. */
const MEMORY = 33;
const EARLY_SHARE = 4;

/** The losses of a run's steps, as a curve that can be drawn. */
export interface LossCurve {
  /** Steps done at each point. */
  readonly steps: readonly number[];
  /** Mean loss of the steps since the point before. */
  readonly losses: readonly number[];
  /** Running mean of the losses. */
  readonly means: readonly number[];
}

/** Gathers the losses of a run. */
export class LossHistory {
  #losses = new Float32Array(4096);
  #count = 0;
  readonly startedAt: number;

  /** @param startedAt steps that were done before the first loss: of a run that came out of a file */
  constructor(startedAt = 0) {
    this.startedAt = startedAt;
  }

  get first(): number {
    return this.#count > 0 ? this.#losses[0] : Number.NaN;
  }

  /** A copy of all losses. */
  get losses(): Float32Array {
    return this.#losses.slice(0, this.#count);
  }

  add(losses: Float32Array): void {
    if (this.#count + losses.length > this.#losses.length) {
      const larger = new Float32Array(2 * (this.#count + losses.length));
      larger.set(this.#losses);
      this.#losses = larger;
    }
    this.#losses.set(losses, this.#count);
    this.#count += losses.length;
  }

  curve(): LossCurve {
    const every = Math.max(1, Math.ceil(this.#count / MAX_POINTS));
    const [steps, losses, means]: [number[], number[], number[]] = [[], [], []];
    let mean = 0;
    for (let from = 0; from < this.#count; from += every) {
      const to = Math.min(this.#count, from + every);
      let sum = 0;
      for (let i = from; i < to; i++) {
        const loss = this.#losses[i];
        sum += loss;
        // Of a short run most steps are early ones, far above where it ends: their weight fades with the run's length.
        mean += (loss - mean) * Math.max(1 / MEMORY, Math.min(1, EARLY_SHARE / (i + 1)));
      }
      steps.push(this.startedAt + to);
      losses.push(sum / (to - from));
      means.push(mean);
    }
    return { steps, losses, means };
  }
}
