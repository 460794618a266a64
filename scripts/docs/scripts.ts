// The scripts of the two pages that compute. A page from a disk may load neither modules nor files, so each is a classic
// script, with its worker inside it as text.
import { join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { withoutRounding } from "../../bench/plain-javascript.ts";
import { entries } from "../entries.ts";
import { samples } from "./samples.ts";

/** A block as a module that exports a function, with its own `console`. */
function asFunction(code: string): string {
  const imports = code.match(/^import .*$/gm) ?? [];
  const rest = code.replace(/^import .*$/gm, "");
  return `${imports.join("\n")}\nexport async function run(console) {${rest}}\n`;
}

/** The package's names by their sources, and the samples as modules. */
const liveSamples: Plugin = {
  name: "samples",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^siamese-simd/ }, ({ path }) => {
      const entry = entries.find(({ name }) => name === `.${path.slice("siamese-simd".length)}`);
      return entry ? { path: resolve(entry.source) } : null;
    });
    onResolve({ filter: /^sample:/ }, ({ path }) => ({ path, namespace: "sample" }));
    onLoad({ filter: /.*/, namespace: "sample" }, ({ path }) => ({
      contents: path === "sample:all" ? listOf(samples.length) : asFunction(samples[Number(path.slice(7))].code),
      resolveDir: resolve("."),
    }));
  },
};

const listOf = (count: number): string => {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const imports = numbers.map((i) => `import { run as run${i} } from "sample:${i}";`);
  return `${imports.join("\n")}\nexport const samples = [${numbers.map((i) => `run${i}`).join(", ")}];\n`;
};

async function bundle(source: string, plugins: Plugin[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["es2022"],
    plugins,
    logLevel: "error",
  });
  return outputFiles[0].text;
}

async function buildScript(folder: string, name: string, plugins: Plugin[]) {
  const worker = await bundle(`scripts/docs/browser/${name}-worker.ts`, plugins);
  await build({
    entryPoints: [`scripts/docs/browser/${name}.ts`],
    outfile: join(folder, `${name}.js`),
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022"],
    define: { WORKER: JSON.stringify(worker) },
    logLevel: "error",
  });
}

export async function buildScripts(folder: string): Promise<void> {
  await buildScript(folder, "try", [liveSamples]);
  await buildScript(folder, "your-machine", [withoutRounding]);
}
