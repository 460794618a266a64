// The size budgets: what a page loads for an entry of the built package, bundled, minified and gzipped, kernels and all.
// What it loads on demand only is apart: the scalar kernels, where there is no WebAssembly SIMD, and several threads.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { entries, moduleOf } from "./entries.ts";

interface Sizes {
  readonly first: number;
  readonly onDemand: number;
}

/** Bytes of the files that a page loads at once, and of the rest. */
async function sizesOf(code: string): Promise<Sizes> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: ".", loader: "js" },
    outdir: "build/size",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    write: false,
    metafile: true,
  });
  const { outputs } = metafile;
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { kind, path: next } of outputs[path].imports) if (kind !== "dynamic-import") load(next);
  };
  load(Object.keys(outputs).find((path) => outputs[path].entryPoint === "<stdin>") ?? "");
  let [first, onDemand] = [0, 0];
  for (const { path, contents } of outputFiles) {
    const bytes = gzipSync(contents, { level: 9 }).length;
    if ([...loaded].some((name) => path.endsWith(name))) first += bytes;
    else onDemand += bytes;
  }
  return { first, onDemand };
}

const budgets = [
  { what: "load a model, embed, compare", code: 'export { loadModel } from "./dist/src/index.js";', most: 20_000 },
  ...entries.flatMap(({ most, acts, ...entry }) => {
    const code = acts ? `import "${moduleOf(entry)}";` : `export * from "${moduleOf(entry)}";`;
    return most === undefined ? [] : [{ what: entry.name, code, most }];
  }),
];

for (const { what, code, most } of budgets) {
  const { first, onDemand } = await sizesOf(code);
  console.log(`${what}: ${first} bytes of at most ${most}${onDemand > 0 ? `; on demand ${onDemand} more` : ""}`);
  if (first > most) process.exitCode = 1;
}
