import { squaredDistances } from "../reference/squared-distances.ts";
import { Arena } from "../wasm/arena.ts";
import type { Kernels } from "../wasm/kernels.ts";

/** What computes distances: kernels and the memory they work in. */
export interface DistanceEngine {
  readonly arena: Arena;
  readonly kernels: Kernels;
}

export interface DistanceScanOptions {
  /** (M, dimension) f32, row-major, finite */
  readonly gallery: Float32Array;
  /** (N, dimension) f32, row-major, finite */
  readonly queries: Float32Array;
  readonly dimension: number;
  /** Which gallery embedding stands in which column of a row; (M). */
  readonly order: Uint32Array;
  /** Default: the scalar kernels, in a memory of their own; the same bits, some ten times slower. */
  readonly engine?: DistanceEngine | undefined;
}

// Distances in memory at a time, and the queries that share a pass over the gallery: enough to keep the kernel busy.
const BLOCK_DISTANCES = 1 << 20;
const MAX_QUERIES = 64;

// An arena takes nothing back, so each has one block that every scan uses; it grows by doubling.
const blocks = new WeakMap<Arena, { at: number; floats: number }>();

function blockOf(arena: Arena, floats: number): number {
  const known = blocks.get(arena);
  if (known && known.floats >= floats) return known.at;
  const size = Math.max(floats, 2 * (known?.floats ?? 0));
  const at = arena.allocateFloats(size);
  blocks.set(arena, { at, floats: size });
  return at;
}

/**
 * Calls `visit` for each query, in order, with its squared distances to the whole gallery: f32, added in the order of
 * the dimensions, infinite where they do not fit. The row is the visitor's to change, and valid during the call alone.
 * A few queries' rows are in memory at a time: for 60,000 gallery embeddings of 10 numbers, 7 MB in all.
 *
 * @throws RangeError if the gallery does not fit in the engine's memory
 */
export function scanDistances(options: DistanceScanOptions, visit: (query: number, row: Float32Array) => void): void {
  const { gallery, queries, dimension, order, engine } = options;
  const arena = engine?.arena ?? new Arena();
  const kernels = engine?.kernels ?? {
    squaredDistances: (...args: Parameters<Kernels["squaredDistances"]>) => squaredDistances(arena.views, ...args),
  };
  const count = order.length;
  const M = Math.ceil(count / 4) * 4;
  const N = queries.length / dimension;
  const room = Math.max(4, Math.min(MAX_QUERIES, N, Math.floor(BLOCK_DISTANCES / M / 4) * 4));
  const floats = [dimension * M, Math.ceil((room * dimension) / 4) * 4, room * M];
  const columns = blockOf(arena, floats[0] + floats[1] + floats[2]);
  const rows = columns + floats[0] * 4;
  const distances = rows + floats[1] * 4;
  const { f32 } = arena.views;
  for (let d = 0; d < dimension; d++) {
    const column = columns / 4 + d * M;
    for (let m = 0; m < count; m++) f32[column + m] = gallery[order[m] * dimension + d];
    f32.fill(0, column + count, column + M);
  }
  for (let first = 0; first < N; first += room) {
    const part = Math.min(room, N - first);
    f32.set(queries.subarray(first * dimension, (first + part) * dimension), rows / 4);
    kernels.squaredDistances(distances, rows, columns, part, dimension, M);
    for (let n = 0; n < part; n++) {
      const row = distances / 4 + n * M;
      visit(first + n, f32.subarray(row, row + count));
    }
  }
}
