// Writes the docs site to build/docs: pages that open from a disk, without a network. `npm run docs`
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { entries, moduleOf } from "../entries.ts";
import { checkLinks } from "./check-links.ts";
import { pages, slugOf } from "./pages.ts";
import { buildScripts } from "./scripts.ts";
import { stagePages } from "./stage.ts";
import { tidyPages } from "./tidy.ts";

export const SITE = "build/docs";
const STAGE = "build/docs-pages";

/** What typedoc calls a module: its path below what all have in common. */
const typedocName = (source: string): string => source.replace(/^src\//, "").replace(/(\/index)?\.ts$/, "");

export async function buildDocs(): Promise<void> {
  for (const folder of [SITE, STAGE]) rmSync(folder, { recursive: true, force: true });
  const [readme, ...documents] = stagePages(STAGE).map((path) => resolve(path));
  const options = {
    name: "siamese-simd",
    entryPoints: entries.map((entry) => resolve(moduleOf(entry).replace(/\.js$/, ".d.ts"))),
    tsconfig: resolve("docs/site/tsconfig.json"),
    router: "site",
    theme: "site",
    plugin: [resolve("docs/site/plugin.js")],
    customCss: resolve("docs/site/site.css"),
    favicon: resolve("src/web/icon.svg"),
    out: resolve(SITE),
    readme,
    projectDocuments: documents,
    searchInDocuments: true,
    sort: ["documents-first", "source-order"],
    sortEntryPoints: false,
    groupOrder: [...new Set(pages.map(({ group }) => group)), "Modules", "*"],
    navigation: { includeGroups: true, includeCategories: false, includeFolders: false },
    navigationLinks: {},
    headings: { readme: false, document: false },
    highlightLanguages: ["js", "javascript", "typescript", "sh", "json", "html", "python"],
    disableSources: true,
    disableGit: true,
    hideGenerator: true,
    githubPages: false,
    locales: { en: { kind_plural_module: "API" } },
    treatWarningsAsErrors: true,
    logLevel: "Warn",
    intentionallyNotExported: ["lossNames", "networkNames", "UNREADABLE"],
  };
  const file = resolve(STAGE, "typedoc.json");
  writeFileSync(file, JSON.stringify(options));
  const site = {
    modules: Object.fromEntries(
      entries.map(({ name, source }) => [typedocName(source), `siamese-simd${name.slice(1)}`]),
    ),
    names: Object.fromEntries(pages.map((page) => [page.title, slugOf(page)])),
    scripts: { "documents/try.html": "try.js", "documents/your-machine.html": "your-machine.js" },
  };
  execFileSync(process.execPath, [resolve("docs/site/node_modules/typedoc/bin/typedoc"), "--options", file], {
    cwd: "docs/site",
    stdio: "inherit",
    env: { ...process.env, SITE: JSON.stringify(site) },
  });
  tidyPages(SITE);
  await buildScripts(SITE);
  const { links, files } = checkLinks(SITE);
  const missing = pages.filter((page) => !files.has(join("documents", `${slugOf(page)}.html`)));
  if (missing.length > 0) throw new Error(`not on the site: ${missing.map(({ source }) => source).join(", ")}`);
  console.log(`${SITE}/index.html: ${files.size} files, ${links} links within the site lead somewhere`);
}

if (process.argv[1]?.endsWith("docs/main.ts")) await buildDocs();
