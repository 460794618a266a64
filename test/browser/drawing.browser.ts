import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { firstDigits } from "../../scripts/packed-digits.ts";
import { drawStrokes } from "../../src/data/strokes.ts";
import { decodeSafetensors } from "../../src/formats/safetensors.ts";
import { pairDistances } from "../../src/metrics/pair-distances.ts";
import { train } from "../../src/run/train.ts";
import { defaultSettings, recipeFrom } from "../../src/web/settings.ts";
import { engines } from "./support/engines.ts";
import { GOLDEN_DRAWINGS } from "./support/golden-drawings.ts";
import { GOLDEN_PHOTOS } from "./support/golden-photos.ts";
import { GOLDEN_SEARCH } from "./support/golden-search.ts";
import { fill, openPage, save, text, waitUntilDone } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import { type Visitor, waitFor } from "./support/visitor.ts";

const EPOCHS = 2;

/** Firefox as some visitors have it: what a page reads from a canvas is then noise. */
const guarded = ["privacy.resistFingerprinting", "privacy.fingerprintingProtection"].map((preference) => ({
  name: `Firefox with ${preference}`,
  start: () => PuppeteerVisitor.start("Firefox", { [preference]: true }),
}));

// A seven and a one, by keys: from the pad's middle, the pen up, then down. A step is 40 thousandths of the pad.
const times = (key: string, count: number) => Array.from({ length: count }, () => `Arrow${key}`);
const SEVEN = [
  ...times("Left", 5),
  ...times("Up", 6),
  " ",
  ...times("Right", 9),
  ...Array.from({ length: 6 }, () => [...times("Down", 2), ...times("Left", 1)]).flat(),
  " ",
];
const ONE = [...times("Up", 8), " ", ...times("Down", 15), " "];

/** The stroke that keys make. */
function strokeOf(keys: readonly string[]): number[] {
  const moves: Record<string, readonly [number, number]> = {
    ArrowLeft: [-40, 0],
    ArrowRight: [40, 0],
    ArrowUp: [0, -40],
    ArrowDown: [0, 40],
  };
  let [x, y, isDown] = [500, 500, false];
  const stroke: number[] = [];
  for (const key of keys) {
    const [dx, dy] = moves[key] ?? [0, 0];
    [x, y] = [x + dx, y + dy];
    if (key === " ") isDown = !isDown;
    if (isDown) stroke.push(x, y);
  }
  return stroke;
}

let expected: string;
beforeAll(async () => {
  const { train: dataset } = await firstDigits();
  const recipe = { ...recipeFrom(defaultSettings), epochs: EPOCHS };
  const network = await train({ dataset, recipe, seed: defaultSettings.seed }).finish();
  const both = new Uint8Array(2 * 784);
  for (const [i, keys] of [SEVEN, ONE].entries()) both.set(drawStrokes([strokeOf(keys)]), i * 784);
  const pair = { left: Uint32Array.of(0), right: Uint32Array.of(1), length: 1 };
  const [distance] = pairDistances(network.embed(both), network.dimension, pair);
  expected = `Distance ${distance.toFixed(2)};`;
});

describe.each([...engines, ...guarded])("$name", ({ start }) => {
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

  /** The sha256 of what a module's function gives. */
  const hashOf = (module: string, name: string) =>
    visitor.run<string>(`
      return import(new URL("${module}.js", location.href).href)
        .then((module) => module.${name}())
        .then((bytes) => crypto.subtle.digest("SHA-256", bytes))
        .then((digest) => [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    `);

  it("draws the golden drawings as Node does", async () => {
    expect(await hashOf("golden-drawings", "goldenDrawings")).toBe(GOLDEN_DRAWINGS);
  });

  it("takes the golden photos as Node does", async () => {
    expect(await hashOf("golden-photos", "goldenPhotos")).toBe(GOLDEN_PHOTOS);
  });

  it("finds the nearest, and writes an ONNX file, as Node does", async () => {
    expect(await hashOf("golden-search", "goldenSearch")).toBe(GOLDEN_SEARCH);
  });

  it("puts two drawings as far apart as Node does", async () => {
    await fill(visitor, "#epochs", EPOCHS);
    await visitor.click("#start");
    await waitUntilDone(visitor);
    await visitor.press("#pad-a .pad", SEVEN);
    await visitor.press("#pad-b .pad", ONE);
    await waitFor(visitor, 'return document.querySelector("#numbers").textContent !== ""');
    await waitFor(visitor, `return document.querySelector("#numbers").textContent.startsWith("${expected}")`, 5).catch(
      () => {},
    );
    expect(await text(visitor, "#numbers")).toContain(expected);
  });

  it("keeps a symbol's strokes in the model file, without one that was taken back", async () => {
    await visitor.press("#pad-teach .pad", SEVEN);
    await visitor.press("#pad-teach .pad", ONE);
    await visitor.click('#pad-teach [aria-label^="Undo a stroke"]');
    await fill(visitor, "#symbol-name", "hook");
    await visitor.click("#remember");
    const { metadata } = decodeSafetensors(await save(visitor, "#save-model"), "saved");
    expect(JSON.parse(metadata["page.symbols"])).toEqual([{ name: "hook", drawings: [[strokeOf(SEVEN)]] }]);
  });
});
