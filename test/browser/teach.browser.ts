import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createDataset } from "../../src/data/dataset.ts";
import { drawStrokes } from "../../src/data/strokes.ts";
import { fingerprint, loadModel } from "../../src/formats/model.ts";
import { createGallery, loadGallery, saveGallery } from "../../src/gallery/index.ts";
import { Random } from "../../src/random.ts";
import { train } from "../../src/run/train.ts";
import { fewRecipe } from "../../src/run/try-few.ts";
import { symbols } from "../../src/weights/symbols.ts";
import { photoOf } from "../web/support/photo-of.ts";
import { encodePng } from "./support/encode-png.ts";
import { axeViolations, draw, openPage, save, text } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import { again, strokes } from "./support/strokes.ts";
import { waitFor } from "./support/visitor.ts";

// One visit, told in order: symbols come in a file, train what guesses them, and go out again.
const NAMES = ["tee", "ring", "three"] as const;
const SHAPES = { tee: strokes.tee, ring: strokes.zero, three: strokes.three };

/** Strokes as the page keeps them: x and y in turn, in thousandths of the pad. */
const onGrid = (name: keyof typeof SHAPES, times: number): number[][] =>
  again(SHAPES[name], times).map((stroke) => stroke.flat().map((value) => Math.round(1000 * value)));

let visitor: PuppeteerVisitor;
let site: Site;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "siamese-simd-teach-"));
  site = await serveSite(inject("folder"));
  visitor = await PuppeteerVisitor.start("Chromium");
  await openPage(visitor, site.url);
});
afterAll(async () => {
  await visitor?.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

const says = (selector: string, beginning: string, seconds = 10) =>
  waitFor(
    visitor,
    `return document.querySelector("${selector}").textContent.startsWith(${JSON.stringify(beginning)})`,
    seconds,
  );
const isDisabled = (selector: string) => visitor.run<boolean>(`return document.querySelector("${selector}").disabled`);

it("takes the symbols that Node's gallery wrote, and says what is wrong with a file that is none", async () => {
  expect(await isDisabled("#train-symbols")).toBe(true);
  const wrong = join(folder, "wrong.json");
  await writeFile(wrong, '{"symbols":[{"name":"tee","examples":[{"strokes":[["no"]]}]}]}');
  await visitor.upload("#load-symbols", wrong);
  await says("#symbols-file-status", 'wrong.json: its symbols: expected drawing 1 of "tee" to be ');
  expect(await text(visitor, "#symbols")).toBe("");

  const gallery = createGallery(await loadModel(symbols));
  for (const name of NAMES) for (let i = 0; i < 3; i++) gallery.add(name, onGrid(name, i));
  const path = join(folder, "mine.json");
  await writeFile(path, await saveGallery(gallery));
  await visitor.upload("#load-symbols", path);
  await says("#symbols-file-status", "mine.json: loaded.");
  expect(await text(visitor, "#symbols")).toBe(NAMES.map((name) => `${name}Forget3 drawings`).join(""));
});

it("gives back what was forgotten, and takes back what was remembered", async () => {
  const before = await text(visitor, "#symbols");
  await visitor.click("#symbols .symbol-head button");
  await visitor.click("#symbols .thumb");
  expect(await text(visitor, "#symbols")).toBe("ringForget2 drawingsthreeForget3 drawings");
  expect(await isDisabled("#train-symbols")).toBe(true);
  await visitor.click("#undo-symbols");
  await visitor.click("#undo-symbols");
  expect(await text(visitor, "#symbols")).toBe(before);
  expect(await isDisabled("#train-symbols")).toBe(false);
});

it("trains on them what guesses them, to Node's bits", async () => {
  await visitor.click("#train-symbols");
  await waitFor(visitor, 'return document.querySelector("#symbols-progress").value > 0');
  await says("#symbols-trained", "Trained. In a trial with one example of each held back it named 3 of 3 ", 120);
  const images = NAMES.flatMap((name) => [0, 1, 2].flatMap((i) => [...drawStrokes(onGrid(name, i))]));
  const labels = NAMES.flatMap((name) => [name, name, name]);
  const dataset = createDataset(Uint8Array.from(images), labels, 28, 28);
  const node = await train({ dataset, init: symbols, recipe: fewRecipe }).finish();
  const own = await loadModel(await save(visitor, "#save-symbol-network"));
  expect(await fingerprint(own)).toBe(await fingerprint(node));
  expect(await axeViolations(visitor)).toEqual([]);

  // What it saves is a gallery of this network, which Node reads and answers from as the page does.
  const gallery = await loadGallery(own, Buffer.from(await save(visitor, "#save-symbols")).toString());
  await draw(visitor, "pad-teach", again(strokes.tee, 1.5));
  await says("#guess", "This looks like: tee");
  expect(gallery.classify(onGrid("tee", 1.5)).name).toBe("tee");
  await draw(visitor, "pad-teach", strokes.seven);
  await says("#guess", "None of these.");
  expect(gallery.classify(strokes.seven.map((stroke) => stroke.flat())).name).toBe(undefined);
});

it("takes a photograph for what is drawn in it, and pictures for what their names say", async () => {
  const random = Random.fromSeed(9);
  const write = async (name: string, drawing: number[][]) => {
    const photo = photoOf(drawing, { pen: 5, light: [90, 220], hasTable: drawing.length > 0 }, random);
    const path = join(folder, name);
    await writeFile(path, encodePng(photo.pixels, photo.height, photo.width));
    return path;
  };
  await visitor.upload("#symbol-pictures", await write("photo.png", onGrid("tee", 1.5)));
  await says("#symbol-pictures-status", "It is on the pad");
  await says("#guess", "This looks like: tee");
  expect(await text(visitor, "#pad-teach .pad-sees span")).toBe("Out of photo.png, as the network sees it.");
  await visitor.upload("#symbol-pictures", await write("blank.png", []));
  await says("#symbol-pictures-status", "blank.png: nothing drawn is found in it");
  await visitor.uploadAll("#symbol-pictures", [
    await write("ring-9.png", onGrid("ring", 1)),
    await write("seven-1.png", onGrid("three", 1)),
  ]);
  await says("#symbol-pictures-status", "2 of 2 pictures are remembered.");
  expect(await text(visitor, "#symbols")).toContain("ringForget4 drawings");
  await visitor.click("#undo-symbols");
  await draw(visitor, "pad-teach", strokes.seven);
});

it("still has it after a reload, and gives it back for what it was", async () => {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await openPage(visitor, site.url);
  await says("#symbols-trained", "Trained. ");
  await visitor.click("#untrain-symbols");
  await says("#symbols-trained", "Training on them takes some seconds");
  await says("#guess", "None of these.");
});
