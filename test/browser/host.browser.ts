import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { draw, openPage, text, waitUntilDone } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { readQr } from "./support/read-qr.ts";
import { strokes } from "./support/strokes.ts";
import { waitFor } from "./support/visitor.ts";

/** Addresses by which other devices reach this machine. */
const addresses = Object.values(networkInterfaces())
  .flat()
  .flatMap((found) => (found?.family === "IPv4" && !found.internal ? [found.address] : []));

const running = new Set<ChildProcess>();

/** `npm run web` with the page that the tests have built. */
function start(args: readonly string[], port: number | string = 0): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/web.ts", ...args], {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** All that a process says until it ends, and how it ends. */
async function outcome(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = "";
  child.stdout?.on("data", (text) => (said += text));
  child.stderr?.on("data", (text) => (said += text));
  const [code] = await once(child, "exit");
  return { code, said };
}

/** The addresses that a server prints once it listens. */
async function printed(child: ChildProcess, lines: number): Promise<string[]> {
  let said = "";
  for await (const text of child.stdout ?? []) {
    said += text;
    if (said.split("\n").length > lines) break;
  }
  return said.match(/http:\S+/g) ?? [];
}

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

describe("npm run web", () => {
  it("listens to this machine alone, unless told otherwise, and ends at Ctrl-C", async () => {
    const child = start(["--folder", inject("folder")]);
    const [page, worker, ...others] = await printed(child, 2);
    expect(others).toEqual([]);
    expect(worker).toBe(`${page}worker/`);
    for (const url of [page, worker]) expect((await fetch(url)).status).toBe(200);
    const { port } = new URL(page);
    for (const address of addresses) await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow("fetch failed");
    const taken = await outcome(start([], port));
    expect(taken).toEqual({
      code: 1,
      said: `Port ${port} is in use; try another: PORT=${Number(port) + 1} npm run web\n`,
    });
    child.kill("SIGINT");
    await once(child, "exit");
    await expect(fetch(page)).rejects.toThrow("fetch failed");
  });

  it.each([
    [["--hots"], 0, "Unknown option '--hots'; expected npm run web -- [--host] [--folder DIR], PORT=8080\n"],
    [["host"], 0, /^Unexpected argument 'host'.*; expected npm run web .*\n$/],
    [[], "http", "PORT: expected a whole number up to 65535, got http; expected npm run web -- "],
    [["--folder", "build"], 0, /^--folder: there is no .*build.index\.html\n$/],
  ] as const)("says in one line what is wrong with %j at port %s", async (args, port, line) => {
    const { code, said } = await outcome(start(args, port));
    expect(code).toBe(1);
    expect(said.trim().split("\n").length).toBe(1);
    if (typeof line === "string") expect(said).toContain(line);
    else expect(said).toMatch(line);
  });
});

describe.skipIf(addresses.length === 0)("npm run web -- --host, and a phone of the class", () => {
  let visitor: PuppeteerVisitor;
  let child: ChildProcess;
  let own: string;
  beforeAll(async () => {
    visitor = await PuppeteerVisitor.start("Chromium");
    child = start(["--host", "--folder", inject("folder")]);
    running.delete(child);
  });
  afterAll(async () => {
    await visitor?.close();
    child?.kill("SIGKILL");
  });

  it("prints this machine's addresses, each of which serves the page", async () => {
    const [, , ...others] = await printed(child, 2 + addresses.length);
    expect(others.map((url) => new URL(url).hostname)).toEqual(addresses);
    for (const url of others) {
      for (const path of ["", "worker/"]) {
        const response = await fetch(url + path);
        expect(response.status).toBe(200);
        expect(await response.text()).toMatch(/^<!doctype html>/i);
      }
    }
    [own] = others;
  });

  it("trains there to Node's fingerprint, though browsers hash nothing for plain http", async () => {
    await openPage(visitor, own);
    expect(await visitor.run("return [isSecureContext, crypto.subtle === undefined]")).toEqual([false, true]);
    expect(await text(visitor, "#threads-hint")).toMatch(/^One thread: /);
    await visitor.click("#start");
    await waitUntilDone(visitor);
    expect(await text(visitor, "#fingerprint-verdict")).toBe("✓ Bit for bit what Node trains with these settings.");
  });

  it("shows a QR code of the address that the phones can open, with the network", async () => {
    const link = await visitor.run<string>('return document.querySelector("#link").value');
    expect(link).toMatch(new RegExp(`^${own}#recipe=best&epochs=60&seed=1&sha256=[0-9a-f]{16}$`));
    const { text: read, modules } = await readQr(visitor);
    expect(read).toBe(link);
    // A phone reads so few from the back of a room.
    expect(modules).toBeLessThanOrEqual(45);
    await visitor.click("#copy-link");
    expect(await text(visitor, "#link-status")).toMatch(/^Your browser does not let the page copy: /);
  });

  it("opens the link, trains, and is told whether it is the same network", async () => {
    const link = await visitor.run<string>('return document.querySelector("#link").value');
    await visitor.goto("about:blank");
    await openPage(visitor, link.replace("epochs=60", "epochs=2").replace(/sha256=.{16}/, "sha256=0123456789abcdef"));
    await visitor.click("#offer-train");
    await waitFor(
      visitor,
      'return document.querySelector("#offer-text").textContent.startsWith("✗ Another network: the link says 0123456789abcdef")',
    );
    await draw(visitor, "pad-a", strokes.seven);
    await draw(visitor, "pad-b", strokes.anotherSeven);
    await waitFor(visitor, 'return document.querySelector("#word").textContent === "Same"');
  });
});
