import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readSweepData, type SweepSource } from "../../src/cli/sweep-data.ts";
import { setUpTraining } from "../../src/cli/training-setup.ts";
import { fingerprint } from "../../src/formats/model.ts";
import { jobBase, type TrainJob } from "../../src/jobs/job.ts";
import { packData, unpackData } from "../../src/jobs/packed-data.ts";
import { parseGrid } from "../../src/jobs/sweep-grid.ts";
import { trainRun } from "../../src/jobs/trained-run.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-sweep-data-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pairs = join(folder, "pairs.csv");
const lines = Array.from({ length: 300 }, (_, i) => `${i},${(i * 7) % 300},${i % 2}`);
writeFileSync(pairs, `left,right,same\n${lines.join("\n")}\n`);

const read = (grid: string, source: SweepSource) => readSweepData(source, parseGrid(grid, "best", "grid.json"));

it.each<[what: string, grid: string, source: SweepSource]>([
  [
    "some classes, from given weights",
    '{"recipe": "quick", "epochs": 1}',
    { classes: ["0-3"], fraction: 0.005, init: "symbols" },
  ],
  ["a list of pairs", '{"recipe": "notebook", "epochs": 1}', { pairs, fraction: 0.005 }],
  [
    "drawn images",
    '{"recipe": {"base": "symbols", "epochs": 1, "mix": {"data": null, "mixed": null, "glyphs": {"classes": 8, "images": 4, "made": 40, "drawings": 4, "many": 0}}, "batch": 32}}',
    {},
  ],
])("a run of a sweep is one of train: %s", async (_, grid, source) => {
  const { recipe } = parseGrid(grid, "best", "grid.json").configurations[0];
  const { init: initBytes, notes: _notes, ...images } = await read(grid, source);
  const job: TrainJob = {
    ...{ ...jobBase, kind: "train", data: "0".repeat(64), recipe, architecture: null, dimension: null },
    ...{ init: initBytes ? "1".repeat(64) : null, seed: 3, until: recipe.epochs },
  };
  const { body } = await trainRun(job, unpackData(packData(images), "a pack"), initBytes);
  const { network, trainer } = await setUpTraining({ ...source, recipe, seed: 3, threads: 1 });
  for (const _event of trainer.run());
  expect(JSON.parse(new TextDecoder().decode(body)).fingerprint).toBe(await fingerprint(network));
  network.close();
});

it("refuses what does not go together, before anything is trained", async () => {
  const both = '{"recipe": ["best", "symbols"]}';
  await expect(read(both, {})).rejects.toThrow('recipe: "symbols" draws its own images, and other recipes');
  await expect(read('{"dimension": 5}', { init: "symbols" })).rejects.toThrow("--init: these weights have layers");
  await expect(read("{}", { pairs, classes: ["1"] })).rejects.toThrow("--classes: a list of pairs says itself");
});
