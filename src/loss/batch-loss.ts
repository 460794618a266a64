import type { Arena } from "../wasm/arena.ts";
import type { Kernels } from "../wasm/kernels.ts";
import { contrastiveCost } from "./contrastive.ts";

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
 * Squared distances come from the kernels, in single precision; the rest is + - * / and square roots in double
 * precision, in a fixed order: the same bits in every engine.
 */
export class BatchLoss {
  readonly #options: BatchLossOptions;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #D: number;
  /** Byte offsets: the embeddings as rows and as columns, and the squared distances (n, M). */
  readonly #rows: number;
  readonly #columns: number;
  readonly #squares: number;
  readonly #gradient: Float64Array;
  /** The pairs whose distance the loss depends on, and the loss's derivative by that distance. */
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #slopes: Float64Array;
  #listed = 0;
  /** What `#findHardest` found. */
  #positive = -1;
  #negative = -1;
  #n = 0;
  #M = 0;
  #labels: ArrayLike<number> = [];
  #f32: Float32Array = new Float32Array(0);

  /** For batches of at most `n` embeddings of D numbers. Takes all the memory that it needs. */
  constructor(engine: { arena: Arena; kernels: Kernels }, n: number, D: number, options: BatchLossOptions) {
    this.#options = options;
    this.#kernels = engine.kernels;
    this.#arena = engine.arena;
    this.#D = D;
    const M = (n + 3) & ~3;
    this.#rows = engine.arena.allocateFloats(n * D);
    this.#columns = engine.arena.allocateFloats(D * M);
    this.#squares = engine.arena.allocateFloats(n * M);
    this.#gradient = new Float64Array(n * D);
    // Each same pair brings one other pair with it at most, each image one of either kind.
    this.#left = new Int32Array(2 * n * n);
    this.#right = new Int32Array(2 * n * n);
    this.#slopes = new Float64Array(2 * n * n);
  }

  /**
   * @param at indices of the embeddings in the linear memory's f32 view
   * @param dAt the same of their gradients, which are written
   * @param stride elements between neighbouring embeddings; the padding after D gets gradients of 0
   * @param labels the classes of the embeddings
   * @returns the loss
   */
  run(at: readonly number[], dAt: readonly number[], stride: number, n: number, labels: ArrayLike<number>): number {
    this.#n = n;
    this.#M = (n + 3) & ~3;
    this.#labels = labels;
    this.#listed = 0;
    this.#f32 = this.#arena.views.f32;
    this.#measure(at);
    const { loss, mining } = this.#options;
    let value: number;
    if (loss === "triplet") {
      value = this.#triplets(mining);
    } else {
      if (mining === "all") this.#addAll();
      else this.#addMined(mining);
      value = loss === "contrastive" ? this.#contrastive() : this.#marginLoss();
    }
    this.#spread(at, dAt, stride);
    return value;
  }

