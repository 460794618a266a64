// Tabs as workers, in a real browser with the real server: npm run test:cluster.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildWorkerPage } from "../../scripts/build-worker-page.ts";
import { serveFolder } from "../../scripts/serve-web.ts";
import { axeViolations, fill, text } from "../browser/support/page-actions.ts";
import { PuppeteerVisitor } from "../browser/support/puppeteer-visitor.ts";
import { waitFor } from "../browser/support/visitor.ts";
import { runCommand } from "../support/command-line.ts";
import { freePort } from "./nats-server.ts";
import { Scene } from "./scene.ts";

const SECRET = "s3cret-of-the-test";
const SHARDS = 60;
const folder = mkdtempSync(join(tmpdir(), "siamese-tab-"));
let scene: Scene;
let site: Server;
let visitor: PuppeteerVisitor;
let page: string;
let address: string;

beforeAll(async () => {
  process.env.NATS_TOKEN = SECRET;
  const port = await freePort();
  const config = join(folder, "nats.conf");
  writeFileSync(
    config,
    `websocket { host: "127.0.0.1", port: ${port}, no_tls: true }\nauthorization { token: "${SECRET}" }\n`,
  );
  address = `ws://127.0.0.1:${port}`;
  const web = join(folder, "web");
  mkdirSync(web);
  await build({ entryPoints: ["src/web/style.css"], outdir: web, bundle: true, logLevel: "warning" });
  cpSync("src/web/icon.svg", join(web, "icon.svg"));
  await buildWorkerPage(join(web, "worker"));
  site = await serveFolder(web, { port: 0 });
  page = `http://127.0.0.1:${(site.address() as { port: number }).port}/worker/`;
  scene = await Scene.set(120, "-c", config);
});
afterAll(async () => {
  site.closeAllConnections();
  site.close();
  await scene.clear();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  await scene.endWorkers();
  // A tab that is left open would do the jobs of the next test.
  const [first, ...tabs] = await visitor.page.browser().pages();
  for (const tab of tabs) await tab.close();
  visitor.page = first;
});

/** What pages say to the console, and ask for. */
const heard: string[] = [];

/** Opens a tab, and has the visitor look at it. @returns what others call it */
async function openTab(): Promise<string> {
  visitor.page = await visitor.page.browser().newPage();
  visitor.page.on("console", (message) => heard.push(message.text()));
  visitor.page.on("pageerror", (error) => heard.push(String(error)));
  visitor.page.on("request", (request) => heard.push(request.url()));
  await visitor.goto(page);
  // Its styles are there too.
  await waitFor(
    visitor,
    'return getComputedStyle(document.body).margin === "0px" && getComputedStyle(document.querySelector(".work")).display === "grid"',
  );
  await waitFor(visitor, 'return document.querySelector("#name").textContent.startsWith("tab-")');
  return text(visitor, "#name");
}

const state = (wanted: string) =>
  waitFor(visitor, `return document.querySelector("#state").textContent.startsWith(${JSON.stringify(wanted)})`);
const log = () => text(visitor, "#log");

async function start(token = SECRET, at = address): Promise<void> {
  await fill(visitor, "#server", at);
  await fill(visitor, "#secret", token);
  await fill(visitor, "#threads", 1);
  await visitor.click("#start");
}

