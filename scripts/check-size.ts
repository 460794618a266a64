// The size budgets: what a page loads for an entry of the built package, bundled, minified and gzipped, kernels and all.
// What it loads on demand only is apart: the scalar kernels, where there is no WebAssembly SIMD, and several threads.
import { sizesOf } from "./bundle-size.ts";
import { entries, moduleOf } from "./entries.ts";

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
