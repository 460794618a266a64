import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { axeViolations, choose, openPage, speaks } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import { waitFor } from "./support/visitor.ts";

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
] as const)("is spoken to in the first of %s that the page speaks, at any width", async (accepted, language, ready) => {
  await openAs(accepted);
  await speaks(visitor, language);
  await waitFor(visitor, `return document.querySelector("#status").textContent === "${ready}"`);
  expect(await visitor.run('return document.querySelector("#language").value')).toBe(language);
  if (language !== "en") expect(await axeViolations(visitor)).toEqual([]);
  await visitor.run('for (const fold of document.querySelectorAll("details")) fold.open = true');
  for (const width of language === "en" ? [] : [320, 390, 768, 1440]) {
    await visitor.page.setViewport({ width, height: 900 });
    await waitFor(visitor, `return innerWidth === ${width} && document.documentElement.scrollWidth === ${width}`, 5);
  }
  await visitor.page.setViewport({ width: 1280, height: 900 });
});

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
