import { readFileSync } from "node:fs";

/** Whether the tests run on the debug build of the kernels, which asserts what they take for granted. */
export const isDebug = (import.meta as { env?: { MODE?: string } }).env?.MODE === "debug";

/** The kernels to test, as the compiler wrote them. */
export const readTestedKernels = () =>
  new Uint8Array(readFileSync(isDebug ? "build/kernels-debug.wasm" : "build/kernels.wasm"));

/** The same as an option of `createNetwork`; those of the release travel inside the package. */
export const testedKernels = isDebug ? { kernels: readTestedKernels() } : {};
