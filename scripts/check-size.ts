// The size budget: what a page loads, minified and gzipped, kernels and all. The scalar kernels, which are imported where
// WebAssembly SIMD is missing and nowhere else, are not among it.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const budgets = [
  {
    what: "load a model, embed, compare",
    code: 'export { loadModel } from "./src/index.ts";',
    most: 20_000,
  },
  {
    what: "train, judge, save and load",
    code: 'export { createDataset, createNetwork, fingerprint, loadModel, saveModel, train } from "./src/index.ts";',
    most: 33_000,
  },
];

for (const { what, code, most } of budgets) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: ".", loader: "ts" },
    bundle: true,
    splitting: true,
    outdir: "page",
    minify: true,
    format: "esm",
    target: ["es2022"],
    metafile: true,
    write: false,
  });
  const outputs = Object.entries(metafile.outputs);
  const loaded = new Set(outputs.filter(([, { entryPoint }]) => entryPoint === "<stdin>").map(([path]) => path));
  for (const path of loaded) {
    for (const { path: next, kind } of metafile.outputs[path].imports) {
      if (kind === "import-statement") loaded.add(next);
    }
  }
  const files = outputFiles.filter(({ path }) => [...loaded].some((name) => path.endsWith(name)));
  const bytes = files.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
  console.log(`${what}: ${bytes} bytes of at most ${most}`);
  if (bytes > most || files.length === 0) process.exitCode = 1;
}
