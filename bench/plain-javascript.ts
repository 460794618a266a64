import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { defaultArchitecture } from "../src/nn/architecture.ts";
import { buildNetwork, type Network } from "../src/nn/network.ts";
import { Random } from "../src/random.ts";
import type { createReferenceKernels } from "../src/reference/index.ts";
import { Arena } from "../src/wasm/arena.ts";

/** Takes the rounding to single precision out of src/reference. */
export const withoutRounding: Plugin = {
  name: "without-rounding",
  setup({ onLoad }) {
    onLoad({ filter: /reference\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { loader: "ts", contents: source.replaceAll("fround(", "(") };
    });
  },
};

/**
 * The best plain JavaScript loops of the same work: src/reference without its rounding of every operation to single
 * precision, which plain JavaScript has no use for and which costs it time (the bench prints both). Sums are then in
 * double precision. Everything else is kept: typed arrays, several sums at a time, maxima only, blank windows skipped.
 */
async function loadPlainJavaScript(): Promise<typeof createReferenceKernels> {
  const outfile = "build/plain-javascript.mjs";
  await build({
    entryPoints: ["src/reference/index.ts"],
    bundle: true,
    format: "esm",
    outfile,
    logLevel: "error",
    plugins: [withoutRounding],
  });
  return (await import(pathToFileURL(outfile).href)).createReferenceKernels;
}

/** The default network on those loops. */
export async function plainNetwork(): Promise<Network> {
  const arena = new Arena();
  const kernels = (await loadPlainJavaScript())(arena);
  return buildNetwork({ backend: "js", kernels, arena, module: undefined }, defaultArchitecture, Random.fromSeed(1));
}
