// Makes what is published besides the modules that the compiler has written to dist/src: each entry and the command line
// in few files. What several of them use lies in chunks that they share, so that there is one class of each name,
// whichever entries are imported. The kernels travel inside the JavaScript, so that nothing has to be found at run time.
// So do packages of which a small part is used: carry-packages.ts.
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { carried, carryPackages, noteLicences, options } from "./carry-packages.ts";
import { bundleOf, COMMAND, entries, type Made, workerdEntries, workerdOf, writePackageFields } from "./entries.ts";

const { dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));

/** What the modules in dist/src hold already: the digits, a megabyte, and the readers' packages. */
const heldElsewhere: Plugin = {
  name: "held",
  setup({ onResolve }) {
    const held = (filter: RegExp, file: string) =>
      onResolve({ filter }, () => ({ path: `../src/${file}`, external: true }));
    held(/digits-base64\.ts$/, "mnist/digits-base64.js");
    for (const { name, file } of carried) held(new RegExp(`^${name}$`), `read/${file}`);
  },
};

/** For Node: pictures are drawn by what carry-packages.ts makes. */
const picturesElsewhere: Plugin = {
  name: "pictures",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/plot\.ts$/ }, () => ({ path: "./plot.js", external: true }));
    onResolve({ filter: /^\.\/fonts\.ts$/ }, ({ resolveDir }) => ({ path: join(resolveDir, "packed-fonts.ts") }));
  },
};

/** For workerd: compiled code is imported, from beside dist/workerd. */
const compiledElsewhere: Plugin = {
  name: "compiled",
  setup({ onResolve }) {
    const found = /\/compile-(kernels|jpeg)\.ts$/;
    onResolve({ filter: found }, ({ path, resolveDir }) => ({
      path: join(
        resolveDir,
        path.replace("compile-kernels", "workerd-kernels").replace("compile-jpeg", "workerd-jpeg"),
      ),
    }));
    onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** @returns the paths of what was bundled */
async function bundle(
  made: readonly Made[],
  pathOf: (entry: Made) => string,
  outdir: string,
  more: Pick<BuildOptions, "external" | "plugins">,
) {
  const { metafile } = await build({
    ...options,
    entryPoints: Object.fromEntries(
      made.map((entry) => [relative(outdir, pathOf(entry)).replace(/\.js$/, ""), entry.source]),
    ),
    outdir,
    chunkNames: "[hash]",
    splitting: true,
    metafile: true,
    // Tells tools that the worker, which imports and exports nothing, is a module too.
    footer: { js: "export {};" },
    ...more,
  });
  return Object.keys(metafile.inputs);
}

const bundled = await bundle([...entries, COMMAND], bundleOf, "dist/bundle", {
  external: ["node:*", "fs", ...Object.keys({ ...dependencies, ...peerDependencies })],
  plugins: [heldElsewhere, picturesElsewhere],
});
const forWorkerd = await bundle(workerdEntries, workerdOf, "dist/workerd", {
  // MozJPEG asks for Node's only in Node.
  external: ["node:*", "module"],
  plugins: [heldElsewhere, compiledElsewhere],
});
copyFileSync("node_modules/@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm", "dist/mozjpeg.wasm");
noteLicences([...bundled, ...forWorkerd, ...(await carryPackages())]);
copyFileSync("build/kernels.wasm", "dist/kernels.wasm");
// The types of the kernels are those that their compiler wrote.
mkdirSync("dist/build", { recursive: true });
copyFileSync("build/kernels.d.ts", "dist/build/kernels.d.ts");
writePackageFields();
