// Bundles what the engines run with the built package in place of its sources, as an application would get it.
import { relative, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { bundleOf, entries, moduleOf, workerdOf } from "../../scripts/entries.ts";

/** As what the package is imported. */
const builds = { node: bundleOf, browser: moduleOf, workerd: workerdOf } as const;

/** Bundles scripts of this folder, and what a thread of a page runs. */
export async function bundleFor(kind: keyof typeof builds, name: string, outdir: string): Promise<void> {
  const packaged: Plugin = {
    name: "packaged",
    setup({ onResolve }) {
      onResolve({ filter: /\/src\/.*\.ts$/ }, ({ path, resolveDir }) => {
        const source = relative(".", resolve(resolveDir, path));
        const entry = entries.find((each) => each.source === source);
        return entry && { path: resolve(builds[kind](entry)) };
      });
    },
  };
  const worker = entries.find((each) => each.name === "./worker");
  await build({
    entryPoints: [
      { in: `test/engines/${name}.ts`, out: "main" },
      ...(kind === "workerd" || !worker ? [] : [{ in: builds[kind](worker), out: "thread" }]),
    ],
    outdir,
    plugins: [packaged],
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    loader: { ".wasm": "copy" },
    external: ["node:*", "fs", "module"],
    // Chunks of the package that nobody asks anything of are left out, which it would warn of.
    logLevel: "error",
  });
}
