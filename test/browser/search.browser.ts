import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { firstDigits } from "../../scripts/packed-digits.ts";
import { drawStrokes } from "../../src/data/strokes.ts";
import { loadModel } from "../../src/formats/model.ts";
import { oneEngine } from "./support/engines.ts";
import { axeViolations, draw, fill, openPage, save, text, trainToTheEnd } from "./support/page-actions.ts";
import { type Site, serveSite } from "./support/site.ts";
import { strokes } from "./support/strokes.ts";
import { type Visitor, waitFor } from "./support/visitor.ts";

describe.each(oneEngine)("Drawing to search, with $name", ({ start }) => {
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

  const shown = () =>
    visitor.run<[string, string][]>(`
      return [...document.querySelectorAll("#search li")].map((item) =>
        [...item.querySelectorAll("b, span")].map(({ textContent }) => textContent));
    `);

  /** The strokes on pads, as the page keeps them. */
  const kept = (pads: readonly string[]) =>
    visitor.run<number[][][]>(
      `
      const pads = arguments[0];
      return new Promise((resolve, reject) => {
        const open = indexedDB.open("siamese-simd-page");
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const store = open.result.transaction("state").objectStore("state");
          const gets = pads.map((pad) => store.get(pad));
          gets.at(-1).onsuccess = () => { open.result.close(); resolve(gets.map(({ result }) => result.drawing)); };
        };
      });
    `,
      pads,
    );

  it("finds nothing before anything is learnt", async () => {
    await draw(visitor, "pad-a", strokes.seven);
    expect(await text(visitor, "#search-note")).toBe("The network has learnt nothing yet: press Train first.");
    expect((await shown())[0]).toEqual(["–", "–"]);
  });

  it("shows the ten training digits that Node finds nearest, in Node's order", async () => {
    await fill(visitor, "#epochs", 10);
    await trainToTheEnd(visitor);
    for (const drawing of [strokes.seven, strokes.zero]) {
      await draw(visitor, "pad-a", drawing);
      await waitFor(visitor, 'return document.querySelector("#search-note").textContent.startsWith("Of 6,000 digits")');
      // The drawing is kept, and the last search over, a moment later.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const [drawn] = await kept(["pad-a"]);
      const network = await loadModel(await save(visitor, "#save-model"));
      const { train } = await firstDigits();
      const query = network.embed(drawStrokes(drawn));
      const all = network.embed(train.images);
      const apart = (i: number) => Math.hypot(...query.map((value, d) => value - all[i * query.length + d]));
      const nearest = Array.from(train.labels.keys(), (i) => ({ i, distance: apart(i) }))
        .sort((a, b) => a.distance - b.distance || a.i - b.i)
        .slice(0, 10);
      expect(await shown()).toEqual(nearest.map(({ i, distance }) => [String(train.labels[i]), distance.toFixed(2)]));
    }
    expect((await shown())[0][0]).toBe("0");
    expect(await axeViolations(visitor)).toEqual([]);
  });

  it("shows which parts of two drawings count, as Node finds them", async () => {
    await draw(visitor, "pad-b", strokes.three);
    await visitor.click("#why-fold summary");
    await waitFor(visitor, 'return document.querySelector("#why-text").textContent.startsWith("The first is ")');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const drawings = await kept(["pad-a", "pad-b"]);
    const [a, b] = drawings.map((drawn) => drawStrokes(drawn));
    const network = await loadModel(await save(visitor, "#save-model"));
    const distance = (x: Uint8Array, y: Uint8Array) => {
      const [p, q] = [network.embed(x), network.embed(y)];
      return Math.hypot(...p.map((value, d) => value - q[d]));
    };
    for (const [image, other] of [
      [a, b],
      [b, a],
    ]) {
      const effects = Array.from({ length: 49 }, (_, block) => {
        const covered = image.map((value, i) => {
          const [row, column] = [Math.floor(Math.floor(i / 28) / 4), Math.floor((i % 28) / 4)];
          return 7 * row + column === block ? 0 : value;
        });
        return distance(covered, other) - distance(image, other);
      });
      const said = await text(visitor, "#why-text");
      expect(said).toContain(`(${(-Math.min(...effects)).toFixed(2)})`);
      expect(said).toContain(`(${Math.max(...effects).toFixed(2)})`);
    }
  });

  it("shows what goes on inside, up to the numbers that Node compares", async () => {
    await visitor.click("#inside-fold summary");
    await waitFor(visitor, 'return document.querySelector("#inside-text").textContent.startsWith("Blue bars are ")');
    expect(
      await visitor.run(`
        return [...document.querySelectorAll("#inside .inside-part")].map((part) =>
          part.querySelector("h3").textContent + " (" + part.querySelectorAll("canvas").length + ")");
      `),
    ).toEqual([
      "The 8 filters of conv1 (1)",
      "conv1: 8 maps of 11x11 (2)",
      "conv2: 16 maps of 3x3 (2)",
      "lin1: 64 numbers (2)",
      "lin2: 32 numbers (2)",
      "What is compared: 10 numbers of each (1)",
    ]);
    const network = await loadModel(await save(visitor, "#save-model"));
    const [a, b] = (await kept(["pad-a", "pad-b"])).map((drawn) => network.embed(drawStrokes(drawn)));
    const apart = Array.from(a, (value, d) => Math.abs(value - b[d]));
    const most = apart.indexOf(Math.max(...apart));
    expect(await text(visitor, "#inside-text")).toContain(
      `Number ${most + 1} tells them most apart: ${a[most].toFixed(2)} and ${b[most].toFixed(2)}, `,
    );
    expect(await axeViolations(visitor)).toEqual([]);
    await visitor.click("#pad-b .pad-head button:last-child");
    await waitFor(visitor, 'return document.querySelector("#inside-text").textContent === "Draw on both sides first."');
    await draw(visitor, "pad-a", strokes.zero);
  });

  it("is empty again when the pads are", async () => {
    await visitor.click("#pad-a .pad-head button:last-child");
    await waitFor(visitor, 'return document.querySelector("#search-note").textContent.startsWith("Draw a digit")');
    expect((await shown())[0]).toEqual(["–", "–"]);
  });
});
