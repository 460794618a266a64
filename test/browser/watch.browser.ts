import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { oneEngine } from "./support/engines.ts";
import { axeViolations, draw, fill, openPage, text, trainToTheEnd, waitUntilDone } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import { strokes } from "./support/strokes.ts";
import { type Visitor, waitFor } from "./support/visitor.ts";

let site: Site;
beforeAll(async () => {
  site = await serveSite(inject("folder"));
});
afterAll(() => site?.stop());

describe("One view", () => {
  let visitor: PuppeteerVisitor;
  beforeAll(async () => {
    visitor = await PuppeteerVisitor.start("Chromium");
  });
  afterAll(() => visitor?.close());

  it.each([
    [1440, 900],
    [390, 844],
  ])("shows button, accuracy, time and map while it learns, at %i x %i", async (width, height) => {
    await visitor.page.setViewport({ width, height });
    await openPage(visitor, site.url);
    await fill(visitor, "#epochs", 40);
    await visitor.run('document.querySelector("#start").click()');
    await waitFor(visitor, 'return document.querySelector("#accuracy").textContent.includes("%")');
    // The page may glide there.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const [bar, ...places] = await visitor.run<{ top: number; bottom: number; left: number; right: number }[]>(`
      return [".top", "#start", "#accuracy", "#left", "#replay", "#map"].map((selector) =>
        document.querySelector(selector).getBoundingClientRect().toJSON());
    `);
    for (const { top, bottom, left, right } of places) {
      expect(top).toBeGreaterThanOrEqual(bar.bottom);
      expect(bottom).toBeLessThanOrEqual(height);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(width);
    }
    await visitor.click("#stop");
  });
});

describe.each(oneEngine)("A class that watches it learn, with $name", ({ start }) => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await start();
    await openPage(visitor, site.url);
  });
  afterAll(() => visitor?.close());

  const value = (selector: string) => visitor.run<string>(`return document.querySelector("${selector}").value`);
  /** What the canvas shows, as far as two pictures are the same. */
  const picture = () =>
    visitor.run<number>(`
      const map = document.querySelector("#map");
      const small = document.createElement("canvas");
      [small.width, small.height] = [300, Math.round((300 * map.height) / map.width)];
      const context = small.getContext("2d", { willReadFrequently: true });
      context.drawImage(map, 0, 0, small.width, small.height);
      let hash = 0;
      for (const value of context.getImageData(0, 0, small.width, small.height).data) hash = (Math.imul(hash, 31) + value) | 0;
      return hash;
    `);
  /** The picture once the map has stopped gliding. */
  const settled = async () => {
    let before = Number.NaN;
    for (let still = 0; still < 3; ) {
      const now = await picture();
      still = now === before ? still + 1 : 0;
      before = now;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    return before;
  };

  it("sees each step at a lesson's pace, and then lets it run", async () => {
    await fill(visitor, "#epochs", 3);
    await fill(visitor, "#pace", "8");
    const begin = Date.now();
    await visitor.click("#start");
    await waitFor(visitor, 'return Number.parseInt(document.querySelector("#steps").textContent) >= 8');
    expect(Date.now() - begin).toBeGreaterThan(800);
    // A picture for each step: the slider has one place more than there are steps.
    const [steps, places] = await visitor.run<number[]>(`
      return [Number.parseInt(document.querySelector("#steps").textContent), Number(document.querySelector("#replay").max)];
    `);
    expect(Math.abs(places - steps)).toBeLessThanOrEqual(1);
    await fill(visitor, "#pace", "");
    await waitUntilDone(visitor);
  });

  it("looks back at any moment of the run, and comes back to now", async () => {
    const now = await settled();
    const said = await text(visitor, "#map-text");
    expect(await text(visitor, "#replay-text")).toBe("After step 114: now");
    await fill(visitor, "#replay", 2);
    expect(await text(visitor, "#replay-text")).toMatch(/^After step 2: \d+\.\d % right$/);
    await waitFor(visitor, 'return document.querySelector("#map-text").textContent.startsWith("After 2 steps, ")');
    expect(await settled()).not.toBe(now);
    // The network itself is what it was.
    expect(await text(visitor, "#steps")).toBe("114 / 114");
    await visitor.click("#replay-play");
    await waitFor(visitor, `return document.querySelector("#map-text").textContent === ${JSON.stringify(said)}`);
    expect(await settled()).toBe(now);
  });

  it("plays the run again, up to now", async () => {
    await visitor.click("#replay-play");
    await waitFor(
      visitor,
      'return document.querySelector("#replay-text").textContent.startsWith("Before training: ")',
      5,
    );
    await waitFor(visitor, 'return document.querySelector("#replay-text").textContent === "After step 114: now"', 20);
    expect(await value("#replay")).toBe(await visitor.run('return document.querySelector("#replay").max'));
  });

  it("turns the cloud with the pointer and with keys, and back", async () => {
    const before = await settled();
    const places = () => visitor.run<string>('return document.querySelector("#map-table").textContent');
    await visitor.click("#map-fold summary");
    await waitFor(visitor, 'return document.querySelector("#map-table").textContent !== ""');
    const table = await places();
    // From the middle, where images lie, to a corner.
    await visitor.stroke("#map", [
      [0.5, 0.5],
      [0.7, 0.3],
    ]);
    await waitFor(visitor, 'return !document.querySelector("#map-back").hidden');
    expect(await places()).not.toBe(table);
    await visitor.click("#map-back");
    expect(await places()).toBe(table);
    await visitor.press("#map", ["ArrowRight"]);
    await visitor.run(`
      const map = document.querySelector("#map");
      for (let i = 0; i < 3; i++) map.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", shiftKey: true }));
    `);
    expect(await places()).not.toBe(table);
    await visitor.run('document.querySelector("#map").dispatchEvent(new KeyboardEvent("keydown", { key: "Home" }))');
    expect(await places()).toBe(table);
    await visitor.run('document.querySelector("#map").blur()');
    expect(await settled()).toBe(before);
    expect(await axeViolations(visitor)).toEqual([]);
    await visitor.setTheme("light");
  });

  it("drags the threshold, and sees what would be taken for the same, in numbers and pictures", async () => {
    const errors = async () => {
      const said = await text(visitor, "#threshold-text");
      const [accepts, unlike, rejects, alike] = said
        .matchAll(/: ([\d,]+) of ([\d,]+) .* ([\d,]+) of ([\d,]+) /g)
        .next()
        .value?.slice(1)
        .map((count) => Number(count.replaceAll(",", ""))) ?? [Number.NaN];
      const shown = await visitor.run<number[]>(`
        return ["accepts", "rejects"].map((id) => [...document.querySelectorAll("#" + id + " li")]
          .filter((item) => item.style.visibility === "visible" && item.className === "pair wrong").length);
      `);
      return { said, accepts, unlike, rejects, alike, shown };
    };
    const own = await errors();
    expect(own.said).toMatch(/^The network's own threshold, /);
    expect(own.shown).toEqual([Math.min(5, own.accepts), Math.min(5, own.rejects)]);
    await fill(visitor, "#threshold", 0);
    const none = await errors();
    expect(none).toMatchObject({ accepts: 0, rejects: none.alike, shown: [0, 5] });
    await fill(visitor, "#threshold", 480);
    const all = await errors();
    expect(all.accepts).toBeGreaterThan(0.99 * all.unlike);
    expect(all.shown[0]).toBe(5);
    // From where it stands to the right: fewer rejected, more accepted falsely.
    await visitor.stroke("#histogram", [
      [0.3, 0.5],
      [0.6, 0.5],
    ]);
    const dragged = await errors();
    expect(dragged.said).toMatch(/^Your threshold, /);
    expect(dragged.accepts).toBeGreaterThan(own.accepts);
    expect(dragged.rejects).toBeLessThan(own.rejects);
    await visitor.click("#threshold-own");
    expect(await errors()).toEqual(own);
  });

  it("finds drawings and symbols on the map as they are made, and in words", async () => {
    const without = await settled();
    await draw(visitor, "pad-a", strokes.seven);
    await draw(visitor, "pad-b", strokes.zero);
    await draw(visitor, "pad-teach", strokes.tee);
    await fill(visitor, "#symbol-name", "tee");
    await visitor.click("#remember");
    await waitFor(
      visitor,
      'return / Of your own, A lies nearest to \\d, B lies nearest to 0, tee lies nearest to \\d\\.$/.test(document.querySelector("#map-text").textContent)',
    );
    expect(await settled()).not.toBe(without);
  });

  it("shows the same map whenever the same run is over", async () => {
    for (const pad of ["pad-a", "pad-b"]) await visitor.click(`#${pad} .pad-head button:last-child`);
    await visitor.click("#symbols .symbol-head button");
    await waitFor(visitor, 'return !document.querySelector("#map-text").textContent.includes("Of your own")');
    const first = await visitor.run<string>('return document.querySelector("#map-table").textContent');
    await trainToTheEnd(visitor);
    await waitFor(visitor, 'return document.querySelector("#map-text").textContent.startsWith("After 114 steps")');
    await settled();
    expect(await visitor.run('return document.querySelector("#map-table").textContent')).toBe(first);
  });
});
