import { TopK } from "../metrics/top-k.ts";
import { checkEmbeddings } from "../metrics/validate.ts";
import { checkOptions } from "../options.ts";
import { MAX_MEMORY_BYTES } from "../wasm/arena.ts";
import { type Backend, createEngine, type Engine } from "../wasm/engine.ts";
import type { KernelSource } from "../wasm/kernels.ts";
import { ColumnBlocks } from "./column-blocks.ts";
import { RowScan } from "./row-scan.ts";

/** The embeddings nearest to each of N queries. */
export interface Neighbours {
  /** Numbers of embeddings, as they were added, 0 being the first; (N, k), each query's nearest first. */
  readonly numbers: Uint32Array;
  /** Euclidean distances to them, in embedding units; (N, k). */
  readonly distances: Float64Array;
  /** As asked for, or as many embeddings as there are where these are fewer. */
  readonly k: number;
}

export interface SearchOptions {
  /** Default: "wasm" where WebAssembly SIMD is, else "js"; the same bits. */
  readonly backend?: Backend | undefined;
  /** Compiled kernels, for places that forbid compiling from bytes. Default: those inside this package. */
  readonly kernels?: KernelSource | undefined;
}

const MAX_DIMENSION = 4096;
/** A list of so many is still in order soon. */
const MAX_NEIGHBOURS = 65_536;

async function createSearchEngine(
  dimension: number,
  options: SearchOptions,
  what: string,
  all: boolean,
): Promise<Engine> {
  checkOptions(options, what, ["backend", "kernels"]);
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > MAX_DIMENSION) {
    throw new RangeError(`${what}: expected a dimension of 1 to ${MAX_DIMENSION}, got ${dimension}.`);
  }
  const { backend, kernels: source } = options;
  return createEngine({ backend, source, shared: false, maxMemory: MAX_MEMORY_BYTES, all });
}

function checkCount(k: number): void {
  if (!Number.isSafeInteger(k) || k < 1 || k > MAX_NEIGHBOURS) {
    throw new RangeError(`k: expected an integer from 1 to ${MAX_NEIGHBOURS}, got ${k}.`);
  }
}

function checkNumbers(embeddings: Float32Array, dimension: number, name: string): number {
  if (!(embeddings instanceof Float32Array)) throw new TypeError(`Expected ${name} as a Float32Array.`);
  return checkEmbeddings(embeddings, dimension, name);
}

/** The first k of each list, with distances that are no squares. */
function gather(lists: readonly TopK[], k: number): Neighbours {
  const numbers = new Uint32Array(lists.length * k);
  const distances = new Float64Array(lists.length * k);
  for (const [q, list] of lists.entries()) {
    numbers.set(list.neighbours.subarray(0, k), q * k);
    for (let i = 0; i < k; i++) distances[q * k + i] = Math.sqrt(list.distances[i]);
  }
  return { numbers, distances, k };
}

let makeIndex: (blocks: ColumnBlocks) => NearestIndex;
let makeScan: (scan: RowScan, lists: readonly TopK[]) => NearestScan;

/**
 * An exact nearest-neighbour index in memory, made by `createNearestIndex`: every query is compared with every embedding,
 * by the SIMD kernel, in f32, the same bits on every machine. Of equally near ones the one added first comes first. A
 * million embeddings of 10 numbers take 40 MB.
 */
export class NearestIndex {
  static {
    makeIndex = (blocks) => new NearestIndex(blocks);
  }

  readonly #blocks: ColumnBlocks;

  private constructor(blocks: ColumnBlocks) {
    this.#blocks = blocks;
  }

  /** Numbers in an embedding. */
  get dimension(): number {
    return this.#blocks.dimension;
  }

  /** How many embeddings are in it. */
  get count(): number {
    return this.#blocks.count;
  }

  /**
   * Adds embeddings; they are numbered on.
   * @param embeddings (N, dimension)
   * @throws TypeError for another kind of array; RangeError for rows of another length, numbers that are not finite, or
   *   more than 1 GiB in all
   */
  add(embeddings: Float32Array): void {
    checkNumbers(embeddings, this.dimension, "embeddings");
    this.#blocks.add(embeddings);
  }

  /**
   * The k nearest of all embeddings to each query.
   * @param queries (N, dimension)
   * @throws TypeError, RangeError as `add`, and for a k outside 1 to 65,536 or an empty index
   */
  nearest(queries: Float32Array, k: number): Neighbours {
    checkCount(k);
    const count = checkNumbers(queries, this.dimension, "queries");
    if (this.count === 0) throw new RangeError("The index is empty: add embeddings first.");
    const kept = Math.min(k, this.count);
    const lists = Array.from({ length: count }, () => new TopK(kept));
    this.#blocks.scan(queries, (query, row, numbers) => lists[query].add(row, numbers));
    return gather(lists, kept);
  }

