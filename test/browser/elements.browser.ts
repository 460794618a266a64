import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { strokeImage } from "../../src/data/stroke-image.ts";
import { loadModel } from "../../src/formats/model.ts";
import { createGallery, type Gallery, saveGallery } from "../../src/gallery/index.ts";
import type { Network } from "../../src/nn/network.ts";
import { symbols } from "../../src/weights/symbols.ts";
import { engines } from "./support/engines.ts";
import { axe } from "./support/page-actions.ts";
import { type Site, serveSite } from "./support/site.ts";
import { again, strokes } from "./support/strokes.ts";
import { type Place, type Visitor, waitFor } from "./support/visitor.ts";

const MAX_LINES = 10;
const onGrid = (drawing: readonly (readonly Place[])[]) =>
  drawing.map((stroke) => stroke.flat().map((value) => Math.round(1000 * value)));

let folder: string;
let network: Network;
let gallery: Gallery;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "siamese-simd-elements-"));
  const [, sample = ""] = /```html\n(.*?)```/s.exec(await readFile("docs/web.md", "utf8")) ?? [];
  expect(sample.trimEnd().split("\n").length).toBeLessThanOrEqual(MAX_LINES);
  await writeFile(join(folder, "index.html"), sample);
  const bundle = join(folder, "node_modules/siamese-simd/dist/bundle");
  await mkdir(bundle, { recursive: true });
  await build({
    entryPoints: { elements: "src/elements/index.ts" },
    outdir: bundle,
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2022"],
    logLevel: "warning",
  });
  network = await loadModel(symbols);
  gallery = createGallery(network);
  for (const [name, drawing] of [["tee", strokes.tee] as const, ["ring", strokes.zero] as const]) {
    for (let i = 0; i < 3; i++) gallery.add(name, onGrid(again(drawing, i)));
  }
  await writeFile(join(folder, "model.safetensors"), symbols);
  await writeFile(join(folder, "symbols.json"), await saveGallery(gallery));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(engines)("docs/web.md's page with two elements, in $name", ({ start }) => {
  let visitor: Visitor;
  let site: Site;
  beforeAll(async () => {
    site = await serveSite(folder, { headers: false });
    visitor = await start();
    await visitor.goto(site.url);
    await waitFor(visitor, 'return document.querySelector("siamese-gallery").gallery?.symbols.length === 2');
    await waitFor(visitor, 'return document.querySelector("siamese-compare").network !== undefined');
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
  });

  /** Draws on one of an element's pads, which lie in its shadow. */
  async function draw(host: string, pad: number, drawing: readonly (readonly Place[])[]): Promise<void> {
    for (const stroke of drawing) {
      const [x, y, width, height] = await visitor.run<number[]>(
        `const host = document.querySelector(arguments[0]);
         const all = host.getBoundingClientRect();
         const pad = host.shadowRoot.querySelectorAll(".surface")[arguments[1]].getBoundingClientRect();
         return [(pad.x - all.x) / all.width, (pad.y - all.y) / all.height, pad.width / all.width, pad.height / all.height];`,
        host,
        pad,
      );
      await visitor.stroke(
        host,
        stroke.map(([u, v]) => [x + u * width, y + v * height]),
      );
    }
  }
  const inShadow = (host: string, selector: string) =>
    visitor.run<string>(
      "return document.querySelector(arguments[0]).shadowRoot.querySelector(arguments[1]).innerText",
      host,
      selector,
    );

  it("compares what is drawn, to the last bit as Node does", async () => {
    expect(await inShadow("siamese-compare", ".word")).toBe("?");
    await visitor.run(
      'document.addEventListener("compare", ({ detail }) => { globalThis.told = detail; });' +
        'document.addEventListener("classify", ({ detail }) => { globalThis.named = detail; });',
    );
    await draw("siamese-compare", 0, strokes.tee);
    await draw("siamese-compare", 1, again(strokes.tee, 1));
    await waitFor(visitor, "return globalThis.told !== undefined");
    expect(await inShadow("siamese-compare", ".word")).toContain("Same");
    // A verdict is told after the last stroke, and the drawing does not change any more.
    const [a, b] = await visitor.run<number[][][]>('return document.querySelector("siamese-compare").strokes');
    const size = { height: 28, width: 28, channels: 1 };
    const distance = network.distance(strokeImage(a, size), strokeImage(b, size));
    const { threshold } = network;
    expect(await visitor.run("return globalThis.told")).toMatchObject({ same: true, distance, threshold });
    expect(a.length).toBe(strokes.tee.length);

    // Delete, and a stroke by keys on the second pad: a vertical line is no tee.
    await visitor.run('document.querySelector("siamese-compare").shadowRoot.querySelectorAll(".surface")[1].focus()');
    await visitor.press("siamese-compare", ["Delete", " ", ...Array(8).fill("ArrowDown"), " "]);
    await waitFor(visitor, "return globalThis.told.same === false");
    expect(await inShadow("siamese-compare", ".word")).toContain("Different");
  });

  it("names symbols of the gallery, learns one more, and says none of these", async () => {
    await draw("siamese-gallery", 0, again(strokes.zero, 1.5));
    await waitFor(visitor, 'return globalThis.named?.name === "ring"');
    const drawn = await visitor.run<number[][]>('return document.querySelector("siamese-gallery").strokes');
    const { name, nearest, distance } = gallery.classify(drawn);
    expect(await visitor.run("return globalThis.named")).toMatchObject({ name, nearest, distance });
    expect(await inShadow("siamese-gallery", ".word")).toBe("This looks like: ring");

    await visitor.run('document.querySelector("siamese-gallery").strokes = []');
    await draw("siamese-gallery", 0, strokes.seven);
    await waitFor(visitor, "return globalThis.named?.name === undefined");
    expect(await inShadow("siamese-gallery", ".word")).toMatch(/^None of these\. The nearest is \w+\.$/);
    await visitor.run(`
      const { shadowRoot } = document.querySelector("siamese-gallery");
      shadowRoot.querySelector("input").value = "seven";
      shadowRoot.querySelector("form button").click();
    `);
    expect(await inShadow("siamese-gallery", "ul")).toContain("seven");
    expect(await visitor.run('return document.querySelector("siamese-gallery").gallery.symbols.length')).toBe(3);
  });

  it("speaks the language of the page around it, fetched when it is needed", async () => {
    const fetched = () => site.requests.filter((url) => url.includes("translations"));
    expect(fetched()).toEqual([]);
    await visitor.run('document.documentElement.lang = "de"; document.querySelector("siamese-compare").lang = "es-MX"');
    await waitFor(visitor, `return document.querySelector("siamese-compare").words.same === "Iguales"`);
    expect(await inShadow("siamese-compare", ".word")).toBe("Distintos");
    expect(fetched().length).toBe(1);
    await visitor.run('document.querySelector("siamese-gallery").lang = "de"');
    await waitFor(visitor, `return document.querySelector("siamese-gallery").words.remember === "Merken"`);
    expect(await inShadow("siamese-gallery", ".word")).toBe("Zeichne eines von diesen.");
    // Made where the page speaks German already: nothing need be set.
    const inGerman = await visitor.run<boolean>(`
      const one = document.createElement("siamese-compare");
      document.body.append(one);
      return new Promise((resolve) => setTimeout(resolve, 500)).then(() => {
        one.remove();
        return one.shadowRoot.querySelector(".buttons").textContent.includes("Löschen");
      });
    `);
    expect(inGerman).toBe(true);
    await visitor.run(`
      document.documentElement.removeAttribute("lang");
      for (const name of ["compare", "gallery"]) document.querySelector("siamese-" + name).lang = "en";
    `);
    await waitFor(visitor, `return document.querySelector("siamese-compare").words.same === "Same"`);
    expect(await inShadow("siamese-compare", ".word")).toBe("Different");
    expect(fetched().length).toBe(1);
  });

  it("speaks other words, says what is wrong with a file, and satisfies axe", async () => {
    await visitor.run('document.querySelector("siamese-compare").words = { different: "No match" }');
    expect(await inShadow("siamese-compare", ".word")).toBe("No match");
    const wrong = await visitor.run<string[]>(`
      ${axe}
      // The sample is no whole document: it has no language and no headings.
      const rules = { "html-has-lang": { enabled: false } };
      return axe.run({ rules, runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }).then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ failureSummary }) => id + ": " + failureSummary)));
    `);
    expect(wrong).toEqual([]);
    await visitor.run('document.querySelector("siamese-compare").setAttribute("model", "nowhere.safetensors")');
    await waitFor(
      visitor,
      `return document.querySelector("siamese-compare").shadowRoot.querySelector(".note").textContent ===
         "nowhere.safetensors: the server said 404."`,
    );
  });
});
