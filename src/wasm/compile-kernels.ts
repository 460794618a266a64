// Where bytes may be compiled. Where they may not (workerd) the package's build puts workerd-kernels.ts in this file's place.
import type { KernelSource } from "./kernels.ts";
import { kernelsText } from "./kernels-text.ts";
import { decodeText } from "./text-bytes.ts";

async function bytesOf(
  source: Uint8Array<ArrayBuffer> | URL | undefined,
  all: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!source) return decodeText(all ? (await import("./all-kernels-text.ts")).allKernelsText : kernelsText);
  if (!(source instanceof URL)) return source;
  const response = await fetch(source);
  if (!response.ok) throw new Error(`${source}: expected the kernels, the server answered ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Compiles the kernels, for a shared memory if asked: those of the core alone, or all. Rejects with a CompileError where
 * WebAssembly SIMD is missing.
 */
export async function compileKernels(
  source: KernelSource | undefined,
  shared: boolean,
  all: boolean,
): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  const plain = await bytesOf(source, all);
  const bytes = shared ? (await import("./shared-bytes.ts")).shareMemory(plain) : plain;
  try {
    // At once: a dozen kB take less time than it takes to ask another thread for them.
    return new WebAssembly.Module(bytes);
  } catch {
    // Old engines refuse that on a page's main thread. What cannot be compiled at all is told by this.
    return WebAssembly.compile(bytes);
  }
}
