import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { engines, oneEngine } from "./support/engines.ts";
import { draw, fill, openPage, text, trainToTheEnd } from "./support/page-actions.ts";
import { type Site, serveSite } from "./support/site.ts";
import { strokes } from "./support/strokes.ts";
import { type Place, type Visitor, waitFor } from "./support/visitor.ts";

/** A finger that rests, for as many places as another has. */
const resting = (place: Place, places: number): Place[] => Array.from({ length: places }, () => place);

// Hands: fingers, palms, strokes that leave the pad, and names as people type them.
describe.each(
  engines.map((engine) => ({
    ...engine,
    isLeftOut: !oneEngine.includes(engine),
    by: engine.name === "WebKitGTK" ? "events of touch that the page makes, for want of a driver's" : "its driver",
  })),
)("With $name, touched by $by, a visitor", ({ start, isLeftOut }) => {
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

  /** What the page has kept of a pad's drawing, a moment after it was made. */
  const keptDrawing = async (pad: string): Promise<number[][]> => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    const kept = await visitor.run<{ drawing: number[][] }>(
      `return new Promise((resolve, reject) => {
        const open = indexedDB.open("siamese-simd-page");
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const get = open.result.transaction("state").objectStore("state").get(arguments[0]);
          get.onsuccess = () => { open.result.close(); resolve(get.result); };
        };
      });`,
      pad,
    );
    return kept.drawing;
  };

  it("draws with one finger, whatever the others and the palm do", async () => {
    await visitor.run('addEventListener("pointerdown", ({ pointerType }) => { globalThis.touchedBy = pointerType; })');
    await visitor.touch("#pad-teach .pad", [
      [
        [0.3, 0.2],
        [0.3, 0.7],
      ],
      [
        [0.8, 0.9],
        [0.8, 0.8],
      ],
    ]);
    expect(await visitor.run("return globalThis.touchedBy")).toBe("touch");
    // One stroke, straight down: kept as it was drawn.
    const drawing = await keptDrawing("pad-teach");
    expect(drawing.length).toBe(1);
    const [stroke] = drawing;
    expect(stroke.filter((_, k) => k % 2 === 0).every((x) => Math.abs(x - 300) <= 3)).toBe(true);
    expect(stroke.at(-1)).toBeGreaterThan(680);
  });

  it("draws two digits with a finger, and reads the verdict", async () => {
    await fill(visitor, "#epochs", 4);
    await trainToTheEnd(visitor);
    await visitor.run(`
      globalThis.moved = 0;
      let from = 0;
      addEventListener("pointerdown", () => { from = scrollY; });
      addEventListener("pointerup", ({ target }) => {
        if (target.className === "pad") globalThis.moved = Math.max(globalThis.moved, Math.abs(scrollY - from));
      });
    `);
    for (const [pad, drawing] of [
      ["pad-a", strokes.seven],
      ["pad-b", strokes.anotherSeven],
    ] as const) {
      for (const stroke of drawing) await visitor.touch(`#${pad} .pad`, [stroke]);
    }
    await waitFor(visitor, 'return document.querySelector("#word").textContent === "Same"');
    await visitor.click("#pad-b .pad-head button:last-child");
    for (const stroke of strokes.zero) await visitor.touch("#pad-b .pad", [stroke]);
    await waitFor(visitor, 'return document.querySelector("#word").textContent === "Different"');
    // A finger on a pad draws: it does not move the page.
    expect(await visitor.run("return globalThis.moved")).toBe(0);
  });

  it("turns the cloud with a finger, and with no other at the same time", async () => {
    const table = () => text(visitor, "#map-table");
    await visitor.click("#map-fold summary");
    await waitFor(visitor, 'return document.querySelector("#map-table").textContent !== ""');
    const before = await table();
    const pull: Place[] = [
      [0.5, 0.5],
      [0.7, 0.45],
    ];
    await visitor.touch("#map", [pull]);
    await waitFor(visitor, 'return !document.querySelector("#map-back").hidden');
    expect(await table()).not.toBe(before);
    await visitor.click("#map-back");
    expect(await table()).toBe(before);
    // From the first touch to the last one image is pulled, whatever a second finger does.
    await visitor.run(`
      globalThis.named = new Set();
      new MutationObserver(() => named.add(document.querySelector("#map-label").textContent))
        .observe(document.querySelector("#map-label"), { childList: true });
    `);
    await visitor.touch("#map", [
      pull,
      [
        [0.45, 0.55],
        [0.2, 0.6],
      ],
    ]);
    await waitFor(visitor, 'return !document.querySelector("#map-back").hidden');
    expect(await visitor.run<string[]>("return [...named]")).toHaveLength(1);
  });

  it("drags the threshold with a finger, and with no other at the same time", async () => {
    const threshold = () => visitor.run<number>('return document.querySelector("#threshold").valueAsNumber / 480');
    await visitor.touch("#histogram", [
      [
        [0.3, 0.5],
        [0.5, 0.5],
      ],
      resting([0.9, 0.6], 2),
    ]);
    expect(await text(visitor, "#threshold-text")).toMatch(/^Your threshold, /);
    expect(await threshold()).toBeCloseTo(0.5, 1);
  });

  // What rests on no engine's own ways.
  const itInOne = it.skipIf(isLeftOut);
  itInOne("keeps a stroke whole that leaves the pad and comes back", async () => {
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

  itInOne("takes Star and star for one symbol, and forgets a single drawing", async () => {
    for (const name of ["Star", "star ", "STAR"]) {
      await draw(visitor, "pad-teach", strokes.tee);
      await fill(visitor, "#symbol-name", name);
      await visitor.click("#remember");
    }
    expect(await text(visitor, "#symbols")).toBe("StarForget3 drawings");
    await visitor.click("#symbols .thumb");
    expect(await text(visitor, "#symbols")).toBe("StarForget2 drawings");
  });
});
