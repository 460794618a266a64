// Makes what is published besides the modules that the compiler has written to dist/src: each entry and the command line
// in few files. What several of them use lies in chunks that they share, so that there is one class of each name,
// whichever entries are imported. The kernels travel inside the JavaScript, so that nothing has to be found at run time.
// So do packages of which a small part is used: carry-packages.ts.
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { carryPackages, noteLicences, options } from "./carry-packages.ts";
import { bundleOf, COMMAND, entries, writePackageFields } from "./entries.ts";

const { dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));

const { metafile } = await build({
  ...options,
  entryPoints: Object.fromEntries(
    [...entries, COMMAND].map((entry) => [relative("dist/bundle", bundleOf(entry)).replace(/\.js$/, ""), entry.source]),
  ),
  outdir: "dist/bundle",
  chunkNames: "[hash]",
  splitting: true,
  metafile: true,
  external: ["node:*", "fs", ...Object.keys({ ...dependencies, ...peerDependencies })],
  plugins: [
    {
      name: "elsewhere",
      setup({ onResolve }) {
        // A megabyte, which the modules hold already.
        onResolve({ filter: /digits-base64\.ts$/ }, () => ({ path: "../src/mnist/digits-base64.js", external: true }));
        onResolve({ filter: /^\.\/plot\.ts$/ }, () => ({ path: "./plot.js", external: true }));
        onResolve({ filter: /^\.\/fonts\.ts$/ }, ({ resolveDir }) => ({ path: join(resolveDir, "packed-fonts.ts") }));
      },
    },
  ],
  // Tells tools that the worker, which imports and exports nothing, is a module too.
  footer: { js: "export {};" },
});
noteLicences([...Object.keys(metafile.inputs), ...(await carryPackages())]);
copyFileSync("build/kernels.wasm", "dist/kernels.wasm");
// The types of the kernels are those that their compiler wrote.
mkdirSync("dist/build", { recursive: true });
copyFileSync("build/kernels.d.ts", "dist/build/kernels.d.ts");
writePackageFields();
