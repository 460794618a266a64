import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, expect, it } from "vitest";
import { createDataset, type Dataset, takeFraction } from "../../../src/data/dataset.ts";
import { classifyByNearest, evaluate } from "../../../src/evaluate/evaluate.ts";
import { loadModel } from "../../../src/formats/model.ts";
import { loadDefaultMnist } from "../../../src/node/read/default-dataset.ts";
import { runTraining } from "../../../src/node/write/training-run.ts";
import { createRun } from "../../../src/run/create-run.ts";
import { lehmer } from "../../support/lehmer.ts";

const root = mkdtempSync(join(tmpdir(), "siamese-run-"));
afterAll(() => rmSync(root, { recursive: true }));
const newFolder = () => mkdtempSync(join(root, "run-"));

/** Images of bars, lying or upright, at random places. */
function bars(count: number, height: number, width: number): Dataset {
  const next = lehmer(9);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const images = new Uint8Array(count * height * width);
  for (const [i, label] of labels.entries()) {
    const at = Math.floor(next() * 0.9 * (label ? width : height));
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (Math.abs((label ? x : y) - at) < 4) images[(i * height + y) * width + x] = 255;
      }
    }
  }
  return createDataset(images, labels, height, width);
}

it("trains on images of 120x136 and writes every file of the run", async () => {
  const dataset = bars(24, 120, 136);
  const recipe = { base: "best", epochs: 2, batch: 8 } as const;
  const run = await createRun({ dataset, heldOut: bars(12, 120, 136), recipe });
  const folder = newFolder();
  const summary = await runTraining({ folder, run, onEvent() {} });
  expect(readdirSync(folder).sort()).toEqual([
    "Siamese_loss.png",
    "Siamese_test.png",
    "checkpoint.safetensors",
    "metrics.jsonl",
    "model.safetensors",
    "summary.json",
  ]);
  expect(JSON.parse(readFileSync(join(folder, "summary.json"), "utf8"))).toEqual(JSON.parse(JSON.stringify(summary)));
  for (const name of ["Siamese_loss.png", "Siamese_test.png"]) {
    expect(PNG.sync.read(readFileSync(join(folder, name))).width).toBeGreaterThanOrEqual(2400);
  }
});

it("embeds each image once after the last step, for the same figures", async () => {
  const { train, test } = await loadDefaultMnist();
  const dataset = takeFraction(train, 0.005);
  const heldOut = takeFraction(test, 0.02);
  const run = await createRun({ dataset, heldOut, recipe: { base: "quick", epochs: 3 } });
  const { network, trainer } = run;
  let embedded = 0;
  const embed = network.embed.bind(network);
  network.embed = (images, result) => {
    embedded += images.length / 784;
    return embed(images, result);
  };
  const folder = newFolder();
  const summary = await runTraining({
    folder,
    run,
    onEvent(event) {
      if (event.type === "step") embedded = 0;
    },
  });
  expect(embedded).toBe(dataset.count + heldOut.count);
  const model = await loadModel(new Uint8Array(readFileSync(join(folder, "model.safetensors"))));
  expect(summary?.heldOut).toEqual({
    ...evaluate(model, heldOut, { margin: trainer.recipe.margin }),
    nearestNeighbour: classifyByNearest(model, heldOut, dataset),
  });
});
