import type { Arena } from "../wasm/arena.ts";
import type { Kernels } from "../wasm/kernels.ts";

/**
 * A loss by the similarities of n embeddings: writes its slopes, (n, n), and returns its value; see `multiSimilarity`.
 * `similarities` has rows of `stride` numbers.
 */
export type LossOfSimilarities = (
  similarities: Float32Array,
  stride: number,
  n: number,
  labels: ArrayLike<number>,
  slopes: Float64Array,
) => number;

/**
 * A loss that knows a batch of embeddings by their scalar products alone, and its gradient by each embedding. The
 * products and the gradients are the kernels', in single precision; between them the loss is computed in double
 * precision from exact operations, so that every engine gives the same bits.
 */
export class SimilarityLoss {
  readonly #loss: LossOfSimilarities;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #D: number;
  readonly #Dp: number;
  /** Byte offsets: embeddings as rows (n, Dp) and columns (Dp, M), products (n, M), weights (n, n), gradients (n, Dp). */
  readonly #rows: number;
  readonly #columns: number;
  readonly #products: number;
  readonly #weights: number;
  readonly #gradients: number;
  /** The bias that the kernel adds: none. */
  readonly #zeros: number;
  readonly #slopes: Float64Array;

  /** For batches of at most `n` embeddings of D numbers. Takes all the memory that it needs. */
  constructor(engine: { arena: Arena; kernels: Kernels }, n: number, D: number, loss: LossOfSimilarities) {
    const { arena } = engine;
    this.#loss = loss;
    this.#kernels = engine.kernels;
    this.#arena = arena;
    this.#D = D;
    this.#Dp = (D + 3) & ~3;
    const M = (n + 3) & ~3;
    this.#rows = arena.allocateFloats(n * this.#Dp);
    this.#columns = arena.allocateFloats(this.#Dp * M);
    this.#products = arena.allocateFloats(n * M);
    this.#weights = arena.allocateFloats(n * n);
    this.#gradients = arena.allocateFloats(n * this.#Dp);
    this.#zeros = arena.allocateFloats(Math.max(M, this.#Dp));
    this.#slopes = new Float64Array(n * n);
  }

  /**
   * @param at indices of the embeddings in the linear memory's f32 view
   * @param dAt the same of their gradients, which are written
   * @param stride elements between neighbouring embeddings; the padding after D gets gradients of 0
   * @param labels the classes of the embeddings
   * @returns the loss
   */
  run(at: readonly number[], dAt: readonly number[], stride: number, n: number, labels: ArrayLike<number>): number {
    const D = this.#D;
    const Dp = this.#Dp;
    const M = (n + 3) & ~3;
    const { f32 } = this.#arena.views;
    for (let i = 0; i < n; i++) {
      // The padding is 0, and adds nothing to a product.
      for (let k = 0; k < Dp; k++) {
        const value = k < D ? f32[at[i] + k] : 0;
        f32[this.#rows / 4 + i * Dp + k] = value;
        f32[this.#columns / 4 + k * M + i] = value;
      }
    }
    this.#kernels.denseForward(this.#products, this.#rows, this.#columns, this.#zeros, n, Dp, M, 0);
    const products = f32.subarray(this.#products / 4, this.#products / 4 + n * M);
    const loss = this.#loss(products, M, n, labels, this.#slopes);
    // The product of i and j moves with either: the gradient of i weighs j with both their slopes.
    const weights = this.#weights / 4;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) f32[weights + i * n + j] = this.#slopes[i * n + j] + this.#slopes[j * n + i];
    }
    this.#kernels.denseForward(this.#gradients, this.#weights, this.#rows, this.#zeros, n, n, Dp, 0);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < stride; k++) f32[dAt[i] + k] = k < D ? f32[this.#gradients / 4 + i * Dp + k] : 0;
    }
    return loss;
  }
}
