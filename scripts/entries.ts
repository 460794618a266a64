// The package's entries, the one list of them: what is bundled (scripts/build-package.ts), the `exports` of package.json
// (`npm run build` writes them; a test compares) and the size budgets (scripts/check-size.ts).
import { readFileSync, writeFileSync } from "node:fs";

export interface Entry {
  /** As it is imported: "." or "./name". */
  readonly name: string;
  readonly source: string;
  /** Bytes that a page pays at most for all of it, bundled, minified and gzipped. None: it is Node's alone. */
  readonly most?: number;
  /** Whether importing it does something. */
  readonly acts?: boolean;
  /** Whether it is of no use in workerd, which has neither elements nor threads. */
  readonly needsPage?: boolean;
}

export const entries: readonly Entry[] = [
  { name: ".", source: "src/index.ts", most: 33_000 },
  { name: "./checkpoint", source: "src/checkpoint.ts", most: 12_000 },
  { name: "./elements", source: "src/elements/index.ts", most: 28_000, acts: true, needsPage: true },
  { name: "./export", source: "src/export.ts", most: 11_000 },
  { name: "./few", source: "src/few.ts", most: 34_000 },
  { name: "./gallery", source: "src/gallery/index.ts", most: 13_000 },
  { name: "./metrics", source: "src/metrics.ts", most: 11_000 },
  { name: "./mnist", source: "src/mnist/index.ts", most: 1_200_000 },
  { name: "./node", source: "src/node/index.ts" },
  { name: "./read", source: "src/read.ts", most: 30_000 },
  { name: "./safetensors", source: "src/safetensors.ts", most: 4_000 },
  { name: "./search", source: "src/search.ts", most: 11_000 },
  { name: "./weights/symbols", source: "src/weights/symbols.ts", most: 70_000 },
  { name: "./worker", source: "src/threads/web-entry.ts", most: 8_000, acts: true, needsPage: true },
];

/** The command line: bundled too, but nothing to import. */
export const COMMAND: Entry = { name: "./cli", source: "src/cli/main.ts" };

/** As much of an entry as its files follow from. */
export type Made = Pick<Entry, "name" | "source">;

/** The module that the compiler makes of an entry's source, for bundlers: they leave out what a page does not use. */
export const moduleOf = ({ source }: Made): string => `./dist/${source.replace(/\.ts$/, ".js")}`;

/** The entry in few files, for places that load it as it is: Node, and pages without a bundler. */
export const bundleOf = ({ name }: Made): string =>
  `./dist/bundle/${name === "." ? "siamese-simd" : name.slice("./".length)}.js`;

/** The same for workerd, which compiles no bytes: its kernels are an imported file. */
export const workerdOf = (entry: Made): string => bundleOf(entry).replace("/bundle/", "/workerd/");

/** Those that workerd runs. */
export const workerdEntries = entries.filter(({ most, needsPage }) => most !== undefined && !needsPage);

/** What pages load of it, each with its budget in bytes. */
export const weighed = [
  { what: "load a model, embed, compare", code: 'export { loadModel } from "./dist/src/index.js";', most: 20_000 },
  ...entries.flatMap(({ most, acts, ...entry }) => {
    const code = acts ? `import "${moduleOf(entry)}";` : `export * from "${moduleOf(entry)}";`;
    return most === undefined ? [] : [{ what: entry.name, code, most }];
  }),
];

function exportsOf(entry: Entry) {
  const module = moduleOf(entry);
  const types = module.replace(/\.js$/, ".d.ts");
  return entry.most === undefined
    ? { types, default: bundleOf(entry) }
    : {
        types,
        ...(workerdEntries.includes(entry) && { workerd: workerdOf(entry) }),
        node: bundleOf(entry),
        default: module,
      };
}

/** What package.json says of them. */
export function packageFields() {
  const acting = entries.filter(({ acts }) => acts);
  return {
    bin: { "siamese-simd": bundleOf(COMMAND) },
    exports: {
      ...Object.fromEntries(entries.map((entry) => [entry.name, exportsOf(entry)])),
      "./kernels.wasm": "./dist/kernels.wasm",
      "./package.json": "./package.json",
    },
    sideEffects: [bundleOf(COMMAND), ...acting.flatMap((entry) => [bundleOf(entry), moduleOf(entry)])],
  };
}

/** Brings package.json up to date with the list. */
export function writePackageFields(): void {
  const text = readFileSync("package.json", "utf8");
  const written = `${JSON.stringify({ ...JSON.parse(text), ...packageFields() }, null, 2)}\n`;
  if (written !== text) writeFileSync("package.json", written);
}
