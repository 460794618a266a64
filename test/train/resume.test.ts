import { expect, it } from "vitest";
import { createDataset } from "../../src/data/dataset.ts";
import { encodeCheckpoint } from "../../src/formats/checkpoint.ts";
import { decodeCheckpoint } from "../../src/formats/decode-checkpoint.ts";
import { fingerprint } from "../../src/formats/model.ts";
import type { Architecture } from "../../src/nn/architecture.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";
import { recipes } from "../../src/run/recipes.ts";
import type { Recipe } from "../../src/train/recipe.ts";
import { Trainer } from "../../src/train/trainer.ts";

const STEPS = 200;
const architecture: Architecture = {
  input: { height: 12, width: 12, channels: 1, centred: true },
  layers: [
    { type: "conv", filters: 4, kernelSize: 3, relu: true, pool: 2 },
    { type: "dense", units: 6, relu: true },
    { type: "dense", units: 3 },
  ],
};
const random = Random.fromSeed(5);
const images = Uint8Array.from({ length: 40 * 144 }, () => random.below(256));
const labels = Uint8Array.from({ length: 40 }, (_, i) => i % 4);
const train = createDataset(images, labels, 12, 12);

const start = async (recipe: Recipe): Promise<Trainer> =>
  new Trainer(await createNetwork({ architecture, seed: 3 }), { dataset: train, recipe });

async function finish(trainer: Trainer): Promise<string> {
  if (trainer.step < STEPS) for (const _ of trainer.run()) if (trainer.step === STEPS) break;
  return fingerprint(trainer.network);
}

// 200 steps are 40 epochs of the second recipe, averaged from step 21 on, and lie within the first one's first.
it.each([
  ["pairs", { ...recipes.notebook, batch: 8 }],
  ["batches of augmented images, averaged", { ...recipes.best, batch: 8, epochs: 400, average: 0.99 }],
])("a run of %s, saved and dropped at any step from 1 to 200, goes on to the same bits", async (_, recipe) => {
  const files: Uint8Array[] = [];
  const unbroken = await start(recipe);
  for (const event of unbroken.run()) {
    if (event.type === "step") files.push(encodeCheckpoint(unbroken.network, unbroken.state));
    if (unbroken.step === STEPS) break;
  }
  const expected = await fingerprint(unbroken.network);
  expect(files).toHaveLength(STEPS);
  for (const [i, file] of files.entries()) {
    const again = await start(recipe);
    again.state = decodeCheckpoint(file, again.network).state;
    expect(again.step).toBe(i + 1);
    expect(await finish(again), `from step ${i + 1}`).toBe(expected);
  }
});
