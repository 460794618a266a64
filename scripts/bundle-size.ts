import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Bytes, minified and gzipped. */
export interface Sizes {
  readonly first: number;
  readonly onDemand: number;
}

/**
 * Bytes of the files that a page with this code loads at once, and of those that it loads on demand.
 * @param folder the checkout that it imports from
 */
export async function sizesOf(code: string, folder = "."): Promise<Sizes> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: folder, loader: "ts" },
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