  #measure(at: readonly number[]): void {
    const n = this.#n;
    const D = this.#D;
    const f32 = this.#f32;
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < D; k++) {
        const value = f32[at[i] + k];
        f32[this.#rows / 4 + i * D + k] = value;
        f32[this.#columns / 4 + k * this.#M + i] = value;
      }
    }
    this.#kernels.squaredDistances(this.#squares, this.#rows, this.#columns, n, D, this.#M);
  }

  #square(i: number, j: number): number {
    return this.#f32[this.#squares / 4 + i * this.#M + j];
  }

  #isSame(i: number, j: number): boolean {
    return this.#labels[i] === this.#labels[j];
  }

  /** Whether a pair can cost anything. A NaN must reach the loss, so the test is for what costs nothing. */
  #add(i: number, j: number): void {
    const { loss, margin } = this.#options;
    if (this.#isSame(i, j)) {
      const free = BOUNDARY * margin - margin;
      if (loss === "margin" && this.#square(i, j) <= free * free) return;
    } else {
      const reach = loss === "margin" ? (BOUNDARY + 1) * margin : margin;
      if (this.#square(i, j) >= reach * reach) return;
    }
    this.#left[this.#listed] = i;
    this.#right[this.#listed++] = j;
  }

  #addAll(): void {
    const n = this.#n;
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) this.#add(i, j);
  }

  /** The pairs that mining chooses for each image; a pair chosen twice counts twice. */
  #addMined(mining: Mining): void {
    const n = this.#n;
    for (let a = 0; a < n; a++) {
      if (mining === "batch-hard") {
        this.#findHardest(a);
        if (this.#positive >= 0) this.#add(a, this.#positive);
        if (this.#negative >= 0) this.#add(a, this.#negative);
        continue;
      }
      for (let p = 0; p < n; p++) {
        if (p === a || !this.#isSame(a, p)) continue;
        const q = this.#nearestOther(a, this.#square(a, p));
        this.#add(a, p);
        if (q >= 0) this.#add(a, q);
      }
    }
  }

  /** The farthest image of a's class and the nearest of another; -1 where there is none. */
  #findHardest(a: number): void {
    // One row of the matrix, read once: this runs over all pairs of every batch.
    const f32 = this.#f32;
    const labels = this.#labels;
    const row = this.#squares / 4 + a * this.#M;
    let positive = -1;
    let negative = -1;
    let farthest = 0;
    let nearest = 0;
    for (let i = 0; i < this.#n; i++) {
      const square = f32[row + i];
      if (labels[i] !== labels[a]) {
        if (negative < 0 || square < nearest) {
          nearest = square;
          negative = i;
        }
      } else if (i !== a && (positive < 0 || square > farthest)) {
        farthest = square;
        positive = i;
      }
    }
    this.#positive = positive;
    this.#negative = negative;
  }

  /** The nearest image of another class whose squared distance is above `beyond`, or the nearest of all if none is. */
  #nearestOther(a: number, beyond: number): number {
    let nearest = -1;
    let semi = -1;
    for (let q = 0; q < this.#n; q++) {
      if (this.#isSame(a, q)) continue;
      const d = this.#square(a, q);
      if (nearest < 0 || d < this.#square(a, nearest)) nearest = q;
      if (d > beyond && (semi < 0 || d < this.#square(a, semi))) semi = q;
    }
    return semi >= 0 ? semi : nearest;
  }

  #contrastive(): number {
    const { margin } = this.#options;
    const slopes = this.#slopes;
    const listed = this.#listed;
    let sameSum = 0;
    let sameCount = 0;
    let otherSum = 0;
    for (let l = 0; l < listed; l++) {
      const i = this.#left[l];
      const j = this.#right[l];
      const d = Math.sqrt(this.#square(i, j));
      const isSame = this.#isSame(i, j);
      const cost = contrastiveCost(d, isSame, margin);
      if (isSame) {
        sameSum += cost;
        sameCount++;
        slopes[l] = 2 * d;
      } else {
        otherSum += cost;
        slopes[l] = -2 * (margin - d);
      }
    }
    const otherCount = listed - sameCount;
    for (let l = 0; l < listed; l++) slopes[l] /= slopes[l] < 0 ? otherCount : sameCount;
    return (sameCount > 0 ? sameSum / sameCount : 0) + (otherCount > 0 ? otherSum / otherCount : 0);
  }

  #marginLoss(): number {
    const { margin } = this.#options;
    let sum = 0;
    for (let l = 0; l < this.#listed; l++) {
      const i = this.#left[l];
      const j = this.#right[l];
      const sign = this.#isSame(i, j) ? 1 : -1;
      sum += margin + sign * (Math.sqrt(this.#square(i, j)) - BOUNDARY * margin);
      this.#slopes[l] = sign / this.#listed;
    }
    return this.#listed > 0 ? sum / this.#listed : 0;
  }

  #triplets(mining: Mining): number {
    const n = this.#n;
    const { margin } = this.#options;
    // The loss is a sum over triplets, and a distance is in many: slopes are counted up for each distance first.
    const counts = new Int32Array(n * n);
    let active = 0;
    let sum = 0;
    const add = (a: number, p: number, q: number): void => {
      const cost = Math.sqrt(this.#square(a, p)) - Math.sqrt(this.#square(a, q)) + margin;
      if (cost <= 0) return;
      sum += cost;
      active++;
      counts[a * n + p]++;
      counts[a * n + q]--;
    };
    for (let a = 0; a < n; a++) {
      if (mining === "batch-hard") {
        this.#findHardest(a);
        if (this.#positive >= 0 && this.#negative >= 0) add(a, this.#positive, this.#negative);
        continue;
      }
      for (let p = 0; p < n; p++) {
        if (p === a || !this.#isSame(a, p)) continue;
        if (mining === "semi-hard") {
          const q = this.#nearestOther(a, this.#square(a, p));
          if (q >= 0) add(a, p, q);
          continue;
        }
        for (let q = 0; q < n; q++) if (!this.#isSame(a, q)) add(a, p, q);
      }
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (counts[i * n + j] === 0) continue;
        this.#left[this.#listed] = i;
        this.#right[this.#listed] = j;
        this.#slopes[this.#listed++] = counts[i * n + j] / active;
      }
    }
    return active > 0 ? sum / active : 0;
  }

  /** From the slopes by the distances to the gradients of the embeddings. */
  #spread(at: readonly number[], dAt: readonly number[], stride: number): void {
    const n = this.#n;
    const D = this.#D;
    const e = this.#f32;
    const gradient = this.#gradient;
    gradient.fill(0, 0, n * D);
    for (let l = 0; l < this.#listed; l++) {
      const i = this.#left[l];
      const j = this.#right[l];
      const square = this.#square(i, j);
      // At no distance a distance has no gradient: 0, as in the pair-wise loss.
      if (square === 0) continue;
      const scale = this.#slopes[l] / Math.sqrt(square);
      for (let k = 0; k < D; k++) {
        const g = scale * (e[at[i] + k] - e[at[j] + k]);
        gradient[i * D + k] += g;
        gradient[j * D + k] -= g;
      }
    }
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < stride; k++) e[dAt[i] + k] = k < D ? gradient[i * D + k] : 0;
    }
  }
}
