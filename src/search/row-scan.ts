import type { Engine } from "../wasm/engine.ts";

/** Queries that are compared with the same embeddings at a time. */
const MAX_QUERIES = 64;
/** Bytes of embeddings that are compared at a time: they stay in a processor's cache. */
const BLOCK_BYTES = 2 ** 17;

/** An odd number of 64-byte lines, so that the columns of a block do not fall on the same places of a cache. */
const columnsFor = (dimension: number): number => 16 * (2 * Math.floor(BLOCK_BYTES / (dimension * 128)) + 1);

/** Sees a query's squared distances to the embeddings of a block, in their order; valid during the call alone. */
type VisitDistances = (query: number, distances: Float32Array) => void;

/**
 * Compares queries with embeddings that come a block at a time, in an engine's memory: squared distances in f32, added
 * in the order of the dimensions.
 */
export class RowScan {
  readonly dimension: number;
  /** The most embeddings of a block. */
  readonly most: number;
  readonly #engine: Engine;
  readonly #queryCount: number;
  readonly #queries: number;
  readonly #rows: number;
  readonly #columns: number;
  readonly #distances: number;

  /** @param queries (N, dimension), N at least 1, finite @throws RangeError if the memory has no room for them */
  constructor(engine: Engine, queries: Float32Array, dimension: number) {
    const { arena } = engine;
    this.dimension = dimension;
    this.most = columnsFor(dimension);
    this.#engine = engine;
    this.#queryCount = queries.length / dimension;
    this.#queries = arena.allocateFloats(queries.length);
    this.#rows = arena.allocateFloats(this.most * dimension);
    this.#columns = arena.allocateFloats(this.most * dimension);
    this.#distances = arena.allocateFloats(Math.min(MAX_QUERIES, this.#queryCount) * this.most);
    arena.views.f32.set(queries, this.#queries / 4);
  }

  /** Where the embeddings of a block are to be put; (most, dimension). */
  get rows(): Float32Array {
    return this.#engine.arena.views.f32.subarray(this.#rows / 4, this.#rows / 4 + this.most * this.dimension);
  }

  /**
   * Compares all queries with the first `count` of `rows`.
   * @returns the first of them that has a number that is not finite, or -1: then nothing was visited
   */
  scan(count: number, visit: VisitDistances): number {
    const { dimension } = this;
    const { arena, kernels } = this.#engine;
    const { f32 } = arena.views;
    const M = Math.ceil(count / 4) * 4;
    kernels.transpose(this.#columns, this.#rows, M, dimension);
    for (let first = 0; first < this.#queryCount; first += MAX_QUERIES) {
      const part = Math.min(MAX_QUERIES, this.#queryCount - first);
      kernels.squaredDistances(
        this.#distances,
        this.#queries + first * dimension * 4,
        this.#columns,
        part,
        dimension,
        M,
      );
      for (let q = 0; q < part; q++) {
        const at = this.#distances / 4 + q * M;
        const distances = f32.subarray(at, at + count);
        if (first + q === 0) {
          const wrong = this.#findWrong(distances);
          if (wrong >= 0) return wrong;
        }
        visit(first + q, distances);
      }
    }
    return -1;
  }

  /** What is not finite is not at a finite distance either; a large number may not be. */
  #findWrong(distances: Float32Array): number {
    let near = true;
    for (let i = 0; i < distances.length; i++) if (!(distances[i] < Infinity)) near = false;
    if (near) return -1;
    const wrong = this.rows.subarray(0, distances.length * this.dimension).findIndex((x) => !Number.isFinite(x));
    return wrong < 0 ? wrong : Math.floor(wrong / this.dimension);
  }
}