  /**
   * Groups of embeddings that are near to each other: two are in one group if a chain of embeddings leads from one to the
   * other, each at most `radius` from the next (single linkage). Every pair is looked at once.
   *
   * @param radius Euclidean, at least 0
   * @returns groups of at least two, as ascending numbers, in the order of their first
   * @throws RangeError for a radius below 0 or not finite
   */
  groups(radius: number): number[][] {
    if (!(radius >= 0 && radius < Infinity)) {
      throw new RangeError(`radius: expected a finite distance of at least 0, got ${radius}.`);
    }
    const parents = Uint32Array.from({ length: this.count }, (_, i) => i);
    const rootOf = (number: number): number => {
      let root = number;
      while (parents[root] !== root) {
        parents[root] = parents[parents[root]];
        root = parents[root];
      }
      return root;
    };
    // Most pairs are far apart: they are passed over without a root. A little above the square, which is rounded.
    const limit = radius * radius * (1 + 1e-12);
    for (const { first, embeddings } of this.#blocks.rows()) {
      const visit = (query: number, row: Float32Array, numbers: Uint32Array): void => {
        const own = first + query;
        for (let i = Math.max(0, own + 1 - numbers[0]); i < row.length; i++) {
          if (!(row[i] <= limit) || Math.sqrt(row[i]) > radius) continue;
          const [a, b] = [rootOf(own), rootOf(numbers[i])];
          // The lowest number of a group is its root.
          parents[Math.max(a, b)] = Math.min(a, b);
        }
      };
      this.#blocks.scan(embeddings, visit, first);
    }
    const groups = new Map<number, number[]>();
    for (let number = 0; number < parents.length; number++) {
      const root = rootOf(number);
      if (root === number) continue;
      const group = groups.get(root);
      if (group) group.push(number);
      else groups.set(root, [root, number]);
    }
    return [...groups.values()].sort(([a], [b]) => a - b);
  }
}

/** @param dimension numbers in an embedding, 1 to 4096 @throws RangeError, TypeError for other arguments */
export async function createNearestIndex(dimension: number, options: SearchOptions = {}): Promise<NearestIndex> {
  return makeIndex(
    new ColumnBlocks(await createSearchEngine(dimension, options, "createNearestIndex", false), dimension),
  );
}

/** A search through embeddings that come part by part and are not kept; made by `createNearestScan`. */
export class NearestScan {
  static {
    makeScan = (scan, lists) => new NearestScan(scan, lists);
  }

  readonly #scan: RowScan;
  readonly #lists: readonly TopK[];
  #seen = 0;

  private constructor(scan: RowScan, lists: readonly TopK[]) {
    this.#scan = scan;
    this.#lists = lists;
  }

  /** How many embeddings were seen. */
  get count(): number {
    return this.#seen;
  }

  /** Compares the queries with further embeddings, which are numbered on; as `NearestIndex.add`. */
  add(embeddings: Float32Array): void {
    const { dimension, most } = this.#scan;
    const count = checkNumbers(embeddings, dimension, "embeddings");
    for (let row = 0; row < count; row += most) {
      const part = embeddings.subarray(row * dimension, Math.min(count, row + most) * dimension);
      this.#scan.rows.set(part);
      this.#scan.scan(part.length / dimension, this.#lists, this.#seen + row);
    }
    this.#seen += count;
  }

  /** The nearest of all that were seen. */
  result(): Neighbours {
    return gather(this.#lists, Math.min(this.#lists[0].neighbours.length, this.#seen));
  }
}

/**
 * A search through any number of embeddings that need not be in memory at once: the same result as that of an index.
 * @param queries (N, dimension), at least one
 * @throws TypeError, RangeError as `NearestIndex.nearest`
 */
export async function createNearestScan(
  queries: Float32Array,
  dimension: number,
  k: number,
  options: SearchOptions = {},
): Promise<NearestScan> {
  checkCount(k);
  const engine = await createSearchEngine(dimension, options, "createNearestScan", true);
  const count = checkNumbers(queries, dimension, "queries");
  if (count === 0) throw new RangeError("queries: expected at least one embedding, got none.");
  const lists = Array.from({ length: count }, () => new TopK(k));
  return makeScan(new RowScan(engine, queries, dimension), lists);
}
