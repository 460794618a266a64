import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { strokeImage } from "../../src/data/stroke-image.ts";
import { loadModel } from "../../src/formats/model.ts";
import { fill, openPage, save, trainToTheEnd, violations } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";

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

it("can be installed: Chromium finds no fault with manifest and icons", async () => {
  const session = await visitor.page.createCDPSession();
  const { errors, data } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(JSON.parse(data ?? "{}")).toMatchObject({ name: "Same or different?", start_url: "./" });
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // A browser that is driven is incognito; nothing else may stand in the way.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
  expect(await violations(visitor)).toEqual([]);
});

it("shows a preview where it is shared, and links to source, documentation and licence", async () => {
  const meta = (name: string) =>
    visitor.run<string>(`return document.querySelector('meta[property="og:${name}"]').content`);
  expect(await meta("title")).toContain("Same or different?");
  const image = new URL(await meta("image"), site.url);
  const png = new Uint8Array(await (await fetch(image)).arrayBuffer());
  expect(new TextDecoder("latin1").decode(png.subarray(1, 4))).toBe("PNG");
  const links = await visitor.run<string[]>('return [...document.querySelectorAll(".foot a")].map((a) => a.href)');
  const answers = await Promise.all(links.map(async (link) => Buffer.from(await (await fetch(link)).arrayBuffer())));
  const [source, docs, licence] = answers;
  const tar = gunzipSync(source).toString("latin1");
  expect(tar).toContain("siamese-simd/src/web/page/main.ts");
  expect(tar).toContain("siamese-simd/LICENSE");
  expect(docs.toString()).toContain("# siamese-simd");
  expect(licence.toString()).toContain("MIT License");
});

it("is within the console's reach, with the network's own numbers", async () => {
  await fill(visitor, "#epochs", 2);
  await trainToTheEnd(visitor);
  const network = await loadModel(await save(visitor, "#save-model"));
  const drawings = [[[300, 200, 700, 200, 450, 800]], [[500, 100, 500, 900]]];
  const size = { height: 28, width: 28, channels: 1 };
  const distance = network.distance(strokeImage(drawings[0], size), strokeImage(drawings[1], size));
  const compared = await visitor.run("return siamese.compare(...arguments[0])", drawings);
  expect(compared).toEqual({ same: distance <= network.threshold, distance, threshold: network.threshold });
  expect(await visitor.run("return siamese.network().then((bytes) => bytes.length)")).toBeGreaterThan(50_000);
});
