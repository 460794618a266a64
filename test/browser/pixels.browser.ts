import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { goldenImages } from "../read/golden-images.ts";
import { engines } from "./support/engines.ts";
import type { DecodedPicture } from "./support/pixels-worker.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import type { Visitor } from "./support/visitor.ts";

const RUN = `return new Promise((resolve, reject) => {
  const worker = new Worker(new URL("pixels-worker.js", location.href), { type: "module" });
  worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
  worker.onerror = ({ message }) => reject(new Error(message || "the worker did not load"));
  worker.postMessage(arguments[0]);
})`;

// How many of 10,000 grey pixels a canvas gives back as they were put into it.
const READ_BACK = `const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 100;
  const context = canvas.getContext("2d");
  const image = context.createImageData(100, 100);
  image.data.forEach((_, i) => { image.data[i] = i % 4 === 3 ? 255 : (i >> 2) % 251; });
  context.putImageData(image, 0, 0);
  const { data } = context.getImageData(0, 0, 100, 100);
  return image.data.filter((value, i) => i % 4 === 0 && value === data[i]).length`;

const guarded = {
  name: "Firefox that guards against fingerprinting",
  guards: true,
  start: () =>
    PuppeteerVisitor.start("Firefox", {
      "privacy.resistFingerprinting": true,
      "privacy.fingerprintingProtection": true,
    }),
};

describe.each([...engines.map((engine) => ({ ...engine, guards: false })), guarded])("$name", ({ start, guards }) => {
  let visitor: Visitor;
  let site: Site;
  beforeAll(async () => {
    site = await serveSite(inject("folder"));
    visitor = await start();
    await visitor.goto(site.url);
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
  });

  const decode = async (names: readonly string[]): Promise<readonly DecodedPicture[]> => {
    const { decoded, error } = await visitor.run<{ decoded?: DecodedPicture[]; error?: string }>(RUN, names);
    expect(error).toBeUndefined();
    return decoded ?? [];
  };

  const isPng = ({ name }: { name: string }) => name.endsWith(".png");
  const expected = goldenImages.map(({ pillow: _, ...golden }) => golden);

  it("decodes PNGs to the golden pixels, and loads no JPEG decoder for them", async () => {
    const pngs = expected.filter(isPng);
    expect(await decode(pngs.map(({ name }) => name))).toEqual(pngs);
    expect(site.requests.filter((path) => path.includes("tested-jpeg-codec"))).toEqual([]);
  });

  it("decodes JPEGs to the golden pixels, under the page's content security policy", async () => {
    const jpegs = expected.filter((golden) => !isPng(golden));
    expect(await decode(jpegs.map(({ name }) => name))).toEqual(jpegs);
    expect(site.requests.filter((path) => path.includes("tested-jpeg-codec")).length).toBe(1);
  });

  it("a canvas gives back what was put into it, or, where the engine guards, other pixels", async () => {
    const kept = await visitor.run<number>(READ_BACK);
    if (guards) expect(kept).toBeLessThan(10_000);
    else expect(kept).toBe(10_000);
  });
});
