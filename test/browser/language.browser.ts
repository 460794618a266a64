import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import * as german from "../../src/web/messages/de.ts";
import * as english from "../../src/web/messages/en.ts";
import { type Language, languages } from "../../src/web/messages/languages.ts";
import { engines } from "./support/engines.ts";
import { axeViolations, draw, fill, openPage, text } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import { strokes } from "./support/strokes.ts";
import { type Visitor, waitFor } from "./support/visitor.ts";

const speaks = (visitor: Visitor, language: Language) =>
  waitFor(
    visitor,
    `return document.documentElement.lang === "${languages[language].tag}" && !document.querySelector("#start").disabled`,
  );

/** Chooses a language in the page, which opens anew: until it has, its old self may go away under a question. */
async function choose(visitor: Visitor, language: Language): Promise<void> {
  await fill(visitor, "#language", language);
  for (let attempt = 0; attempt < 5; attempt++) {
    const hasGone = await speaks(visitor, language).then(
      () => false,
      (error: Error) => /navigat|context|document unloaded/i.test(error.message),
    );
    if (!hasGone) break;
  }
  await speaks(visitor, language);
}

describe.each(engines)("A visitor with $name", ({ start }) => {
  let visitor: Visitor;
  let site: Site;
  beforeAll(async () => {
    site = await serveSite(inject("folder"));
    visitor = await start();
    await openPage(visitor, site.url);
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
  });

  it("chooses another language, in which the page goes on, and finds it again", async () => {
    expect(await visitor.run("return document.documentElement.lang")).toBe("en");
    expect(site.requests.filter((url) => /\/(de|es|zh)-/.test(url))).toEqual([]);
    await fill(visitor, "#epochs", 1);
    await draw(visitor, "pad-a", strokes.seven);
    await visitor.click("#start");
    await waitFor(visitor, 'return document.querySelector("#fingerprint").textContent.length === 64');
    await choose(visitor, "de");
    // What has been trained and drawn is still there.
    await waitFor(
      visitor,
      'return document.querySelector("#status").textContent === "Willkommen zurück: best, 1 Epoche, Startwert 1."',
    );
    expect(await text(visitor, "#accuracy")).toMatch(/^\d\d,\d %$/);
    await waitFor(visitor, `return document.querySelector("#explain").textContent === "${german.texts.drawOther}"`);
    // No text of the page has stayed English.
    const same = await visitor.run<string[]>(
      `return [...document.querySelectorAll("[data-t]")].flatMap(({ dataset, innerHTML }) =>
         arguments[0][dataset.t] === innerHTML && arguments[1][dataset.t] !== innerHTML ? [dataset.t] : [])`,
      english.page,
      german.page,
    );
    expect(same).toEqual([]);
    await openPage(visitor, site.url);
    await speaks(visitor, "de");
    await choose(visitor, "en");
    await waitFor(
      visitor,
      'return document.querySelector("#status").textContent === "Welcome back: best, 1 epoch, seed 1."',
    );
  });
});

describe("A visitor with Chromium", () => {
  let visitor: PuppeteerVisitor;
  let site: Site;
  beforeAll(async () => {
    site = await serveSite(inject("folder"));
    visitor = await PuppeteerVisitor.start("Chromium");
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
  });

  /** Opens the page in a browser that asks for these languages. */
  async function openAs(accepted: string): Promise<void> {
    const session = await visitor.page.createCDPSession();
    const userAgent = await visitor.run<string>("return navigator.userAgent");
    await session.send("Emulation.setUserAgentOverride", { userAgent, acceptLanguage: accepted });
    await openPage(visitor, site.url);
  }

  it.each([
    ["fr-FR,es-MX,en", "es", "Lista: hay 6000 cifras."],
    ["zh-CN,zh", "zh", "准备好了：这里有 6,000 个数字。"],
    ["de-AT", "de", "Bereit: 6.000 Ziffern sind da."],
    ["fr-FR,ja", "en", "Ready: 6,000 digits are here."],
  ] as const)(
    "is spoken to in the first of %s that the page speaks, at any width",
    async (accepted, language, ready) => {
      await openAs(accepted);
      await speaks(visitor, language);
      await waitFor(visitor, `return document.querySelector("#status").textContent === "${ready}"`);
      expect(await visitor.run('return document.querySelector("#language").value')).toBe(language);
      if (language !== "en") expect(await axeViolations(visitor)).toEqual([]);
      await visitor.run('for (const fold of document.querySelectorAll("details")) fold.open = true');
      for (const width of [320, 390, 768, 1440]) {
        await visitor.page.setViewport({ width, height: 900 });
        await waitFor(
          visitor,
          `return innerWidth === ${width} && document.documentElement.scrollWidth === ${width}`,
          5,
        );
      }
      await visitor.page.setViewport({ width: 1280, height: 900 });
    },
  );

  it("is spoken to in the chosen language without the server too", async () => {
    await openAs("en");
    await choose(visitor, "es");
    await waitFor(
      visitor,
      `return caches.keys()
        .then(([name]) => caches.open(name)).then((cache) => cache.keys())
        .then((kept) => kept.some(({ url }) => /\\/es-/.test(url)))`,
    );
    await site.stop();
    await openPage(visitor, site.url);
    await speaks(visitor, "es");
  });
});
