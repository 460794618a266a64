// The size budgets: what a page loads for an entry of the built package, bundled, minified and gzipped, kernels and all.
// What it loads on demand only is apart: the scalar kernels, where there is no WebAssembly SIMD, and several threads.
import { sizesOf } from "./bundle-size.ts";
import { weighed } from "./entries.ts";
import { lastSizes } from "./size-history.ts";

const { commit, sizes } = lastSizes();
for (const { what, code, most } of weighed) {
  const { first, onDemand } = await sizesOf(code);
  const since = first - (sizes.get(what) ?? first);
  const change = since === 0 ? "" : `, ${since > 0 ? "+" : ""}${since} since ${commit}`;
  console.log(
    `${what}: ${first} bytes of at most ${most}${change}${onDemand > 0 ? `; on demand ${onDemand} more` : ""}`,
  );
  if (first > most) process.exitCode = 1;
}
