import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { fill, openPage, trainToTheEnd } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import { waitFor } from "./support/visitor.ts";

// How the page looks where space, colours or paper are other ones.
let visitor: PuppeteerVisitor;
let site: Site;
beforeAll(async () => {
  site = await serveSite(inject("folder"));
  visitor = await PuppeteerVisitor.start("Chromium");
  await openPage(visitor, site.url);
  await fill(visitor, "#epochs", 1);
  await trainToTheEnd(visitor);
});
afterAll(async () => {
  await visitor?.close();
  await site?.stop();
});

it("prints without the bar over the middle", async () => {
  await visitor.page.emulateMediaType("print");
  const position = 'return getComputedStyle(document.querySelector(".top")).position';
  expect(await visitor.run(position)).toBe("static");
  await visitor.page.emulateMediaType();
  expect(await visitor.run(position)).toBe("sticky");
});

it("fits a window of 320 pixels, and text of twice the size", async () => {
  // Charts take their new size a frame later.
  const fits = (width: number) =>
    waitFor(visitor, `return innerWidth === ${width} && document.documentElement.scrollWidth === ${width}`, 5);
  await visitor.click("#map-fold summary");
  await visitor.page.setViewport({ width: 320, height: 700 });
  await fits(320);
  await visitor.page.setViewport({ width: 390, height: 844 });
  await fits(390);
  await visitor.run('document.documentElement.style.fontSize = "200%"');
  await fits(390);
  expect(await visitor.run('return document.querySelector(".skip").getBoundingClientRect().bottom')).toBeLessThan(0);
  await visitor.run('document.documentElement.style.fontSize = ""');
  await visitor.page.setViewport({ width: 1280, height: 900 });
});

it("does not move under a finger while it starts, on a phone", async () => {
  await visitor.page.setViewport({ width: 390, height: 844 });
  await openPage(visitor, site.url);
  const shifts = await visitor.run<number>(`
    return new Promise((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0)))
        .observe({ type: "layout-shift", buffered: true });
      setTimeout(() => resolve(0), 500);
    });
  `);
  // Web Vitals calls 0.1 good.
  expect(shifts).toBeLessThan(0.02);
  await visitor.page.setViewport({ width: 1280, height: 900 });
});

it("shows bars, scales and thresholds where the system takes the colours", async () => {
  // Puppeteer's own method refuses this feature.
  const session = await visitor.page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
  const border = (selector: string) =>
    visitor.run<string>(`return getComputedStyle(document.querySelector("${selector}")).borderTopStyle`);
  expect(await border("#progress")).toBe("solid");
  expect(await border("#scale")).toBe("solid");
  await session.send("Emulation.setEmulatedMedia", { features: [] });
  await session.detach();
});
