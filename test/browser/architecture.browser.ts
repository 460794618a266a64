import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { firstDigits } from "../../scripts/packed-digits.ts";
import { fingerprint } from "../../src/formats/model.ts";
import type { Architecture } from "../../src/nn/architecture.ts";
import { train } from "../../src/run/train.ts";
import { recipeFrom, settingsOf } from "../../src/web/settings.ts";
import { oneEngine } from "./support/engines.ts";
import { axeViolations, fill, openPage, text, trainToTheEnd } from "./support/page-actions.ts";
import { type Site, serveSite } from "./support/site.ts";
import { type Visitor, waitFor } from "./support/visitor.ts";

const EPOCHS = 2;
const SMALL: Architecture = {
  input: { height: 28, width: 28, channels: 1 },
  layers: [
    { type: "conv", filters: 4, kernelSize: 3, relu: true, padding: "same" },
    { type: "average-pool", window: 4 },
    { type: "dense", units: 8 },
  ],
};
const COMMAND = `npm run train -- --recipe quick --epochs ${EPOCHS} --architecture 'my net.json'`;

let expected: string;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "siamese-simd-architecture-"));
  await writeFile(join(folder, "my net.json"), JSON.stringify(SMALL));
  await writeFile(join(folder, "none.json"), "conv, pool, dense");
  const impossible = {
    ...SMALL,
    layers: [
      { type: "average-pool", window: 29 },
      { type: "dense", units: 8 },
    ],
  };
  await writeFile(join(folder, "impossible.json"), JSON.stringify(impossible));
  const large = { ...SMALL, input: { height: 32, width: 32, channels: 1 } };
  await writeFile(join(folder, "large.json"), JSON.stringify(large));
  const { train: dataset } = await firstDigits();
  const recipe = recipeFrom({ ...settingsOf("quick"), epochs: EPOCHS });
  expected = await fingerprint(await train({ dataset, recipe, seed: 1, architecture: SMALL }).finish());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(oneEngine)("Layers out of a file, in $name", ({ start }) => {
  let visitor: Visitor;
  let site: Site;
  beforeAll(async () => {
    site = await serveSite(inject("folder"));
    visitor = await start();
    await openPage(visitor, site.url);
    await visitor.click("#settings-fold summary");
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
  });

  const says = (selector: string, beginning: string) =>
    waitFor(
      visitor,
      `return document.querySelector("${selector}").textContent.startsWith(${JSON.stringify(beginning)})`,
    );

  it("train to Node's fingerprint, with average pooling and padding", async () => {
    await fill(visitor, "#recipe", "quick");
    await fill(visitor, "#epochs", EPOCHS);
    await visitor.upload("#architecture", join(folder, "my net.json"));
    await says("#architecture-status", "3 layers, for grey images of 28x28 pixels.");
    expect(await text(visitor, "#command")).toBe(COMMAND);
    await trainToTheEnd(visitor);
    expect(await text(visitor, "#fingerprint")).toBe(expected);
    expect(await axeViolations(visitor)).toEqual([]);
  });

  it("are there again after a reload, with the network", async () => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await openPage(visitor, site.url);
    await says("#status", `Welcome back: quick, ${EPOCHS} epochs, seed 1, my net.json.`);
    await says("#fingerprint", expected);
    expect(await text(visitor, "#architecture-name")).toBe("my net.json");
    expect(await text(visitor, "#command")).toBe(COMMAND);
  });

  it("stay as they were when another file is none, which one line says", async () => {
    for (const [name, complaint] of [
      ["none.json", "none.json: expected an architecture in JSON, such as "],
      ["impossible.json", "impossible.json: the architecture is unusable: pool1: "],
    ]) {
      await visitor.upload("#architecture", join(folder, name));
      await says("#architecture-status", complaint);
      expect(await text(visitor, "#architecture-name")).toBe("my net.json");
      expect(await text(visitor, "#command")).toBe(COMMAND);
    }
  });

  it("cannot take the network away by being of other images", async () => {
    await visitor.upload("#architecture", join(folder, "large.json"));
    await says("#architecture-status", "3 layers, for grey images of 32x32 pixels.");
    await visitor.click("#start");
    await says("#warning", "The network takes images of 32x32x1, the data set has 28x28x1.");
    await says("#status", `Still here: quick, ${EPOCHS} epochs, seed 1, my net.json.`);
    await says("#fingerprint", expected);
  });

  it("give way to the layers that fit the images", async () => {
    // Closed again by the reload.
    await visitor.click("#settings-fold summary");
    await visitor.click("#architecture-own");
    expect(await text(visitor, "#command")).toBe(`npm run train -- --recipe quick --epochs ${EPOCHS}`);
    await trainToTheEnd(visitor);
    expect(await text(visitor, "#fingerprint")).not.toBe(expected);
  });
});
