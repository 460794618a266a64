import type { TopK } from "../metrics/top-k.ts";
import type { Engine } from "../wasm/engine.ts";

/** Queries that are compared with the same embeddings at a time. */
const MAX_QUERIES = 64;
/** Bytes of embeddings that are compared at a time: they stay in a processor's cache. */
const BLOCK_BYTES = 2 ** 17;
/** As many embeddings as the kernel takes at a time. */
const GROUP = 8;
/** Numbers that bound a query's distances to a block: the least of four lanes, and the greatest. */
const BOUNDS = 8;

const rowsFor = (dimension: number): number => GROUP * Math.ceil(BLOCK_BYTES / (dimension * 4 * GROUP));

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
  readonly #distances: number;
  readonly #bounds: number;
  readonly #numbers: Uint32Array;

  /**
   * @param engine with all kernels
   * @param queries (N, dimension), N at least 1, finite
   * @throws RangeError if the memory has no room for them
   */
  constructor(engine: Engine, queries: Float32Array, dimension: number) {
    const { arena } = engine;
    this.dimension = dimension;
    this.most = rowsFor(dimension);
    this.#engine = engine;
    this.#queryCount = queries.length / dimension;
    this.#numbers = new Uint32Array(this.most);
    const part = Math.min(MAX_QUERIES, this.#queryCount);
    this.#queries = arena.allocateFloats(queries.length);
    this.#rows = arena.allocateFloats(this.most * dimension);
    this.#distances = arena.allocateFloats(part * this.most);
    this.#bounds = arena.allocateFloats(part * BOUNDS);
    arena.views.f32.set(queries, this.#queries / 4);
  }

  /** Where the embeddings of a block are to be put; (most, dimension). */
  get rows(): Float32Array {
    return this.#engine.arena.views.f32.subarray(this.#rows / 4, this.#rows / 4 + this.most * this.dimension);
  }

  /**
   * Compares all queries with the first `count` of `rows`, and lists the nearest.
   * @param lists one a query
   * @param first the number of the first of them
   * @returns the first of them that has a number that is not finite, or -1: then nothing was listed
   */
  scan(count: number, lists: readonly TopK[], first: number): number {
    const { dimension } = this;
    const { arena, kernels } = this.#engine;
    const { f32 } = arena.views;
    // Beyond `count` are embeddings of a block before: what they change is that a block is looked at in vain.
    const M = Math.ceil(count / GROUP) * GROUP;
    let isNumbered = false;
    for (let query = 0; query < this.#queryCount; query += MAX_QUERIES) {
      const part = Math.min(MAX_QUERIES, this.#queryCount - query);
      const from = this.#queries + query * dimension * 4;
      kernels.rowDistances(this.#distances, this.#bounds, from, this.#rows, part, dimension, M);
      for (let q = 0; q < part; q++) {
        const bounds = this.#bounds / 4 + q * BOUNDS;
        if (query + q === 0) {
          // What is not finite is not at a finite distance either; a large number may not be.
          const greatest = Math.max(f32[bounds + 4], f32[bounds + 5], f32[bounds + 6], f32[bounds + 7]);
          const wrong = greatest < Infinity ? -1 : this.#findWrong(count);
          if (wrong >= 0) return wrong;
        }
        const { distances } = lists[query + q];
        const least = Math.min(f32[bounds], f32[bounds + 1], f32[bounds + 2], f32[bounds + 3]);
        // In a long search few blocks have anything nearer than what is listed.
        if (least > distances[distances.length - 1]) continue;
        if (!isNumbered) for (let i = 0; i < count; i++) this.#numbers[i] = first + i;
        isNumbered = true;
        const at = this.#distances / 4 + q * M;
        lists[query + q].add(f32.subarray(at, at + count), this.#numbers);
      }
    }
    return -1;
  }

  #findWrong(count: number): number {
    const wrong = this.rows.subarray(0, count * this.dimension).findIndex((x) => !Number.isFinite(x));
    return wrong < 0 ? wrong : Math.floor(wrong / this.dimension);
  }
}
