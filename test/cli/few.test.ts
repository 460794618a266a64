import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { chosenImages, chosenNames } from "../../scripts/unseen/chosen-symbols.ts";
import { createDataset } from "../../src/data/dataset.ts";
import { classPrototypes, rankPrototypes } from "../../src/evaluate/prototypes.ts";
import { loadModel } from "../../src/formats/model.ts";
import { encodePng } from "../../src/node/pictures/encode-png.ts";
import { symbols } from "../../src/weights/symbols.ts";
import { TemporaryFolder } from "../node/temporary-folder.ts";
import { runCommand } from "../support/command-line.ts";

const temporary = new TemporaryFolder();
afterAll(() => temporary.remove());
const folder = temporary.path;
const DRAWINGS = 24;
const FEW = 4;
const CLASSES = 30;
const { images } = chosenImages(DRAWINGS, 9, 1.6);
const drawing = (symbol: number, k: number) =>
  images.subarray((symbol * DRAWINGS + k) * 784, (symbol * DRAWINGS + k + 1) * 784);

/** Writes a few drawings of each class. */
async function writeFolder(name: string): Promise<string> {
  for (let c = 0; c < CLASSES; c++) {
    for (let k = 0; k < FEW; k++) {
      const png = await encodePng(drawing(c, k), 28, 28, 1);
      temporary.write(join(name, chosenNames[c], `${k}.png`), png);
    }
  }
  return join(folder, name);
}

/** The share of further drawings that are nearest to the mean of their own symbol's few. */
async function share(model: Uint8Array): Promise<number> {
  const network = await loadModel(model);
  const part = (begin: number, end: number) => {
    const labels: number[] = [];
    const all: number[] = [];
    for (let c = 0; c < CLASSES; c++) {
      for (let k = begin; k < end; k++) {
        labels.push(c);
        all.push(...drawing(c, k));
      }
    }
    const dataset = createDataset(Uint8Array.from(all), labels, 28, 28);
    return { ...dataset, embeddings: network.embed(dataset.images) };
  };
  const shown = part(0, FEW);
  const asked = part(FEW, DRAWINGS);
  const means = classPrototypes(shown.embeddings, shown.labels, network.dimension);
  const right = asked.labels.filter(
    (label, i) =>
      rankPrototypes(asked.embeddings.subarray(i * network.dimension, (i + 1) * network.dimension), means)[0].label ===
      label,
  );
  return right.length / asked.count;
}

it("trains on a few drawings of each symbol, to tell others of them better than before", async () => {
  const out = join(folder, "run");
  const few = await writeFolder("few");
  const { code, stderr } = await runCommand("train", few, "--init", "symbols", "--out", out, "--threads", "2");
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stderr).toMatch(/held back for a trial: .* of 30 before and .*So it trains on all of them\./);
  expect(JSON.parse(readFileSync(join(out, "summary.json"), "utf8")).configuration.recipe.name).toBe("few");
  const model = readFileSync(join(out, "model.safetensors"));
  expect(await share(model)).toBeGreaterThan(await share(symbols));
  const again = await runCommand("verify", join(out, "summary.json"), "--threads", "2");
  expect(again.code).toBe(0);
  expect(again.stdout).toMatch(/^The same bits/);
  const taught = await runCommand(
    "teach",
    few,
    "-o",
    join(folder, "few.json"),
    "--model",
    join(out, "model.safetensors"),
  );
  expect(taught.code).toBe(0);
});

it("keeps the weights where training makes it worse, and says so", async () => {
  const out = join(folder, "kept");
  // Steps a hundred times too long.
  const few = await writeFolder("few");
  const args = ["--init", "symbols", "--out", out, "--threads", "2", "--lr", "0.1"];
  const { code, stderr } = await runCommand("train", few, ...args);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stderr).toContain("the weights are kept as they were");
  expect(new Uint8Array(readFileSync(join(out, "model.safetensors")))).toEqual(symbols);
});
