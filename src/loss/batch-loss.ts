/** Which loss a batch of embeddings is given: see `batchLoss`. */
export type LossName = "contrastive" | "triplet" | "margin";
/** Which of a batch's pairs or triplets count. */
export type Mining = "all" | "batch-hard" | "semi-hard";

export interface BatchLossOptions {
  readonly loss: LossName;
  readonly mining: Mining;
  /** As in the loss's own paper: a distance; > 0. */
  readonly margin: number;
}

/** The margin loss's boundary between same and different (Wu et al. 2017, section 4.2, beta), in margins. */
const BOUNDARY = 2;

/**
 * Losses over all pairs of n embeddings, each embedding computed once, and their gradient in one go:
 *
 * - contrastive (Hadsell, Chopra and LeCun 2006): the mean of d^2 over the same pairs that count, plus the mean of
 *   (margin - d)^2 over the different pairs that count and are nearer than the margin;
 * - triplet (Schroff, Kalenichenko and Philbin 2015, with d and not d^2): the mean of d(a, p) - d(a, n) + margin over
 *   the triplets that count and cost anything;
 * - margin (Wu et al. 2017, equation 5; beta fixed at 2 margins): the mean of max(0, margin + d - beta) over same pairs and
 *   max(0, margin - d + beta) over different ones, over those pairs that count and cost anything.
 *
 * Mining: "all" counts every pair (for triplets, every triplet); "batch-hard" (Hermans, Beyer and Leibe 2017) for each
 * image the farthest of its class and the nearest of another; "semi-hard" for each same pair the nearest image of another
 * class that is farther away than its partner, or the nearest of all if there is none.
 *
 * Only + - * / and square roots in double precision, in a fixed order: the same bits in every engine.
 */
export class BatchLoss {
  readonly #options: BatchLossOptions;
  readonly #D: number;
  readonly #distances: Float64Array;
  /** (n, n), above the diagonal: the loss's derivative by each distance. */
  readonly #slopes: Float64Array;
  readonly #gradient: Float64Array;
  /** The pairs that count: `(i * n + j) << 1 | whether they are same`. */
  readonly #list: Int32Array;
  #listed = 0;
  #n = 0;
  #labels: ArrayLike<number> = [];

  /** For batches of at most `n` embeddings of D numbers. */
  constructor(n: number, D: number, options: BatchLossOptions) {
    this.#options = options;
    this.#D = D;
    this.#distances = new Float64Array(n * n);
    this.#slopes = new Float64Array(n * n);
    this.#gradient = new Float64Array(n * D);
    this.#list = new Int32Array(n * n);
  }

  /**
   * @param e takes the gradients, at dAt; `at` is the index of the first embedding
   * @param stride elements between neighbouring embeddings; the padding after D gets gradients of 0
   * @param labels the classes of the embeddings
   * @returns the loss
   */
  run(
    e: Float32Array,
    at: readonly number[],
    dAt: readonly number[],
    stride: number,
    n: number,
    labels: ArrayLike<number>,
  ): number {
    this.#n = n;
    this.#labels = labels;
    this.#listed = 0;
    this.#measure(e, at);
    this.#slopes.fill(0, 0, n * n);
    const { loss, mining } = this.#options;
    let value: number;
    if (loss === "triplet") value = this.#triplets(mining);
    else if (mining === "all") value = this.#allPairs();
    else value = this.#minedPairs(mining);
    this.#spread(e, at, dAt, stride);
    return value;
  }

