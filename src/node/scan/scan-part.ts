import { closeSync, openSync, readSync } from "node:fs";
import { TopK } from "../../metrics/top-k.ts";
import { refuse } from "../../read/unreadable.ts";
import { RowScan } from "../../search/row-scan.ts";
import { Arena } from "../../wasm/arena.ts";
import { joinEngine } from "../../wasm/engine.ts";
import { failureReason } from "../write/durable-write.ts";

/** What all parts are compared with. */
export interface ScanStart {
  /** (N, dimension), finite */
  readonly queries: Float32Array;
  readonly dimension: number;
  readonly k: number;
  /** The kernels; without, the scalar ones. */
  readonly module: WebAssembly.Module | undefined;
}

/** Rows of a file of floats, little-endian, row by row. */
export interface Part {
  readonly path: string;
  /** The byte at which they begin. */
  readonly start: number;
  readonly rows: number;
  /** The number of the first within the file. */
  readonly firstRow: number;
}

/** The nearest of a part to each query; (N, k), as `TopK` lists them, with numbers within the part. */
export interface PartNeighbours {
  readonly neighbours: Uint32Array;
  readonly distances: Float32Array;
}

function readFully(file: number, bytes: Uint8Array, at: number, path: string): void {
  for (let length = 0; length < bytes.length; ) {
    const got = readSync(file, bytes, length, bytes.length - length, at + length);
    if (got === 0) refuse(path, "it became shorter while it was read.");
    length += got;
  }
}

/** Makes what finds the nearest of one part after another. It reads straight into the memory that is computed in. */
export async function createPartScan({ queries, dimension, k, module }: ScanStart) {
  const scan = new RowScan(await joinEngine(new Arena(), module), queries, dimension);
  const count = queries.length / dimension;
  const searchFile = (file: number, { path, start, rows, firstRow }: Part): PartNeighbours => {
    const lists = Array.from({ length: count }, () => new TopK(k));
    for (let row = 0; row < rows; row += scan.most) {
      const length = Math.min(scan.most, rows - row);
      const { buffer, byteOffset } = scan.rows;
      readFully(file, new Uint8Array(buffer, byteOffset, length * dimension * 4), start + row * dimension * 4, path);
      const wrong = scan.scan(length, lists, row);
      if (wrong >= 0) refuse(path, `row ${firstRow + row + wrong}: expected finite numbers, got another.`);
    }
    const found = { neighbours: new Uint32Array(count * k), distances: new Float32Array(count * k) };
    for (const [q, { neighbours, distances }] of lists.entries()) {
      found.neighbours.set(neighbours, q * k);
      found.distances.set(distances, q * k);
    }
    return found;
  };
  /** @throws UnreadableFileError if the file cannot be read, or a number is not finite */
  return (part: Part): PartNeighbours => {
    let file: number | undefined;
    try {
      file = openSync(part.path, "r");
      return searchFile(file, part);
    } catch (error) {
      // An errno is the system's own.
      if ((error as NodeJS.ErrnoException).errno === undefined) throw error;
      return refuse(part.path, `cannot be read: ${failureReason(error)}.`, error);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  };
}
