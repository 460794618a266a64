import type { instantiate as compiled } from "../../build/kernels.js";

/**
 * The arithmetic of the library: functions over byte offsets in one linear memory. The types are those that the
 * compiler wrote for the SIMD build; src/reference has the same functions in scalar TypeScript.
 * What each computes, with its shapes, stands in assembly/.
 */
export type Kernels = Omit<Awaited<ReturnType<typeof compiled>>, "memory">;

/**
 * Where the compiled kernels come from: by default the bytes that travel inside this package. A URL is fetched; the file is
 * `siamese-simd/kernels.wasm`.
 */
export type KernelSource = WebAssembly.Module | Uint8Array<ArrayBuffer> | URL;

/** Instantiates compiled kernels over `memory`. */
export async function loadKernels(memory: WebAssembly.Memory, module: WebAssembly.Module): Promise<Kernels> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return exports as unknown as Kernels;
}
