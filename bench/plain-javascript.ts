import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { createReferenceKernels } from "../src/reference/index.ts";

/**
 * The best plain JavaScript loops of the same work: src/reference without its rounding of every operation to single
 * precision, which plain JavaScript has no use for and which costs it time (the bench prints both). Sums are then in
 * double precision. Everything else is kept: typed arrays, several sums at a time, winners only, blank windows skipped.
 */
export async function loadPlainJavaScript(): Promise<typeof createReferenceKernels> {
  const outfile = "build/plain-javascript.mjs";
  await build({
    entryPoints: ["src/reference/index.ts"],
    bundle: true,
    format: "esm",
    outfile,
    logLevel: "error",
    plugins: [
      {
        name: "without-rounding",
        setup({ onLoad }) {
          onLoad({ filter: /reference\/.*\.ts$/ }, async ({ path }) => {
            const source = await readFile(path, "utf8");
            return { loader: "ts", contents: source.replaceAll("fround(", "(") };
          });
        },
      },
    ],
  });
  return (await import(pathToFileURL(outfile).href)).createReferenceKernels;
}
