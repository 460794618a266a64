// What the package carries of other packages, so that who installs it need not fetch them: the charts' two (which would
// bring fifty more), two fonts of twenty, and of two readers' packages the one file that is used.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";
import { FONT_FILES, fontPath } from "../src/node/pictures/fonts.ts";

/** How everything that is published is bundled. */
export const options = {
  bundle: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  target: ["es2022"],
  legalComments: "inline",
  logLevel: "warning",
} as const satisfies BuildOptions;

/** Files of dist/src that import a package, and the file that is to lie beside them in its place. */
export const carried = [
  { by: "dist/src/read/csv-rows.js", name: "csv-parse/browser/esm/sync", file: "csv-parse.js" },
  { by: "dist/src/read/jpeg-codec.js", name: "@jsquash/jpeg/codec/dec/mozjpeg_dec.js", file: "mozjpeg.js" },
];

/**
 * Writes them to dist.
 * @returns the paths of what they were made from
 * @throws Error if a file does not import what it is said to
 */
export async function carryPackages(): Promise<string[]> {
  const carry = async (source: string, outfile: string): Promise<string[]> => {
    const { metafile } = await build({
      ...options,
      entryPoints: [source],
      outfile,
      minify: true,
      metafile: true,
      // linkedom tries these and does without: no chart needs them. MozJPEG asks for Node's only in Node.
      external: ["canvas", "perf_hooks", "node:*", "module"],
    });
    return Object.keys(metafile.inputs);
  };
  const paths = await carry("src/node/pictures/plot.ts", "dist/bundle/plot.js");
  for (const { by, name, file } of carried) {
    paths.push(...(await carry(name, `dist/src/read/${file}`)));
    const text = readFileSync(by, "utf8");
    if (!text.includes(`"${name}"`)) throw new Error(`${by}: expected an import of ${name}.`);
    writeFileSync(by, text.replaceAll(`"${name}"`, `"./${file}"`));
  }
  mkdirSync("dist/fonts", { recursive: true });
  for (const name of FONT_FILES) {
    writeFileSync(join("dist/fonts", `${name}.gz`), gzipSync(readFileSync(fontPath(name)), { level: 9 }));
    paths.push(fontPath(name));
  }
  return paths;
}

/** The folder of the package that a file belongs to. */
const packageOf = (path: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.replaceAll("\\", "/"))?.[0];

/**
 * Writes the name, version and licence of every package that these files come from to dist/third-party.txt.
 * @throws Error if one has no text of its licence
 */
export function noteLicences(paths: readonly string[]): void {
  const parts = paths.flatMap((path) => {
    const folder = packageOf(path);
    if (folder === undefined) return [];
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
    if (file === undefined) throw new Error(`${name}: expected a file of its licence in ${folder}.`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  const rule = `\n${"-".repeat(80)}\n\n`;
  const head = "The package carries code and fonts of other people, under these licences.\n";
  writeFileSync("dist/third-party.txt", [head, ...[...new Set(parts)].sort()].join(rule));
}
