// Lighthouse's four marks of the docs' start page and of the page that trains, as a phone and as a desk would load them,
// with what costs points: npm run test:lighthouse, or with the name of one of the two.
import { execFile } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { buildWeb } from "../../scripts/build-web.ts";
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
  /** Puts it into an empty folder, as it is served. */
  readonly make: (folder: string) => Promise<void>;
  /** Whether it is served with the headers of `npm run web`. */
  readonly headers: boolean;
  /** What each category must reach at least. */
  readonly least: Readonly<Record<Device, readonly number[]>>;
}

const sites: Readonly<Record<string, Site>> = {
  docs: { make: copyDocs, headers: false, least: { phone: [100, 100, 100, 100], desk: [100, 100, 100, 100] } },
  page: { make: buildWeb, headers: true, least: { phone: [95, 100, 100, 100], desk: [100, 100, 100, 100] } },
};
type Device = keyof typeof devices;
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

/** The docs as GitHub Pages and most servers send them: text compressed. */
async function copyDocs(folder: string): Promise<void> {
  if (!existsSync("build/docs")) throw new Error("expected build/docs: npm run docs");
  cpSync("build/docs", folder, { recursive: true });
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, path);
    if (/\.(html|js|css|svg)$/.test(path)) writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
  }
}

const marksOf = ({ categories }: Result): number[] => CATEGORIES.map((id) => Math.round(100 * categories[id].score));

const isShort = (result: Result, least: readonly number[]): boolean =>
  marksOf(result).some((mark, i) => mark < least[i]);

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
  const folder = resolve("build/lighthouse", name);
  rmSync(folder, { recursive: true, force: true });
  await site.make(folder);
  const server = await serveFolder(folder, { port: 0, headers: site.headers });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  for (const device of Object.keys(devices) as Device[]) {
    const least = site.least[device];
    let best: Result | undefined;
    for (let i = 0; i < TRIES && (best === undefined || isShort(best, least)); i++) {
      const result = await judge(url, devices[device]);
      if (best === undefined || marksOf(result)[0] > marksOf(best)[0]) best = result;
    }
    if (best === undefined) continue;
    const marks = marksOf(best);
    console.log(`${`${name}, ${device}`.padEnd(14)}${marks.map((mark) => String(mark).padStart(16)).join("")}`);
    for (const fault of faultsOf(best)) console.log(`  ${fault}`);
    if (isShort(best, least)) process.exitCode = 1;
  }
  server.close();
  server.closeAllConnections();
}
