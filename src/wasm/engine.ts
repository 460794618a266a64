import { Arena } from "./arena.ts";
import { compileKernels } from "./compile-kernels.ts";
import { type KernelSource, type Kernels, loadKernels } from "./kernels.ts";

/** "wasm": the SIMD kernels; "js": the scalar ones, same bits, some 15 times slower. */
export type Backend = "wasm" | "js";

/** What computes: kernels, SIMD or scalar, over one linear memory. */
export interface Engine {
  readonly backend: Backend;
  readonly kernels: Kernels;
  readonly arena: Arena;
  /** The compiled kernels, for threads that are to run them; none with scalar kernels. */
  readonly module: WebAssembly.Module | undefined;
}

export interface EngineOptions {
  /** Default: "wasm" where WebAssembly SIMD is, else "js". */
  readonly backend?: Backend | undefined;
  /** Whether several threads can work in its memory. */
  readonly shared: boolean;
  /** Most bytes of its memory. */
  readonly maxMemory: number;
  /** Default: the kernels inside this package. */
  readonly source?: KernelSource | undefined;
  /** Whether all of these kernels are wanted, not the default network's alone. */
  readonly all: boolean;
}

/** The kernels of `module`, or the scalar ones without, over a memory that may be another thread's. */
export async function joinEngine(arena: Arena, module?: WebAssembly.Module): Promise<Engine> {
  if (module) return { backend: "wasm", kernels: await loadKernels(arena.memory, module), arena, module };
  // Asked for only here, so that a page whose browser has WebAssembly SIMD never loads them.
  const { createReferenceKernels } = await import("../reference/index.ts");
  return { backend: "js", kernels: createReferenceKernels(arena), arena, module };
}

/**
 * An engine over a new memory.
 * @throws CompileError if `backend` is "wasm" and WebAssembly SIMD is missing; TypeError if shared memory is
 */
export async function createEngine({ backend, shared, maxMemory, source, all }: EngineOptions): Promise<Engine> {
  if (shared && typeof SharedArrayBuffer === "undefined") {
    throw new TypeError("Shared memory is missing here (a page must be cross-origin isolated): use one thread.");
  }
  const arena = shared ? Arena.shared(maxMemory) : new Arena(undefined, maxMemory);
  if (backend === "js") return joinEngine(arena);
  let module: WebAssembly.Module | undefined;
  try {
    module = await compileKernels(source, shared, all);
  } catch (error) {
    // Only where our own kernels cannot be compiled is there a reason to go on without them.
    if (backend === "wasm" || source !== undefined || !(error instanceof WebAssembly.CompileError)) throw error;
  }
  return joinEngine(arena, module);
}
