import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { strokeImage } from "../../src/data/stroke-image.ts";
import { loadModel } from "../../src/formats/model.ts";
import type { Network } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";
import { asDrawn, byHand, names } from "../web/support/hand-drawn.ts";
import { quickEngines } from "./support/engines.ts";
import { axe, draw, fill, openPage, save, text, trainToTheEnd } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import { again, strokes } from "./support/strokes.ts";
import { type Visitor, waitFor } from "./support/visitor.ts";

const MOST_BYTES = 150_000;

/** Twenty symbols of five drawings each, with as many places as a hand leaves: some hundred a drawing. */
function twentySymbols() {
  const random = Random.fromSeed(7);
  return Array.from({ length: 20 }, (_, i) => ({
    name: `symbol ${i + 1}`,
    drawings: Array.from({ length: 5 }, () =>
      byHand(names[i % names.length], random).map((line) => asDrawn(line, random)),
    ),
  }));
}

let folder: string;
let path: string;
let site: Site;
let network: Network;
let fingerprint: string;
/** Bytes of the file with twenty symbols more. */
let withTwenty: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "siamese-simd-one-file-"));
  path = join(folder, "page.html");
  site = await serveSite(inject("folder"));
  const maker = await PuppeteerVisitor.start("Chromium");
  try {
    await openPage(maker, site.url);
    expect(await maker.run('return document.querySelector("#save-page").disabled')).toBe(true);
    await fill(maker, "#epochs", 4);
    await trainToTheEnd(maker);
    for (const [name, drawing] of [["tee", strokes.tee] as const, ["ring", strokes.zero] as const]) {
      for (let i = 0; i < 3; i++) {
        await draw(maker, "pad-teach", again(drawing, i));
        await fill(maker, "#symbol-name", name);
        await maker.click("#remember");
      }
    }
    const bytes = await save(maker, "#save-page");
    expect(await text(maker, "#file-status")).toMatch(/^best-4-epochs-seed-1-\d\d\.\d\.html: 1\d\d kB/);
    await writeFile(path, bytes);
    console.log(`A page in one file, with two symbols: ${bytes.length} bytes.`);
    expect(bytes.length).toBeLessThan(MOST_BYTES);
    network = await loadModel(await save(maker, "#save-model"));
    fingerprint = await text(maker, "#fingerprint");
    await writeFile(join(folder, "symbols.json"), JSON.stringify(twentySymbols()));
    await maker.upload("#load-symbols", join(folder, "symbols.json"));
    await waitFor(maker, 'return document.querySelectorAll("#symbols > *").length === 22');
    withTwenty = (await save(maker, "#save-page")).length;
  } finally {
    await maker.close();
  }
  // The file needs the page no more.
  await site.stop();
});
afterAll(async () => {
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

it("takes less than 150 kB with 22 symbols, twenty of them five times drawn", () => {
  console.log(`A page in one file, with 22 symbols: ${withTwenty} bytes.`);
  expect(withTwenty).toBeLessThan(MOST_BYTES);
});

describe.each(quickEngines)("A page in one file, opened from the disk with $name", ({ name, start }) => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await start();
    await visitor.goto(pathToFileURL(path).href);
    await waitFor(visitor, 'return document.querySelector("siamese-gallery")?.gallery?.symbols.length === 2');
  });
  afterAll(() => visitor?.close());

  it("compares to the last bit as the network that was trained", async () => {
    const [a, b, c] = [strokes.seven, strokes.anotherSeven, strokes.zero].map((drawing) =>
      drawing.map((stroke) => stroke.flat().map((value) => Math.round(1000 * value))),
    );
    const size = { height: 28, width: 28, channels: 1 };
    for (const other of [b, c]) {
      const distance = network.distance(strokeImage(a, size), strokeImage(other, size));
      const compared = await visitor.run(
        `const element = document.querySelector("siamese-compare");
         element.strokes = arguments[0];
         return element.comparison;`,
        [a, other],
      );
      expect(compared).toMatchObject({ distance, threshold: network.threshold, same: distance <= network.threshold });
    }
    expect(await visitor.run("return document.body.innerText")).toContain(fingerprint);
  });

  it("knows the symbols, by real strokes, and satisfies axe", async () => {
    const drawing = again(strokes.zero, 1.5)[0];
    const [x, y, w, h] = await visitor.run<number[]>(
      `const host = document.querySelector("siamese-gallery");
       const all = host.getBoundingClientRect();
       const pad = host.shadowRoot.querySelector(".surface").getBoundingClientRect();
       return [(pad.x - all.x) / all.width, (pad.y - all.y) / all.height, pad.width / all.width, pad.height / all.height];`,
    );
    await visitor.stroke(
      "siamese-gallery",
      drawing.map(([u, v]) => [x + u * w, y + v * h]),
    );
    await waitFor(visitor, 'return document.querySelector("siamese-gallery").answer?.name === "ring"');
    // Its policy lets it load nothing: axe comes by the driver.
    const wrong = await visitor.run<string[]>(`
      ${axe}
      return axe.run().then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ failureSummary }) => id + ": " + failureSummary)));
    `);
    expect(wrong).toEqual([]);
  });

  it.runIf(name === "Chromium")("is read rightly from a server that calls it UTF-8", async () => {
    const { readFile } = await import("node:fs/promises");
    const bytes = await readFile(path);
    const server: Server = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await visitor.goto(`http://127.0.0.1:${(server.address() as { port: number }).port}/`);
    await waitFor(visitor, 'return document.querySelector("siamese-gallery")?.gallery?.symbols.length === 2');
    server.closeAllConnections();
    server.close();
  });
});
