import type { Engine } from "../wasm/engine.ts";

/** Embeddings in a block, and queries that are compared with it at a time: their distances stay in a processor's cache. */
const BLOCK_COLUMNS = 2048;
const MAX_QUERIES = 64;

/** Embeddings in linear memory, a column each, as the kernel wants them. */
interface Block {
  readonly at: number;
  /** Their numbers: as many as there are embeddings in it. */
  numbers: Uint32Array;
}

/** Sees the squared distances of a query to a block's embeddings, and their numbers; valid during the call alone. */
export type VisitBlock = (query: number, row: Float32Array, numbers: Uint32Array) => void;

/** Embeddings of one length, numbered in the order in which they come, in an engine's memory; and the scan of them. */
export class ColumnBlocks {
  readonly dimension: number;
  readonly #engine: Engine;
  readonly #blocks: Block[] = [];
  readonly #queries: number;
  readonly #distances: number;
  #count = 0;

  constructor(engine: Engine, dimension: number) {
    this.dimension = dimension;
    this.#engine = engine;
    this.#queries = engine.arena.allocateFloats(MAX_QUERIES * dimension);
    this.#distances = engine.arena.allocateFloats(MAX_QUERIES * BLOCK_COLUMNS);
  }

  /** Embeddings that are in memory. */
  get count(): number {
    return this.#count;
  }

  /** @param embeddings (N, dimension) @throws RangeError if the memory has no room for them: then none is added */
  add(embeddings: Float32Array): void {
    const { dimension } = this;
    const rows = embeddings.length / dimension;
    const { arena } = this.#engine;
    const bytes = BLOCK_COLUMNS * dimension * 4;
    const missing = Math.max(0, Math.ceil((this.#count + rows) / BLOCK_COLUMNS) - this.#blocks.length);
    const fresh = missing > 0 ? arena.allocate(missing * bytes) : 0;
    for (let i = 0; i < missing; i++) this.#blocks.push({ at: fresh + i * bytes, numbers: new Uint32Array() });
    const { f32 } = arena.views;
    for (let row = 0; row < rows; ) {
      const block = this.#blocks[Math.floor(this.#count / BLOCK_COLUMNS)];
      const column = this.#count % BLOCK_COLUMNS;
      const part = Math.min(rows - row, BLOCK_COLUMNS - column);
      for (let d = 0; d < dimension; d++) {
        const to = block.at / 4 + d * BLOCK_COLUMNS + column;
        for (let i = 0; i < part; i++) f32[to + i] = embeddings[(row + i) * dimension + d];
      }
      const first = this.#count - column;
      block.numbers = Uint32Array.from({ length: column + part }, (_, i) => first + i);
      this.#count += part;
      row += part;
    }
  }

  /** The embeddings again, a few at a time, with the number of the first; (n, dimension). */
  *rows(): Generator<{ first: number; embeddings: Float32Array }> {
    const { dimension } = this;
    for (const { at, numbers } of this.#blocks) {
      for (let from = 0; from < numbers.length; from += MAX_QUERIES) {
        const part = Math.min(MAX_QUERIES, numbers.length - from);
        const embeddings = new Float32Array(part * dimension);
        const { f32 } = this.#engine.arena.views;
        for (let d = 0; d < dimension; d++) {
          const column = at / 4 + d * BLOCK_COLUMNS + from;
          for (let i = 0; i < part; i++) embeddings[i * dimension + d] = f32[column + i];
        }
        yield { first: numbers[from], embeddings };
      }
    }
  }

  /**
   * Compares queries, (N, dimension), with all embeddings: squared distances in f32, added in the order of the dimensions.
   * @param from number of an embedding; blocks that end before it are left out
   */
  scan(queries: Float32Array, visit: VisitBlock, from = 0): void {
    const { dimension } = this;
    const { arena, kernels } = this.#engine;
    const { f32 } = arena.views;
    const blocks = this.#blocks.slice(Math.floor(from / BLOCK_COLUMNS));
    const count = queries.length / dimension;
    for (let first = 0; first < count; first += MAX_QUERIES) {
      const part = Math.min(MAX_QUERIES, count - first);
      f32.set(queries.subarray(first * dimension, (first + part) * dimension), this.#queries / 4);
      for (const { at, numbers } of blocks) {
        kernels.squaredDistances(this.#distances, this.#queries, at, part, dimension, BLOCK_COLUMNS);
        for (let q = 0; q < part; q++) {
          const row = this.#distances / 4 + q * BLOCK_COLUMNS;
          visit(first + q, f32.subarray(row, row + numbers.length), numbers);
        }
      }
    }
  }
}
