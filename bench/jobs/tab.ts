// A tab as a worker beside the page that trains, in the same browser: npm run bench:tab [-- --epochs 60 --rounds 3]
// Each trains the network that the page begins with, in one thread; the fingerprints have to be equal.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fill, openPage, text, waitUntilDone } from "../../test/browser/support/page-actions.ts";
import { PuppeteerVisitor } from "../../test/browser/support/puppeteer-visitor.ts";
import { buildSite, serveSite } from "../../test/browser/support/site.ts";
import { waitFor } from "../../test/browser/support/visitor.ts";
import { freePort, NatsServer } from "../../test/cluster/nats-server.ts";
import { runCommand } from "../../test/support/command-line.ts";
import { median } from "../measure.ts";

const { values } = parseArgs({
  options: { epochs: { type: "string", default: "60" }, rounds: { type: "string", default: "3" } },
});
const SECONDS = 600;
const folder = mkdtempSync(join(tmpdir(), "siamese-tab-bench-"));
const port = await freePort();
const config = join(folder, "nats.conf");
writeFileSync(config, `websocket { host: "127.0.0.1", port: ${port}, no_tls: true }\n`);
const grid = join(folder, "grid.json");
writeFileSync(grid, JSON.stringify({ recipe: "best", epochs: Number(values.epochs), seed: 1 }));

interface Trained {
  readonly seconds: number;
  readonly fingerprint: string;
}

/** From the press of its button until the page says that it is done, with its measures and pictures. */
async function trainInPage(visitor: PuppeteerVisitor, url: string): Promise<Trained> {
  await openPage(visitor, url);
  await fill(visitor, "#epochs", values.epochs);
  await visitor.run(`
    globalThis.begun = globalThis.ended = undefined;
    document.querySelector("#fingerprint").textContent = "";
    new MutationObserver(() => {
      if (document.querySelector("#start").textContent === "Pause") globalThis.begun ??= performance.now();
      if (document.querySelector("#status").textContent.startsWith("Done")) globalThis.ended ??= performance.now();
    }).observe(document.querySelector(".controls"), { childList: true, characterData: true, subtree: true });
  `);
  await visitor.click("#start");
  await waitUntilDone(visitor, SECONDS);
  const seconds = await visitor.run<number>("return (globalThis.ended - globalThis.begun) / 1000");
  return { seconds, fingerprint: await text(visitor, "#fingerprint") };
}

/** From the moment that the tab has taken the job until its result is with who gave it, as the tab says. */
async function trainInTab(visitor: PuppeteerVisitor, url: string, server: NatsServer, out: string): Promise<Trained> {
  await visitor.goto(`${url}worker/`);
  await waitFor(visitor, 'return document.querySelector("#name").textContent.startsWith("tab-")');
  await fill(visitor, "#server", `ws://127.0.0.1:${port}`);
  await fill(visitor, "#threads", 1);
  await visitor.click("#start");
  const args = ["--grid", grid, "--fraction", "0.1", "--out", out, "--nats", server.url, "--compare", "0"];
  const { code, stderr } = await runCommand("sweep", ...args);
  if (code !== 0) throw new Error(stderr);
  const said = await text(visitor, "#log");
  const [, seconds] = /training, seed 1: [\d,]+ images in ([\d.,]+) s/.exec(said) ?? [];
  if (!seconds) throw new Error(`Expected the time of the job in the tab's log, got ${said}.`);
  const { best } = JSON.parse(readFileSync(join(out, "sweep.json"), "utf8"));
  return { seconds: Number(seconds.replaceAll(",", "")), fingerprint: best.fingerprint };
}

const site = await buildSite();
const server = await NatsServer.start("-c", config);
const served = await serveSite(site.folder, { headers: false });
try {
  for (const name of ["Chromium", "Firefox"] as const) {
    const [pages, tabs]: [number[], number[]] = [[], []];
    for (let round = 0; round < Number(values.rounds); round++) {
      // Another visitor each time: nothing is kept of the one before.
      const visitor = await PuppeteerVisitor.start(name);
      try {
        const page = await trainInPage(visitor, served.url);
        await visitor.newTab();
        const tab = await trainInTab(visitor, served.url, server, join(folder, `${name}-${round}`));
        if (page.fingerprint !== tab.fingerprint) {
          throw new Error(`${name}: expected one network, got ${page.fingerprint} and ${tab.fingerprint}.`);
        }
        pages.push(page.seconds);
        tabs.push(tab.seconds);
      } finally {
        await visitor.close();
      }
    }
    const [page, tab] = [pages, tabs].map(median);
    console.log(
      `${name}: ${values.epochs} epochs of best on 6,000 digits, one thread: ${page.toFixed(1)} s in the page that trains, ` +
        `${tab.toFixed(1)} s in a tab that works; the tab has ${(page / tab).toFixed(2)} of the page's speed ` +
        `(${pages.map((each, i) => (each / tabs[i]).toFixed(2)).join(", ")}); the same fingerprint`,
    );
  }
} finally {
  await served.stop();
  await server.stop();
  await site.remove();
  rmSync(folder, { recursive: true });
}
