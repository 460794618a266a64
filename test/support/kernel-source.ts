import { readFileSync } from "node:fs";

/** Whether the tests run on the debug build of the kernels, which asserts what they take for granted. */
export const isDebug = (import.meta as { env?: { MODE?: string } }).env?.MODE === "debug";

/** The kernels to test: an option of `createNetwork`. */
export const testedKernels = isDebug ? { kernels: new Uint8Array(readFileSync("build/kernels-debug.wasm")) } : {};
