import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { draw, fill, openPage, text } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import { strokes } from "./support/strokes.ts";

// Hands: fingers, palms, strokes that leave the pad, and names as people type them.
let visitor: PuppeteerVisitor;
let site: Site;
beforeAll(async () => {
  site = await serveSite(inject("folder"));
  visitor = await PuppeteerVisitor.start("Chromium");
  await openPage(visitor, site.url);
});
afterAll(async () => {
  await visitor?.close();
  await site?.stop();
});

it("draws with one finger, whatever the others and the palm do", async () => {
  const session = await visitor.page.createCDPSession();
  await visitor.click("#pad-teach .pad-head button:last-child");
  const box = await visitor.run<{ x: number; y: number; width: number }>(
    'return document.querySelector("#pad-teach .pad").getBoundingClientRect().toJSON()',
  );
  const at = (id: number, x: number, y: number) => ({ id, x: box.x + x * box.width, y: box.y + y * box.width });
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: ReturnType<typeof at>[]) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", [at(0, 0.3, 0.2)]);
  await touch("touchStart", [at(0, 0.3, 0.2), at(1, 0.8, 0.9)]);
  for (let i = 1; i <= 10; i++) await touch("touchMove", [at(0, 0.3, 0.2 + 0.05 * i), at(1, 0.8, 0.9 - 0.01 * i)]);
  await touch("touchEnd", [at(1, 0.8, 0.8)]);
  await touch("touchEnd", []);
  await session.detach();
  // One stroke, straight down: kept as it was drawn.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const { drawing } = await visitor.run<{ drawing: number[][] }>(`
    return new Promise((resolve, reject) => {
      const open = indexedDB.open("siamese-simd-page");
      open.onerror = () => reject(open.error);
      open.onsuccess = () => {
        const get = open.result.transaction("state").objectStore("state").get("pad-teach");
        get.onsuccess = () => { open.result.close(); resolve(get.result); };
      };
    });
  `);
  expect(drawing.length).toBe(1);
  const [stroke] = drawing;
  expect(stroke.filter((_, k) => k % 2 === 0).every((x) => Math.abs(x - 300) <= 3)).toBe(true);
  expect(stroke.at(-1)).toBeGreaterThan(680);
});

it("keeps a stroke whole that leaves the pad and comes back", async () => {
  await visitor.run(
    'document.querySelector("#pad-teach .pad").scrollIntoView({ block: "center", behavior: "instant" })',
  );
  const wide = [
    [0.2, 0.5],
    [1.2, 0.5],
    [0.2, 0.7],
  ] as const;
  await draw(visitor, "pad-teach", [wide]);
  await fill(visitor, "#symbol-name", "wedge");
  await visitor.click("#remember");
  const inked = await visitor.run<number>(`
    const { width, height } = document.querySelector("#symbols canvas");
    const pixels = document.querySelector("#symbols canvas").getContext("2d").getImageData(0, 0, width, height).data;
    const ground = pixels[0];
    let most = 0;
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) if (Math.abs(pixels[4 * (y * width + x)] - ground) > 100) { most = x; break; }
    }
    return most;
  `);
  // The wedge's tip is there: 20 pixels wide, whatever the pad has shown of it.
  expect(inked).toBeGreaterThanOrEqual(21);
  await visitor.click("#symbols .symbol-head button");
});

it("takes Star and star for one symbol, and forgets a single drawing", async () => {
  for (const name of ["Star", "star ", "STAR"]) {
    await draw(visitor, "pad-teach", strokes.tee);
    await fill(visitor, "#symbol-name", name);
    await visitor.click("#remember");
  }
  expect(await text(visitor, "#symbols")).toBe("StarForget3 drawings");
  await visitor.click("#symbols .thumb");
  expect(await text(visitor, "#symbols")).toBe("StarForget2 drawings");
});