describe.each(["Chromium", "Firefox"] as const)("%s", (engine) => {
  beforeAll(async () => {
    heard.length = 0;
    visitor = await PuppeteerVisitor.start(engine);
  });
  afterAll(() => visitor.close());

  it("two tabs beside two workers of Node come to the bytes of one process", async () => {
    const tabs: string[] = [];
    for (let i = 0; i < 2; i++) {
      tabs.push(await openTab());
      await start();
      await state("Waiting for jobs.");
    }
    const workers = ["one", "two"].map((name) => scene.startWorker("--name", name));
    while (!workers.every((worker) => worker.text.includes("waits for jobs"))) await sleep(20);
    // Who is quick may leave another nothing to do: until each has done something.
    const done: Record<string, number> = {};
    for (let run = 0; run < 10 && Object.keys(done).length < 4; run++) {
      expect(await scene.embed(`${engine}-tabs-${run}`, SHARDS, "--compare", "0")).toMatchObject({ code: 0 });
      await scene.expectWhole(`${engine}-tabs-${run}`);
      for (const [name, count] of Object.entries(scene.makers(`${engine}-tabs-${run}`)))
        done[name] = (done[name] ?? 0) + count;
    }
    expect(Object.keys(done).sort()).toEqual(["one", ...tabs, "two"].sort());
    await state("Waiting for jobs.");
    expect(Number(await text(visitor, "#done"))).toBeGreaterThanOrEqual(done[tabs[1]]);
    expect(Number((await text(visitor, "#speed")).replace(",", ""))).toBeGreaterThan(0);
    expect(await log()).toMatch(/shard \d+: 2 images in \d+\.\d+ s/);
    expect(await axeViolations(visitor)).toEqual([]);
    const kept = await visitor.run<string>(
      "return location.href + document.cookie + JSON.stringify(localStorage) + document.body.innerText",
    );
    expect(kept + heard.join()).not.toContain(SECRET);
    expect(heard.filter((line) => /Content Security Policy|error/i.test(line))).toEqual([]);
  });

  // Firefox through these is in test:long.
  const isWhole = engine === "Chromium" || process.env.LONG !== undefined;

  it.runIf(isWhole)(
    "trains as one process does, though it was paused while it trained: the job is given back, and done on",
    async () => {
      const grid = join(folder, "grid.json");
      writeFileSync(grid, JSON.stringify({ recipe: "quick", epochs: 30, seed: [1, 2] }));
      const sweep = (out: string, ...more: string[]) =>
        runCommand(
          "sweep",
          "--grid",
          grid,
          "--out",
          join(folder, `${engine}-${out}`),
          "--fraction",
          "0.01",
          "--threads",
          "1",
          ...more,
        );
      await openTab();
      await start();
      const swept = sweep("by-tab", "--nats", scene.server.url, "--compare", "0");
      await state("Working.");
      expect(await text(visitor, "#kind")).toMatch(/training, seed [12]/);
      await visitor.click("#start");
      await state("Paused.");
      expect(await log()).toMatch(/training, seed [12]: given back/);
      await visitor.click("#start");
      expect(await swept).toMatchObject({ code: 0 });
      expect(await sweep("here")).toMatchObject({ code: 0 });
      const table = (out: string) => readFileSync(join(folder, `${engine}-${out}`, "sweep.csv"), "utf8");
      expect(table("by-tab")).toBe(table("here"));
    },
  );

  it.runIf(isWhole)(
    "says what is wrong with an address, a token or a server, and goes on when the server is back",
    async () => {
      await openTab();
      const wrong: [token: string, at: string, says: string][] = [
        [SECRET, "http://127.0.0.1", "Expected the WebSocket address of a server"],
        [SECRET, address.replace("//", `//me:${SECRET}@`), "A password does not belong into the address"],
        [SECRET, "ws://127.0.0.1:1", "There no NATS server answers by WebSocket."],
        ["another", address, "The server refuses this token"],
      ];
      for (const [token, at, says] of wrong) {
        await start(token, at);
        await waitFor(
          visitor,
          `return document.querySelector("#error").textContent.startsWith(${JSON.stringify(says)})`,
        );
        await waitFor(visitor, 'return document.querySelector("#start").textContent === "Start"');
      }
      expect(await axeViolations(visitor)).toEqual([]);
      await start();
      await state("Waiting for jobs.");
      await scene.server.kill();
      await state("The server does not answer");
      await scene.server.start();
      await state("Waiting for jobs.");
      expect(await scene.embed(`${engine}-after`, 6, "--compare", "0")).toMatchObject({ code: 0 });
      await scene.expectWhole(`${engine}-after`);
    },
  );
});