  #measure(e: Float32Array, at: readonly number[]): void {
    const n = this.#n;
    const D = this.#D;
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < D; k++) {
          const difference = e[at[i] + k] - e[at[j] + k];
          sum += difference * difference;
        }
        const d = Math.sqrt(sum);
        this.#distances[i * n + j] = d;
        this.#distances[j * n + i] = d;
      }
    }
  }

  #allPairs(): number {
    const n = this.#n;
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) this.#add(i, j);
    return this.#pairs();
  }

  /** The pairs that mining chooses for each image; a pair chosen twice counts twice. */
  #minedPairs(mining: Mining): number {
    const n = this.#n;
    for (let a = 0; a < n; a++) {
      if (mining === "batch-hard") {
        const p = this.#farthestSame(a);
        const q = this.#nearestOther(a, -1);
        if (p >= 0) this.#add(a, p);
        if (q >= 0) this.#add(a, q);
        continue;
      }
      for (let p = 0; p < n; p++) {
        if (p === a || this.#labels[p] !== this.#labels[a]) continue;
        const q = this.#nearestOther(a, this.#distances[a * n + p]);
        this.#add(a, p);
        if (q >= 0) this.#add(a, q);
      }
    }
    return this.#pairs();
  }

  #add(i: number, j: number): void {
    const same = this.#labels[i] === this.#labels[j] ? 1 : 0;
    this.#list[this.#listed++] = ((i * this.#n + j) << 1) | same;
  }

  #farthestSame(a: number): number {
    const n = this.#n;
    let best = -1;
    for (let p = 0; p < n; p++) {
      if (p === a || this.#labels[p] !== this.#labels[a]) continue;
      if (best < 0 || this.#distances[a * n + p] > this.#distances[a * n + best]) best = p;
    }
    return best;
  }

  /** The nearest image of another class that is farther than `beyond`, or the nearest of all if none is. */
  #nearestOther(a: number, beyond: number): number {
    const n = this.#n;
    let nearest = -1;
    let semi = -1;
    for (let q = 0; q < n; q++) {
      if (this.#labels[q] === this.#labels[a]) continue;
      const d = this.#distances[a * n + q];
      if (nearest < 0 || d < this.#distances[a * n + nearest]) nearest = q;
      if (d > beyond && (semi < 0 || d < this.#distances[a * n + semi])) semi = q;
    }
    return semi >= 0 ? semi : nearest;
  }

  /** What a pair costs, before the mean. */
  #cost(d: number, same: boolean): number {
    const { loss, margin } = this.#options;
    if (loss === "contrastive") {
      if (same) return d * d;
      return d >= margin ? 0 : (margin - d) * (margin - d);
    }
    const over = same ? margin + d - BOUNDARY * margin : margin - d + BOUNDARY * margin;
    return over <= 0 ? 0 : over;
  }

  #pairs(): number {
    const { loss, margin } = this.#options;
    const contrastive = loss === "contrastive";
    // Contrastive loss has a mean for each kind of pair, margin loss one for both.
    let sameSum = 0;
    let sameCount = 0;
    let otherSum = 0;
    let otherCount = 0;
    for (let l = 0; l < this.#listed; l++) {
      const entry = this.#list[l];
      const same = (entry & 1) === 1;
      const value = this.#cost(this.#distances[entry >> 1], same);
      // Same pairs count in the contrastive mean even at no distance; all others only if they cost anything.
      if (contrastive ? same : value !== 0) {
        sameSum += value;
        sameCount++;
      } else if (contrastive && value !== 0) {
        otherSum += value;
        otherCount++;
      }
    }
    for (let l = 0; l < this.#listed; l++) {
      const entry = this.#list[l];
      const same = (entry & 1) === 1;
      const pair = entry >> 1;
      const d = this.#distances[pair];
      if (this.#cost(d, same) === 0) continue;
      if (contrastive) this.#slopes[pair] += same ? (2 * d) / sameCount : (-2 * (margin - d)) / otherCount;
      else this.#slopes[pair] += (same ? 1 : -1) / sameCount;
    }
    return (sameCount > 0 ? sameSum / sameCount : 0) + (otherCount > 0 ? otherSum / otherCount : 0);
  }

  #triplets(mining: Mining): number {
    const { margin } = this.#options;
    const n = this.#n;
    const active: number[] = [];
    let sum = 0;
    const add = (a: number, p: number, q: number): void => {
      const cost = this.#distances[a * n + p] - this.#distances[a * n + q] + margin;
      // A NaN must reach the sum.
      if (cost <= 0) return;
      sum += cost;
      active.push(a * n + p, a * n + q);
    };
    for (let a = 0; a < n; a++) {
      if (mining === "batch-hard") {
        const p = this.#farthestSame(a);
        const q = this.#nearestOther(a, -1);
        if (p >= 0 && q >= 0) add(a, p, q);
        continue;
      }
      for (let p = 0; p < n; p++) {
        if (p === a || this.#labels[p] !== this.#labels[a]) continue;
        if (mining === "semi-hard") {
          const q = this.#nearestOther(a, this.#distances[a * n + p]);
          if (q >= 0) add(a, p, q);
          continue;
        }
        for (let q = 0; q < n; q++) if (this.#labels[q] !== this.#labels[a]) add(a, p, q);
      }
    }
    const count = active.length / 2;
    for (let t = 0; t < active.length; t += 2) {
      this.#slopes[active[t]] += 1 / count;
      this.#slopes[active[t + 1]] -= 1 / count;
    }
    return count > 0 ? sum / count : 0;
  }

  /** From the slopes by the distances to the gradients of the embeddings. */
  #spread(e: Float32Array, at: readonly number[], dAt: readonly number[], stride: number): void {
    const n = this.#n;
    const D = this.#D;
    const gradient = this.#gradient;
    gradient.fill(0, 0, n * D);
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        const slope = this.#slopes[i * n + j] + this.#slopes[j * n + i];
        const d = this.#distances[i * n + j];
        // At d = 0 the distance has no gradient: 0, as in the pair-wise loss.
        if (slope === 0 || d === 0) continue;
        const scale = slope / d;
        for (let k = 0; k < D; k++) {
          const g = scale * (e[at[i] + k] - e[at[j] + k]);
          gradient[i * D + k] += g;
          gradient[j * D + k] -= g;
        }
      }
    }
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < stride; k++) e[dAt[i] + k] = k < D ? gradient[i * D + k] : 0;
    }
  }
}
