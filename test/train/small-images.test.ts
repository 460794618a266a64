import { expect, it } from "vitest";
import { evaluate } from "../../src/evaluate/evaluate.ts";
import { loadTrainingData } from "../../src/node/read/load-dataset.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { train } from "../../src/run/train.ts";
import { fixturePath } from "../support/fixtures.ts";

// scripts/make-digits-csv.py; the images that are held out are the reader's choice, the network and recipe the defaults.
it("scikit-learn's 8x8 digits, the file alone: 99 % of held-out pairs, the mean of three seeds", async () => {
  const data = await loadTrainingData({ path: fixturePath("digits/digits.csv.gz") });
  expect([data.train.count, data.test.count, data.train.height, data.train.width]).toEqual([1621, 176, 8, 8]);
  const threads = { threads: 2, spawn: spawnNodeWorker };
  let sum = 0;
  for (const seed of [1, 2, 3]) {
    const network = await train({ dataset: data.train, threads, seed }).finish();
    network.close();
    sum += evaluate(network, data.test).accuracy;
  }
  expect(sum / 3).toBeGreaterThanOrEqual(0.99);
}, 240_000);
