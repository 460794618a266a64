// Writes the compiled kernels into a TypeScript file as base64, so that the library needs no path to find them.
import { readFileSync, writeFileSync } from "node:fs";

const wasm = readFileSync("build/kernels.wasm");
const source = `// Made by scripts/embed-kernels.mjs from assembly/.
export const kernelsBase64 =
  "${wasm.toString("base64")}";
`;
writeFileSync("src/wasm/kernels-base64.ts", source);
console.error(`kernels.wasm: ${wasm.length} bytes`);
