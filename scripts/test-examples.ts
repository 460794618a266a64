// Builds every example from the packed package, as a stranger would, and runs it in a real browser (or in Node, Deno, Bun,
// workerd). All must train the same weights, and embed a picture to the same numbers. With names of examples: those
// without a README alone.
import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import puppeteer, { type Browser } from "puppeteer-core";
import { postToWorker, runScript } from "../test/engines/binaries.ts";
import { expectClientWanted, runClusterExample } from "./cluster-example.ts";
import { install, run, withTarball } from "./fresh-project.ts";
import { readmeExamples, runReadmeExample } from "./readme-examples.ts";
import { serveFolder } from "./serve-web.ts";

const SECONDS = 60;

/** Those without a page, and what runs them in their folder. */
const withoutPage: Record<string, (folder: string) => Promise<string>> = {
  node: (folder) => runScript("Node 20", "index.js", [], folder),
  files: (folder) => runScript("Node 20", "index.js", [], folder),
  deno: (folder) => runScript("Deno", "index.js", [], folder),
  bun: (folder) => runScript("Bun", "index.js", [], folder),
  workerd: async (folder) => {
    await run("npm", ["run", "build"], { cwd: folder });
    return postToWorker(join(folder, "dist"), join(folder, "package.json"));
  },
};

/** Where each tool leaves the page. */
const built: Record<string, string> = {
  "plain-html": ".",
  esbuild: "dist",
  vite: "dist",
  webpack: "dist",
  rollup: "dist",
  "web-worker": "dist",
  next: "out",
};

/** Too large to be installed here: scripts/test-databases.ts; and one with a server: cluster-example.ts. */
const APART: readonly string[] = ["lancedb", "cluster"];

interface Result {
  readonly uprightAndUpright: boolean;
  readonly uprightAndLying: boolean;
  readonly embedding: readonly number[];
  readonly backend: string;
  readonly fingerprint: string;
}

async function resultInBrowser(browser: Browser, folder: string): Promise<string> {
  const server = await serveFolder(folder, { port: 0, headers: false });
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  try {
    const { port } = server.address() as { port: number };
    await page.goto(`http://127.0.0.1:${port}/`);
    await page
      .waitForFunction('document.querySelector("#result")?.textContent', { timeout: SECONDS * 1000 })
      .catch(() => {
        throw new Error(`No result after ${SECONDS} s. ${complaints.join("; ")}`);
      });
    return (await page.evaluate('document.querySelector("#result").textContent')) as string;
  } finally {
    await page.close();
    server.closeAllConnections();
    server.close();
  }
}

async function runExample(name: string, tarball: string, browser: Browser, work: string): Promise<Result> {
  const folder = join(work, name);
  await cp(join("examples", name), folder, { recursive: true });
  for (const file of ["main.js", "show.js"]) await cp(join("examples", file), join(folder, file));
  const options = { cwd: folder, env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" }, maxBuffer: 1 << 26 };
  await install(folder, tarball);
  if (name in withoutPage) return JSON.parse(await withoutPage[name](folder));
  const output = built[name];
  if (output !== ".") await run("npm", ["run", "build"], options);
  return JSON.parse(await resultInBrowser(browser, join(folder, output)));
}

const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const folders = (await readdir("examples", { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && !APART.includes(entry.name),
  );
  const known = [...Object.keys(withoutPage), ...Object.keys(built)];
  const unknown = folders.find(({ name }) => ![...known, ...readmeExamples].includes(name));
  if (unknown)
    throw new Error(
      `examples/${unknown.name}: say in scripts/test-examples.ts where its page is built, or in scripts/readme-examples.ts what it prints.`,
    );
  await withTarball(async (work, tarball) => {
    const report = (name: string, begin: number, printed: string): void => {
      console.log(`${name}: ${printed} in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
    };
    let wanted: Result | undefined;
    const asked = process.argv.slice(2);
    for (const name of asked.length > 0 ? asked : known) {
      const begin = performance.now();
      const result = await runExample(name, tarball, browser, work);
      const { uprightAndUpright, uprightAndLying, embedding, backend, fingerprint } = result;
      if (!uprightAndUpright || uprightAndLying || backend !== "wasm" || !embedding.some((number) => number !== 0)) {
        throw new Error(`${name}: expected right verdicts by the kernels, got ${JSON.stringify(result)}.`);
      }
      wanted ??= result;
      if (fingerprint !== wanted.fingerprint || embedding.join() !== wanted.embedding.join()) {
        throw new Error(`${name}: expected ${JSON.stringify(wanted)} as before, got ${JSON.stringify(result)}.`);
      }
      const [first, ...others] = embedding;
      report(name, begin, `weights ${fingerprint.slice(0, 16)}, embedding ${first}, and ${others.length} more,`);
    }
    if (asked.length > 0) return;
    for (const name of readmeExamples) {
      const begin = performance.now();
      report(name, begin, (await runReadmeExample(name, tarball, work)).replaceAll(/\s+/g, " ").trim());
    }
    await expectClientWanted(join(work, "node"));
    const begin = performance.now();
    report("cluster", begin, await runClusterExample(tarball, work));
  });
} finally {
  await browser.close();
}
