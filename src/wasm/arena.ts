import type { Views } from "../reference/views.ts";

/** Bytes by which a linear memory grows. */
const PAGE = 65536;

/** The most linear memory that a network may ask for: 1 GiB. */
export const MAX_MEMORY_BYTES = 1 << 30;

/**
 * The most that threads share unless told: 128 MiB, enough for MNIST's 60,000 images. A shared memory's address space is
 * taken whole when it is made, and phones refuse large ones.
 */
const MAX_SHARED_BYTES = 1 << 27;

/** What blocks of memory are planned on. */
export interface Allocator {
  /** The byte offset of a new block. */
  allocate(bytes: number): number;
  allocateFloats(count: number): number;
}

/**
 * The most bytes that a linear memory may have: what was asked for, or the default for a plain or a shared one.
 * @throws RangeError unless it is whole pages up to 1 GiB
 */
export function memoryLimit(maxMemory: number | undefined, shared: boolean): number {
  const limit = maxMemory ?? (shared ? MAX_SHARED_BYTES : MAX_MEMORY_BYTES);
  if (Number.isInteger(limit / PAGE) && limit >= PAGE && limit <= MAX_MEMORY_BYTES) return limit;
  throw new RangeError(`maxMemory must be whole pages of ${PAGE} bytes up to ${MAX_MEMORY_BYTES}, got ${limit}.`);
}

const ALIGNMENT = 16;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** Plans blocks on no memory at all: to know how much a plan needs before any is taken. */
export class MemoryCount implements Allocator {
  /** Bytes, with the 16 at address 0 that are never handed out. */
  used = ALIGNMENT;

  allocate(bytes: number): number {
    const begin = this.used;
    this.used += aligned(bytes);
    return begin;
  }

  allocateFloats(count: number): number {
    return this.allocate(count * 4);
  }
}

/**
 * Hands out the blocks of one linear memory. Blocks are 16-byte aligned, zeroed, and live as long as the memory;
 * address 0 is never handed out. Networks allocate while they are planned, never while they train.
 */
export class Arena implements Allocator {
  readonly memory: WebAssembly.Memory;
  #end = ALIGNMENT;
  #views: Views | undefined;
  readonly #maximum: number;

  /** @param maximum most bytes; a memory that is given must have been made with this maximum */
  constructor(memory?: WebAssembly.Memory, maximum = MAX_MEMORY_BYTES) {
    this.memory = memory ?? new WebAssembly.Memory({ initial: 1, maximum: maximum / PAGE });
    this.#maximum = maximum;
  }

  /** An arena of at most `maximum` bytes that several threads can work in. */
  static shared(maximum: number): Arena {
    return new Arena(new WebAssembly.Memory({ initial: 1, maximum: maximum / PAGE, shared: true }), maximum);
  }

  /** Bytes handed out so far. */
  get used(): number {
    return this.#end;
  }

  /**
   * A new block of `bytes` bytes.
   * @throws RangeError if the memory cannot grow by so much
   */
  allocate(bytes: number): number {
    const begin = this.#end;
    const end = begin + aligned(bytes);
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.memory.grow(Math.ceil(missing / PAGE));
      } catch {
        // Beyond its maximum, or beyond what this machine has.
        throw new RangeError(
          `Out of linear memory: ${bytes} bytes asked for with ${begin} in use, at most ${this.#maximum}.`,
        );
      }
    }
    this.#end = end;
    return begin;
  }

  /** A new block for `count` 4-byte elements. */
  allocateFloats(count: number): number {
    return this.allocate(count * 4);
  }

  get views(): Views {
    const { buffer } = this.memory;
    if (this.#views?.f32.buffer !== buffer) {
      this.#views = {
        f32: new Float32Array(buffer),
        f64: new Float64Array(buffer),
        i32: new Int32Array(buffer),
        u32: new Uint32Array(buffer),
        u8: new Uint8Array(buffer),
      };
    }
    return this.#views;
  }
}
