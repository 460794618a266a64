import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, describe, expect, it } from "vitest";
import { takeFraction } from "../../src/data/dataset.ts";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { resolveRecipe } from "../../src/run/recipes.ts";
import { Trainer } from "../../src/train/trainer.ts";
import { runCommand } from "../support/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-evaluate-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runCommand("evaluate", ...args);

const { train, test } = await loadDefaultMnist();
const network = await createNetwork();
for (const _ of new Trainer(network, {
  dataset: takeFraction(train, 0.1),
  recipe: resolveRecipe("notebook", { epochs: 1 }),
}).run());
const model = join(folder, "model.safetensors");
writeFileSync(model, saveModel(network));

describe("evaluate", () => {
  it("gives every figure as JSON, and they fit together", async () => {
    const { code, stdout, stderr } = await run("--model", model, "--test-fraction", "1", "--json");
    expect([code, stderr]).toEqual([0, ""]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ model, images: 10_000, galleryImages: 6_000, pairs: 20_000 });
    expect(report.threshold).toBe(network.threshold);
    for (const share of [
      "accuracy",
      "auc",
      "nearestNeighbour",
      "fiveNearestNeighbours",
      "precisionAt1",
      "rPrecision",
      "meanAveragePrecisionAtR",
    ]) {
      expect(report[share], share).toBeGreaterThan(0.6);
      expect(report[share], share).toBeLessThan(1);
    }
    expect(report.meanAveragePrecisionAtR).toBeLessThan(report.rPrecision);
    expect(report.falseRejectAtOnePercent).toBeLessThan(report.falseRejectAtOnePerMille);
    expect(report.falseRejectAtOnePercent).toBeGreaterThan(report.equalErrorRate);
    expect(report.fiveShot.accuracy).toBeGreaterThan(report.oneShot.accuracy);
    const counts = Object.values(report.verdicts as Record<string, { same: number; different: number }>);
    expect(counts.reduce((sum, { same, different }) => sum + same + different, 0)).toBe(20_000);
    // The matrix is that of the test set, and its diagonal is the nearest neighbour's share.
    const labels = [...test.labels];
    for (const [c, { label, images, recall }] of report.classes.entries()) {
      expect(label).toBe(c);
      expect(images).toBe(labels.filter((other) => other === label).length);
      expect(recall).toBe(report.confusion[c][c] / images);
    }
    const right = report.confusion.reduce((sum: number, row: number[], c: number) => sum + row[c], 0);
    expect(report.nearestNeighbour).toBe(right / 10_000);
  });

  it("judges some classes alone, and draws the pictures where it is told to", async () => {
    const out = join(folder, "pictures", "8-9");
    const { code, stdout, stderr } = await run(
      "--model",
      model,
      "--test-fraction",
      "1",
      "--classes",
      "8,9",
      "--out",
      out,
    );
    expect(code).toBe(0);
    expect(stdout).toContain("Pairs: 20,000 of 1,983 images");
    expect(stdout).toMatch(/one-shot, 2 classes +\d\d\.\d\d % \+- 0\.\d\d\n/);
    expect(stdout).toMatch(/^ +8 +974 +\d\d\.\d\d % /m);
    for (const name of ["ROC.png", "distances.png", "map.png"]) {
      expect(stderr).toContain(`Wrote ${join(out, name)}`);
      expect(PNG.sync.read(readFileSync(join(out, name)))).toMatchObject({ width: 2400, height: 1440 });
    }
  });

  it.each([
    ["a class that no image has", ["--classes", "8,30"], 2, 'Expected a class that an image has ("0", "1", "2"'],
    ["no list of classes", ["--classes", "8,"], 2, 'such as 8,9 or 0-7, got "8,"'],
    ["one class", ["--classes", "8"], 2, "at least 2 classes, got 1"],
    ["pictures where a file stands", ["--out", model], 1, "model.safetensors"],
  ])("refuses %s in one line", async (_, args, code, message) => {
    const said = await run("--model", model, ...args);
    expect(said.code).toBe(code);
    expect(said.stderr.split("\n").filter((line) => line.startsWith("error: "))).toHaveLength(1);
    expect(said.stderr).toContain(message);
    expect(existsSync(join(folder, "ROC.png"))).toBe(false);
  });
});
