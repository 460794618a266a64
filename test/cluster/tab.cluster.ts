// Tabs as workers, in a real browser with the real server: npm run test:cluster.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
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
  writeFileSync(config, `websocket { host: "127.0.0.1", port: ${port}, no_tls: true }\nauthorization { token: "${SECRET}" }\n`);
  address = `ws://127.0.0.1:${port}`;
  const web = join(folder, "web");
  mkdirSync(web);
  await build({ entryPoints: ["src/web/style.css"], outdir: web, bundle: true, logLevel: "warning" });
  cpSync("src/web/icon.svg", join(web, "icon.svg"));
  await buildWorkerPage(join(web, "worker"));
  site = await serveFolder(web, { port: 0 });
  page = `http://127.0.0.1:${(site.address() as { port: number }).port}/worker/`;
  [scene, visitor] = await Promise.all([Scene.set(120, "-c", config), PuppeteerVisitor.start("Chromium")]);
});
afterAll(async () => {
  await visitor.close();
  site.closeAllConnections();
  site.close();
  await scene.clear();
  rmSync(folder, { recursive: true });
});
afterEach(() => scene.endWorkers());

/** What pages say to the console, and ask for by WebSocket or otherwise. */
const heard: string[] = [];

async function openTab(): Promise<PuppeteerVisitor> {
  visitor.page = await visitor.newPage();
  visitor.page.on("console", (message) => heard.push(message.text()));
  visitor.page.on("pageerror", (error) => heard.push(String(error)));
  visitor.page.on("request", (request) => heard.push(request.url()));
  await visitor.goto(page);
  await waitFor(visitor, 'return document.querySelector("#name").textContent.startsWith("tab-")');
  return visitor;
}

const state = (wanted: string, seconds = 20) =>
  waitFor(visitor, `return document.querySelector("#state").textContent.startsWith(${JSON.stringify(wanted)})`, seconds);

async function start(threads = 1, token = SECRET, at = address): Promise<void> {
  await fill(visitor, "#server", at);
  await fill(visitor, "#secret", token);
  await fill(visitor, "#threads", threads);
  await visitor.click("#start");
}

/** Ends what a tab does, and closes it. */
async function closeTab(): Promise<void> {
  await visitor.page.close();
}
