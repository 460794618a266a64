// workerd compiles no bytes, only files that a Worker is deployed with: the build puts this in place of compile-kernels.ts.
import kernels from "../kernels.wasm";
import type { compileKernels as anywhere } from "./compile-kernels.ts";

/** All kernels, whichever are asked for, compiled when the Worker was deployed. */
export const compileKernels: typeof anywhere = async (source, shared) => {
  if (shared) throw new TypeError("There are no threads in workerd: use one.");
  if (source === undefined) return kernels;
  if (source instanceof WebAssembly.Module) return source;
  throw new TypeError("workerd compiles no bytes: import the kernels as a module, or leave them out.");
};
