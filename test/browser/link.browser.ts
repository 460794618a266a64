import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { oneEngine } from "./support/engines.ts";
import {
  axeViolations,
  draw,
  fill,
  openPage,
  save,
  text,
  trainToTheEnd,
  waitUntilDone,
} from "./support/page-actions.ts";
import { readQr } from "./support/read-qr.ts";
import { type Site, serveSite } from "./support/site.ts";
import { strokes } from "./support/strokes.ts";
import { type Visitor, waitFor } from "./support/visitor.ts";

describe.each(oneEngine)("A link, with $name", ({ start }) => {
  let visitor: Visitor;
  let site: Site;
  let link: string;
  let fingerprint: string;
  beforeAll(async () => {
    site = await serveSite(inject("folder"));
    visitor = await start();
    await openPage(visitor, site.url);
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
  });

  const says = (selector: string, beginning: string) =>
    waitFor(
      visitor,
      `return document.querySelector("${selector}").textContent.startsWith(${JSON.stringify(beginning)})`,
    );
  const field = () => visitor.run<string>('return document.querySelector("#link").value');
  /** Everything that the page keeps goes: as on another machine. */
  const forget = async () => {
    await visitor.click("#forget");
    await visitor.click("#forget-yes");
    await new Promise((resolve) => setTimeout(resolve, 2000));
  };
  const open = async (url: string) => {
    await visitor.goto("about:blank");
    await openPage(visitor, url);
  };

  it("holds the settings that make the network, and the symbols", async () => {
    expect(await text(visitor, "#link-status")).toBe("Train first: the link is that network.");
    await fill(visitor, "#epochs", 2);
    await fill(visitor, "#seed", 7);
    await fill(visitor, "#margin", 2.5);
    await trainToTheEnd(visitor);
    fingerprint = await text(visitor, "#fingerprint");
    await draw(visitor, "pad-teach", strokes.tee);
    await fill(visitor, "#symbol-name", "tee & co");
    await visitor.click("#remember");
    await waitFor(visitor, 'return document.querySelector("#link").value.includes("symbols=")');
    link = await field();
    const [page, fragment] = link.split("#");
    expect(page).toBe(site.url);
    const entries = Object.fromEntries(new URLSearchParams(fragment));
    expect(entries).toEqual({
      recipe: "best",
      epochs: "2",
      margin: "2.5",
      seed: "7",
      symbols: expect.any(String),
      sha256: fingerprint.slice(0, 16),
    });
    expect(link.length).toBeLessThan(500);
  });

  it("is shown as a QR code, and as a picture of the network", async () => {
    expect((await readQr(visitor)).text).toBe(link);
    const picture = new TextDecoder().decode(await save(visitor, "#save-picture"));
    expect(picture).toMatch(/^<svg /);
    expect(picture).toContain("best, 2 epochs, seed 7");
    expect(picture).toContain(fingerprint.slice(0, 16));
    expect(picture.match(/<text /g)?.length).toBeGreaterThan(500);
  });

  it("opened elsewhere, offers to train and says that it is the same network", async () => {
    await forget();
    await open(link);
    await says("#offer-text", "This link is a network: best, 2 epochs, seed 7, with symbols that someone drew.");
    expect(await axeViolations(visitor)).toEqual([]);
    await visitor.click("#offer-train");
    await waitUntilDone(visitor);
    await says("#offer-text", "✓ The same network, bit for bit, as whoever sent the link has.");
    expect(await text(visitor, "#fingerprint")).toBe(fingerprint);
    expect(await text(visitor, "#symbols")).toContain("tee & co");
    expect(await field()).toBe(link);
  });

  it("that another network comes of says so", async () => {
    await open(link.replace("seed=7", "seed=8"));
    await says("#offer-text", "This link is a network: best, 2 epochs, seed 8");
    await visitor.click("#offer-train");
    await says("#offer-text", `✗ Another network: the link says ${fingerprint.slice(0, 16)}, here it is `);
  });

  it("that is damaged says what of it, in one line, and trains nothing", async () => {
    const [page] = link.split("#");
    const status = 'return document.querySelector("#start").textContent';
    for (const [fragment, complaint] of [
      ["recipe=none", "This link names a recipe that this page does not know."],
      ["recipe=best&epochs=ten", "This link is damaged: its epochs cannot be read. Ask for it again."],
      ["recipe=best&sha256=abc", "This link is damaged: its fingerprint cannot be read. Ask for it again."],
      ["recipe=best&symbols=@@@", "This link is damaged: its symbols cannot be read. Ask for it again."],
    ]) {
      await open(`${page}#${fragment}`);
      await says("#offer-text", complaint);
      expect(await visitor.run('return document.querySelector("#offer-train").hidden')).toBe(true);
    }
    await open(`${page}#recipe=best&epochs=-3`);
    await says("#offer-text", "This link is a network");
    await visitor.click("#offer-train");
    await says("#offer-text", "This link is damaged: its settings are out of range. Ask for it again.");
    expect(await visitor.run(status)).not.toBe("Pause");
    await visitor.click("#offer-not");
    expect(await visitor.run('return [document.querySelector("#offer").hidden, location.hash]')).toEqual([true, ""]);
  });
});
