// Bundles the library and its worker for places that take one file: a page without a bundler, and bundlers themselves.
// Each holds the kernels as bytes, so that nothing has to be found at run time.
import { copyFileSync } from "node:fs";
import { build } from "esbuild";

await build({
  entryPoints: { "siamese-simd": "src/index.ts", worker: "src/threads/web-entry.ts" },
  outdir: "dist",
  bundle: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "inline",
  // Tells tools that the worker, which imports and exports nothing, is a module too.
  footer: { js: "export {};" },
  logLevel: "warning",
});
copyFileSync("build/kernels.wasm", "dist/kernels.wasm");
