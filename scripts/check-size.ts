// The size budget: what a page pays, minified and gzipped, kernels and all.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const budgets = [
  {
    what: "load a model, embed, compare",
    code: 'export { createNetwork, loadModel } from "./src/index.ts";',
    most: 25_000,
  },
  {
    what: "train, judge, save and load",
    code: 'export { createDataset, createNetwork, fingerprint, loadModel, saveModel, train } from "./src/index.ts";',
    most: 34_000,
  },
];

for (const { what, code, most } of budgets) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: ".", loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    write: false,
  });
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  console.log(`${what}: ${bytes} bytes of at most ${most}`);
  if (bytes > most) process.exitCode = 1;
}
