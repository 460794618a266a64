import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { takeFraction } from "../../src/data/dataset.ts";
import { fingerprint } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { Trainer } from "../../src/train/trainer.ts";
import { GOLDEN_FINGERPRINT, GOLDEN_STEPS, goldenRun } from "./support/golden.ts";
import { GOLDEN_DRAWINGS, goldenDrawings } from "./support/golden-drawings.ts";
import { GOLDEN_SEARCH, goldenSearch } from "./support/golden-search.ts";

// The same run gives the same in Chromium, Firefox and WebKitGTK: fingerprint.browser.ts.
it("Node gives the golden fingerprint after 1,000 steps", async () => {
  const train = takeFraction((await loadDefaultMnist()).train, 0.1);
  const trainer = new Trainer(await createNetwork({ seed: goldenRun.seed }), { ...goldenRun, dataset: train });
  for (const _ of trainer.run()) if (trainer.step === GOLDEN_STEPS) break;
  expect(await fingerprint(trainer.network)).toBe(GOLDEN_FINGERPRINT);
});

// The same bytes in the browsers, those that add noise to what a page reads from a canvas too: drawing.browser.ts.
it("Node draws the golden drawings", () => {
  expect(createHash("sha256").update(goldenDrawings()).digest("hex")).toBe(GOLDEN_DRAWINGS);
});

it("Node finds the golden neighbours, and writes the golden ONNX file", async () => {
  expect(
    createHash("sha256")
      .update(await goldenSearch())
      .digest("hex"),
  ).toBe(GOLDEN_SEARCH);
});
