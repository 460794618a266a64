import { instantiate } from "@assemblyscript/loader";
import { createReferenceKernels } from "../../src/reference/index.ts";
import { Arena } from "../../src/wasm/arena.ts";
import type { Kernels } from "../../src/wasm/kernels.ts";
import { readTestedKernels } from "./kernel-source.ts";
import { lehmer } from "./lehmer.ts";

const GUARD = 64;

/** What a block of memory is to a kernel: its result, its input, or scratch whose content does not matter. */
type Role = "out" | "in" | "scratch";

interface Block {
  at: number;
  bytes: number;
  role: Role;
}

/**
 * One memory for the SIMD kernels and one for their scalar twins, with the same random content. `check` runs a kernel
 * on both and compares every byte: results must have the same bits, and nothing outside them may have changed.
 */
export class KernelPair {
  readonly simd: Kernels;
  readonly scalar: Kernels;
  readonly #memories: WebAssembly.Memory[];
  readonly #blocks: Block[] = [];
  #end = GUARD;
  readonly random: () => number;

  private constructor(simd: Kernels, memories: WebAssembly.Memory[], seed: number) {
    this.simd = simd;
    this.scalar = createReferenceKernels(new Arena(memories[1]));
    this.#memories = memories;
    this.random = lehmer(seed);
    const f32 = this.f32(0);
    for (let i = 0; i < f32.length; i++) f32[i] = i < 4096 ? this.random() * 2 - 1 : f32[i - 4096];
  }

  /** @param pages of 64 KiB that each memory has */
  static async create(seed = 1, pages = 8): Promise<KernelPair> {
    const memories = [0, 1].map(() => new WebAssembly.Memory({ initial: pages, maximum: pages }));
    // By the compiler's own loader: the file is one that any AssemblyScript host takes, not this library alone.
    const { exports } = await instantiate(readTestedKernels(), { env: { memory: memories[0] } });
    return new KernelPair(exports as unknown as Kernels, memories, seed);
  }

  f32(side = 0): Float32Array {
    return new Float32Array(this.#memories[side].buffer);
  }
  i32(side = 0): Int32Array {
    return new Int32Array(this.#memories[side].buffer);
  }
  u8(side = 0): Uint8Array {
    return new Uint8Array(this.#memories[side].buffer);
  }

  block(bytes: number, role: Role): number {
    const at = this.#end;
    this.#blocks.push({ at, bytes, role });
    this.#end = at + Math.ceil(bytes / 16) * 16 + GUARD;
    if (this.#end > this.u8().length) throw new Error("test memory is too small");
    return at;
  }

  floats(count: number, role: Role, value?: (i: number) => number): number {
    const at = this.block(count * 4, role);
    if (value) for (let i = 0; i < count; i++) this.f32()[at / 4 + i] = value(i);
    return at;
  }

  /** Runs `call` on both; returns what differs from the promise, or "" if nothing does. */
  check(call: (kernels: Kernels) => unknown): string {
    const before = this.u8().slice();
    this.u8(1).set(before);
    const results = [call(this.simd), call(this.scalar)];
    const [simd, scalar] = [this.u8(0), this.u8(1)];
    for (const { at, bytes } of this.#blocks.filter(({ role }) => role === "scratch")) {
      for (const side of [simd, scalar]) side.set(before.subarray(at, at + bytes), at);
    }
    const outs = this.#blocks.filter(({ role }) => role === "out");
    const inside = (i: number) => outs.some(({ at, bytes }) => i >= at && i < at + bytes);
    const [first, last] = [outs[0].at, outs[outs.length - 1]];
    const untouched = (from: number, to: number) =>
      Buffer.compare(simd.subarray(from, to), before.subarray(from, to)) === 0 &&
      Buffer.compare(scalar.subarray(from, to), before.subarray(from, to)) === 0;
    const end = last.at + last.bytes;
    if (!untouched(0, first) || !untouched(end, simd.length)) return "memory beyond the outputs changed";
    for (let i = first; i < end; i++) {
      if (simd[i] !== scalar[i]) return `byte ${i}: SIMD ${simd[i]}, scalar ${scalar[i]}`;
      if (simd[i] !== before[i] && !inside(i)) return `byte ${i} is outside every output and changed`;
    }
    if (!Object.is(results[0], results[1])) return `returned ${results[0]} and ${results[1]}`;
    return "";
  }
}
