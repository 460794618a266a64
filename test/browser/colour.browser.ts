import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { encodeNpy } from "../../src/formats/npy.ts";
import { Random } from "../../src/random.ts";
import { makeZip } from "../read/zip-file.ts";
import { quickEngines } from "./support/engines.ts";
import { axeViolations, draw, fill, openPage, save, text, trainToTheEnd } from "./support/page-actions.ts";
import { type Site, serveSite } from "./support/site.ts";
import { strokes } from "./support/strokes.ts";
import { type Visitor, waitFor } from "./support/visitor.ts";

const [COUNT, HEIGHT, WIDTH] = [120, 20, 32];
/** Classes that differ in colour alone: what reads them as grey cannot tell them apart by shape. */
const COLOURS = [
  [230, 30, 30],
  [30, 190, 30],
  [40, 60, 230],
] as const;

/** An .npz of RGB images, X and y as NumPy saves them: a rectangle of the class's colour at a random place. */
function colouredImages(): Buffer {
  const random = Random.fromSeed(7);
  const images = new Uint8Array(COUNT * HEIGHT * WIDTH * 3);
  const labels = Int32Array.from({ length: COUNT }, (_, i) => 10 * (1 + (i % COLOURS.length)));
  for (let i = 0; i < COUNT; i++) {
    const [top, left] = [random.below(8), random.below(16)];
    for (let y = top; y < top + 12; y++) {
      for (let x = left; x < left + 16; x++) {
        images.set(COLOURS[i % COLOURS.length], ((i * HEIGHT + y) * WIDTH + x) * 3);
      }
    }
  }
  return makeZip([
    { name: "X.npy", data: encodeNpy(images, [COUNT, HEIGHT, WIDTH, 3]) },
    { name: "y.npy", data: encodeNpy(labels, [COUNT]) },
  ]);
}

describe.each(quickEngines)("Images of one's own in colour, with $name", ({ start }) => {
  let visitor: Visitor;
  let site: Site;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "siamese-simd-colour-"));
    site = await serveSite(inject("folder"));
    visitor = await start();
    await openPage(visitor, site.url);
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("are trained on at their own size, by the recipe for photographs", async () => {
    const path = join(folder, "lamps.npz");
    await writeFile(path, colouredImages());
    await visitor.click("#data-fold summary");
    await visitor.upload("#files", path);
    await waitFor(visitor, 'return document.querySelector("#data-name").textContent.startsWith("lamps.npz")');
    expect(await visitor.run('return document.querySelector("#recipe").value')).toBe("photo");
    await fill(visitor, "#batch", 30);
    await fill(visitor, "#epochs", 20);
    await trainToTheEnd(visitor);
    expect(Number.parseFloat(await text(visitor, "#accuracy"))).toBeGreaterThan(95);
    await waitFor(visitor, 'return document.querySelector("#map-text").textContent.includes("3 of 3 classes")');
    expect(await axeViolations(visitor)).toEqual([]);
  });

  it("are shown in their colours and their shape, with the names of their classes", async () => {
    const shown = await visitor.run<{ name: string; size: number[]; colours: string[] }[]>(`
      return [...document.querySelectorAll("#gallery li:not([hidden]) canvas")].map((canvas) => {
        const { width, height } = canvas;
        const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
        const colours = new Set();
        for (let i = 0; i < data.length; i += 4) colours.add([...data.subarray(i, i + 3)].join());
        return { name: canvas.getAttribute("aria-label"), size: [height, width], colours: [...colours].sort() };
      });
    `);
    expect(shown.length).toBeGreaterThan(3);
    for (const { name, size, colours } of shown) {
      expect(size).toEqual([HEIGHT, WIDTH]);
      expect(colours).toEqual(["0,0,0", COLOURS[Number(name) / 10 - 1].join()].sort());
    }
  });

  it("are compared with each other and with drawings", async () => {
    await visitor.click("#pad-a .pad-head button");
    await visitor.click("#pad-b .pad-head button");
    await waitFor(visitor, 'return /^(Same|Different)$/.test(document.querySelector("#word").textContent)');
    const names = await visitor.run<string[]>(`
      return ["a", "b"].map((pad) => document.querySelector("#pad-" + pad + " .pad-sees span").textContent);
    `);
    expect(names.every((name) => /^Held out from training: [123]0\.$/.test(name))).toBe(true);
    expect(await text(visitor, "#word")).toBe(names[0] === names[1] ? "Same" : "Different");
    await draw(visitor, "pad-b", strokes.seven);
    await waitFor(visitor, 'return document.querySelector("#numbers").textContent.startsWith("Distance")');
  });

  it("do not fit a network that has learnt from others, and the page says so", async () => {
    const path = join(folder, "lamps.safetensors");
    await writeFile(path, await save(visitor, "#save-model"));
    await visitor.click("#digits");
    await waitFor(visitor, 'return document.querySelector("#data-name").textContent.startsWith("MNIST")');
    expect(await visitor.run('return document.querySelector("#recipe").value')).toBe("best");
    expect(await text(visitor, "#word")).toBe("?");
    await visitor.upload("#load", path);
    await waitFor(visitor, 'return document.querySelector("#file-status").textContent.startsWith("lamps")');
    expect(await text(visitor, "#file-status")).toBe(
      "lamps.safetensors: expected a network for the images that are here, grey of 28x28 pixels; this one takes RGB of 20x32 pixels.",
    );
  });
});
