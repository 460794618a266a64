import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../browser/support/engines.ts";
import { axe } from "../browser/support/page-actions.ts";
import { type Visitor, waitFor } from "../browser/support/visitor.ts";
import { golden } from "../golden/recipes.ts";

/** From the disk, with no server. */
const addressOf = (page: string): string => {
  const path = resolve("build/docs", page);
  if (!existsSync(path)) throw new Error(`expected ${path}: npm run docs`);
  return pathToFileURL(path).href;
};

/** One page of each kind. */
const kinds = [
  "index.html",
  "documents/performance.html",
  "documents/coming-from.html",
  "documents/try.html",
  "documents/your-machine.html",
  "modules/siamese-simd.html",
  "variables/siamese-simd.train.html",
  "functions/siamese-simd.createDataset.html",
  "interfaces/siamese-simd.TrainOptions.html",
  "interfaces/siamese-simd.Network.html",
  "types/siamese-simd.LossName.html",
];

describe.each(engines)("the docs site, opened from a disk in $name", ({ name, start }) => {
  const all = name === "Chromium";
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await start();
  });
  afterAll(() => visitor.close());

  it.each(["light", "dark"])("has nothing that axe finds fault with, %s", async (theme) => {
    await visitor.goto(addressOf("index.html"));
    const wrong: string[] = [];
    for (const page of kinds) {
      await visitor.goto(addressOf(page));
      await visitor.run("document.documentElement.dataset.theme = arguments[0]", theme);
      const found = await visitor.run<string[]>(`${axe}
        return new Promise((resolve) => setTimeout(resolve, 250)).then(() => axe.run()).then(({ violations }) =>
          violations.map(({ id, nodes }) => id + " " + nodes[0].target.join(" ") + ": " + nodes[0].failureSummary));`);
      wrong.push(...found.map((each) => `${page}: ${each}`));
    }
    expect(wrong).toEqual([]);
  });

  it("keeps the theme that one chooses", async () => {
    await visitor.goto(addressOf("index.html"));
    await visitor.run(`
      const field = document.querySelector("#tsd-theme");
      field.value = "dark";
      field.dispatchEvent(new Event("change", { bubbles: true }));`);
    await visitor.goto(addressOf("documents/web.html"));
    expect(await visitor.run("return document.documentElement.dataset.theme")).toBe("dark");
  });

  it("finds a function and a page by search", async () => {
    await visitor.goto(addressOf("index.html"));
    await visitor.click("#tsd-search-trigger");
    for (const [word, target] of [
      ["createGallery", "functions/siamese-simd_gallery.createGallery.html"],
      ["Reproducibility", "documents/reproducibility.html"],
    ]) {
      await visitor.run(
        `const field = document.querySelector("#tsd-search-input");
         field.value = arguments[0];
         field.dispatchEvent(new Event("input", { bubbles: true }));`,
        word,
      );
      await waitFor(visitor, `return document.querySelector('#tsd-search-results a[href$="${target}"]') !== null`);
    }
  });

  it("fits a phone", async () => {
    for (const page of kinds) {
      await visitor.goto(addressOf(page));
      const { wide, window } = await visitor.run<{ wide: number; window: number }>(
        `document.documentElement.style.width = "390px";
         return { wide: document.querySelector(".col-content").scrollWidth, window: innerWidth };`,
      );
      expect(wide, page).toBeLessThanOrEqual(window);
    }
  });

  // Twenty epochs take a while: in the others `npm run test:readme` runs that sample.
  it(`runs the samples, ${all ? "the README's to the fingerprint that it shows" : "but for the README's"}`, async () => {
    await visitor.goto(addressOf("documents/try.html"));
    const count = await visitor.run<number>('return document.querySelectorAll(".live button").length');
    expect(count).toBe(4);
    for (let i = count - 1; i >= (all ? 0 : 1); i--) {
      const place = `.live[data-sample="${i}"]`;
      await visitor.click(`${place} button`);
      const state = `return document.querySelector('${place} .live-state').textContent`;
      await waitFor(visitor, `${state}.includes(" after ")`, 300);
      expect(await visitor.run(state)).toMatch(/^Finished after/);
    }
    if (!all) return;
    const printed = await visitor.run<string>(
      `return document.querySelector('.live[data-sample="0"] .live-output').textContent`,
    );
    const [accuracy, fingerprint] = printed.trim().split("\n").slice(-2);
    expect(Number(accuracy)).toBeGreaterThanOrEqual(0.99);
    expect(fingerprint).toBe(golden.best.whole);
  });

  it("measures the machine, on which the kernels are the faster", async () => {
    await visitor.goto(addressOf("documents/your-machine.html"));
    await visitor.click("#measure");
    await waitFor(visitor, 'return document.querySelectorAll("#measure-rows tr").length === 2', 120);
    const cells = await visitor.run<string[]>(
      'return [...document.querySelectorAll("#measure-rows tr:last-child td")].map((cell) => cell.textContent)',
    );
    console.log(visitor.name, cells);
    expect(Number(cells[1])).toBeGreaterThan(1.5);
    expect(Number(cells[3])).toBeGreaterThan(1.5);
  });
});
