// Lighthouse's four marks of the docs' start page and of the page that trains, as a phone and as a desk would load them,
// with what costs points: npm run test:lighthouse, or with the name of one of the two.
import { execFile } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { serveFolder } from "../../scripts/serve-web.ts";

interface Audit {
  readonly title: string;
  readonly score: number | null;
  readonly scoreDisplayMode: string;
  readonly displayValue?: string;
}

interface Result {
  readonly audits: Readonly<Record<string, Audit>>;
  readonly categories: Readonly<
    Record<string, { readonly score: number; readonly auditRefs: readonly { id: string; weight: number }[] }>
  >;
}

interface Site {
  readonly folder: string;
  readonly madeBy: string;
  /** What each category must reach. */
  readonly least: number;
}

const sites: Readonly<Record<string, Site>> = {
  docs: { folder: "build/docs", madeBy: "npm run docs", least: 100 },
};
const devices = { phone: [], desk: ["--preset=desktop"] } as const;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
/** Speed is measured, and other work on the machine only slows it: the best of these counts. */
const TRIES = 3;

const lighthouse = resolve("test/lighthouse/node_modules/lighthouse/cli/index.js");

async function judge(url: string, flags: readonly string[]): Promise<Result> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      lighthouse,
      url,
      "--output=json",
      "--quiet",
      "--chrome-flags=--headless=new --no-sandbox",
      `--only-categories=${CATEGORIES}`,
      ...flags,
    ],
    { env: { ...process.env, CHROME_PATH: "/usr/bin/chromium" }, maxBuffer: 1e9 },
  );
  return JSON.parse(stdout);
}

/** A copy of a folder as GitHub Pages and most servers send it: text compressed. */
function asServed(name: string, folder: string): string {
  const copy = resolve("build/lighthouse", name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(folder, copy, { recursive: true });
  for (const path of readdirSync(copy, { recursive: true, encoding: "utf8" })) {
    const file = join(copy, path);
    if (/\.(html|js|css|svg)$/.test(path) && !existsSync(`${file}.gz`)) {
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
    }
  }
  return copy;
}

const marksOf = ({ categories }: Result): number[] => CATEGORIES.map((id) => Math.round(100 * categories[id].score));

/** What keeps a category from 100. */
const faultsOf = ({ categories, audits }: Result): string[] =>
  CATEGORIES.flatMap((category) =>
    categories[category].auditRefs
      .filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 0.995)
      .map(({ id }) => `${category}: ${audits[id].title} ${audits[id].displayValue ?? ""}`),
  );

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(sites);
console.log(`${"".padEnd(14)}${CATEGORIES.map((id) => id.padStart(16)).join("")}`);
for (const name of names) {
  const site = sites[name];
  if (site === undefined) throw new RangeError(`No page is called ${name}; there are ${Object.keys(sites).join(", ")}`);
  if (!existsSync(site.folder)) throw new Error(`expected ${site.folder}: ${site.madeBy}`);
  const server = await serveFolder(asServed(name, site.folder), { port: 0, headers: false });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  for (const [device, flags] of Object.entries(devices)) {
    let best: Result | undefined;
    for (let i = 0; i < TRIES && (best === undefined || Math.min(...marksOf(best)) < 100); i++) {
      const result = await judge(url, flags);
      if (best === undefined || marksOf(result)[0] > marksOf(best)[0]) best = result;
    }
    if (best === undefined) continue;
    const marks = marksOf(best);
    console.log(`${`${name}, ${device}`.padEnd(14)}${marks.map((mark) => String(mark).padStart(16)).join("")}`);
    for (const fault of faultsOf(best)) console.log(`  ${fault}`);
    if (Math.min(...marks) < site.least) process.exitCode = 1;
  }
  server.close();
}
