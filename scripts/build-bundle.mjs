// Bundles the library and its worker for places that take one file: a page without a bundler, and bundlers themselves.
// Each holds the kernels as bytes, so that nothing has to be found at run time. The scalar kernels are a file of their
// own, which is loaded where WebAssembly SIMD is missing.
import { copyFileSync, readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const options = {
  outdir: "dist",
  bundle: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "inline",
  logLevel: "warning",
};
// Shared parts have names with a hash, so those of the last build would stay.
for (const name of readdirSync("dist")) if (/-[A-Z0-9]{8}\.js$/.test(name)) rmSync(`dist/${name}`);
await build({ ...options, entryPoints: { "siamese-simd": "src/index.ts" }, splitting: true });
await build({
  ...options,
  entryPoints: { worker: "src/threads/web-entry.ts" },
  // Tells tools that the worker, which imports and exports nothing, is a module too.
  footer: { js: "export {};" },
});
copyFileSync("build/kernels.wasm", "dist/kernels.wasm");
