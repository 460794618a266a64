import { describe, expect, it } from "vitest";
import { takeFraction } from "../../src/data/dataset.ts";
import { ImageSampler } from "../../src/data/image-sampler.ts";
import { encodeCheckpoint } from "../../src/formats/checkpoint.ts";
import { decodeCheckpoint } from "../../src/formats/decode-checkpoint.ts";
import { fingerprint } from "../../src/formats/model.ts";
import type { Backend } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { learningRate } from "../../src/optim/schedule.ts";
import { createRun } from "../../src/run/create-run.ts";
import { recipes } from "../../src/run/recipes.ts";
import { checkRecipe } from "../../src/train/recipe.ts";
import type { Trainer } from "../../src/train/trainer.ts";

const data = takeFraction((await loadDefaultMnist()).train, 0.02);
const quick = { ...recipes.best, epochs: 5, batch: 48 };

async function start(backend: Backend, threads = 1, recipe = quick, dataset = data): Promise<Trainer> {
  const run = await createRun({ dataset, recipe, backend, threads: { threads, spawn: spawnNodeWorker } });
  return run.trainer;
}

async function finish(trainer: Trainer): Promise<string> {
  for (const event of trainer.run()) if (event.type === "step" && !Number.isFinite(event.loss)) break;
  trainer.network.close();
  return fingerprint(trainer.network);
}

describe("the best recipe", () => {
  it("gives the same bits with the scalar kernels and with 2 and 8 threads", async () => {
    const expected = await finish(await start("wasm"));
    expect(await finish(await start("js"))).toBe(expected);
    for (const threads of [2, 8]) expect(await finish(await start("wasm", threads)), `${threads}`).toBe(expected);
  });

  it("500 steps give one fingerprint with SIMD and scalar kernels and with 2 threads", async () => {
    // Ten steps an epoch: the scalar kernels take most of the time. 36 images are two chunks and a tail.
    const recipe = { ...quick, epochs: 50, batch: 36 };
    const few = takeFraction(data, 0.3);
    const expected = await finish(await start("wasm", 1, recipe, few));
    expect((await start("wasm", 1, recipe, few)).steps).toBe(500);
    expect(await finish(await start("wasm", 2, recipe, few))).toBe(expected);
    expect(await finish(await start("js", 1, recipe, few))).toBe(expected);
  }, 240_000);

  it("goes on from a checkpoint of any step to the bits of a run never stopped, average and all", async () => {
    // Four epochs of eight steps, averaged from the 17th on: the work grows with the square of the steps.
    const recipe = { ...quick, epochs: 4, batch: 30 };
    const begin = () => start("wasm", 1, recipe, takeFraction(data, 0.2));
    const expected = await finish(await begin());
    const trainer = await begin();
    expect(trainer.steps).toBe(32);
    const files = [encodeCheckpoint(trainer.network, trainer.state)];
    for (const event of trainer.run()) {
      if (event.type === "step") files.push(encodeCheckpoint(trainer.network, trainer.state));
    }
    expect(files).toHaveLength(trainer.steps + 1);
    for (const [step, file] of files.entries()) {
      const after = await begin();
      after.state = decodeCheckpoint(file, after.network).state;
      expect(await finish(after), `from step ${step}`).toBe(expected);
    }
  });

  it("tells the end of an epoch that a checkpoint stands at, once", async () => {
    const trainer = await start("wasm");
    const events: string[] = [];
    const until = trainer.stepsPerEpoch;
    for (const event of trainer.run()) {
      if (event.type === "step" && event.step === until) break;
    }
    const after = await start("wasm");
    after.state = trainer.state;
    for (const event of after.run()) if (event.type === "epoch") events.push(`${event.epoch}@${event.step}`);
    expect(events).toEqual([1, 2, 3, 4, 5].map((epoch) => `${epoch}@${epoch * until}`));
  });

  it("averages the weights of the last steps", async () => {
    const recipe = { ...quick, average: 0.4, epochs: 5 };
    const trainer = await start("wasm", 1, recipe);
    const mean = new Float64Array(trainer.network.weights.length);
    const from = trainer.steps - Math.floor(trainer.steps * 0.4);
    for (const event of trainer.run()) {
      if (event.type !== "step" || event.step <= from) continue;
      for (const [i, weight] of trainer.network.weights.entries()) mean[i] += weight / (trainer.steps - from);
    }
    for (const [i, weight] of trainer.network.weights.entries()) expect(weight).toBeCloseTo(mean[i], 5);
  });
});

describe("balanced batches", () => {
  const labels = Uint8Array.from({ length: 103 }, (_, i) => (i < 60 ? 2 : i % 5));

  it("hold each class as often as any other, or once more, and each image before one comes again", () => {
    const batches = new ImageSampler(labels, 12, 7);
    const index = new Uint32Array(12);
    const seen = new Map<number, number>();
    for (let step = 0; step < batches.steps; step++) {
      batches.fill(index, 0, step);
      const counts = [0, 1, 2, 3, 4].map((c) => [...index].filter((i) => labels[i] === c).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      for (const i of index) seen.set(i, (seen.get(i) ?? 0) + 1);
    }
    const rare = [...labels.keys()].filter((i) => labels[i] === 3);
    const times = rare.map((i) => seen.get(i) ?? 0);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
  });

  it("depend on the seed, the epoch and the step alone", () => {
    const [a, b, c] = [new Uint32Array(12), new Uint32Array(12), new Uint32Array(12)];
    const walked = new ImageSampler(labels, 12, 7);
    for (let step = 0; step < 5; step++) walked.fill(a, 0, step);
    walked.fill(a, 3, 2);
    new ImageSampler(labels, 12, 7).fill(b, 3, 2);
    new ImageSampler(labels, 12, 8).fill(c, 3, 2);
    expect([...a]).toEqual([...b]);
    expect([...a]).not.toEqual([...c]);
  });

  it.each([
    ["400 classes of 5", 400, 5, 160],
    ["300 classes of 3", 300, 3, 160],
    ["3,000 classes of 2", 3000, 2, 200],
    ["90 classes of 7, in a batch that four do not divide", 90, 7, 50],
    ["40 classes of 6, in the smallest batch", 40, 6, 4],
  ])("of more classes than they can hold have up to four images each of some: %s", (_, classes, each, batch) => {
    const many = Uint16Array.from({ length: classes * each }, (_, i) => (i * 7) % classes);
    const batches = new ImageSampler(many, batch, 3);
    const index = new Uint32Array(batch);
    const seen = new Set<number>();
    const turns = new Map<number, number>();
    for (let step = 0; step < 8 * batches.steps; step++) {
      batches.fill(index, 0, step);
      const held = new Map<number, number[]>();
      for (const i of index) held.set(many[i], [...(held.get(many[i]) ?? []), i]);
      // Every class of a batch but the last can make a pair, of as many different images as it has.
      const sizes = [...held.values()].map((list) => new Set(list).size);
      expect(sizes.filter((size) => size < Math.min(4, each, batch / 2)).length).toBeLessThanOrEqual(1);
      for (const label of held.keys()) turns.set(label, (turns.get(label) ?? 0) + 1);
      for (const i of index) seen.add(i);
    }
    // In eight epochs' steps every class and nearly every image comes.
    expect(turns.size).toBe(classes);
    expect(Math.max(...turns.values()) - Math.min(...turns.values())).toBeLessThanOrEqual(1);
    expect(seen.size).toBeGreaterThan(0.9 * many.length);
  });

  it("refuse one class, and a batch of fewer than four images", () => {
    expect(() => new ImageSampler(new Uint8Array(9), 4, 1)).toThrow(/at least 2 classes, got 1/);
    expect(() => new ImageSampler(labels, 3, 1)).toThrow(/at least 4 images, two each of two classes, got 3/);
  });
});

it("the one-cycle rate rises to its height at 30 % of the steps and falls to a ten-thousandth", () => {
  const at = (step: number) => learningRate("one-cycle", 0.01, step, 101);
  expect(at(0)).toBeCloseTo(0.0004, 12);
  expect(at(30)).toBeCloseTo(0.01, 12);
  expect(at(15)).toBeCloseTo((0.0004 + 0.01) / 2, 12);
  expect(at(100)).toBeCloseTo(0.000001, 12);
  expect(learningRate("constant", 0.01, 50, 101)).toBe(0.01);
});

describe("a recipe of one's own", () => {
  it("is taken as it is if nothing is wrong with it", () => {
    for (const recipe of [recipes.notebook, recipes.best])
      expect(checkRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it.each([
    ["no object", [], /expected an object/],
    ["a missing entry", { ...recipes.notebook, lr: undefined }, /lr must be a number, got undefined/],
    ["an unknown entry", { ...recipes.notebook, warmup: 1 }, /there is no "warmup"/],
    [
      "an unknown loss",
      { ...recipes.best, loss: "cosine" },
      /loss must be one of contrastive, triplet, margin, multi-similarity, supervised-contrastive, got "cosine"/,
    ],
    ["a rate of 0", { ...recipes.best, lr: 0 }, /lr must be a positive number, got 0/],
    ["half an epoch", { ...recipes.best, epochs: 0.5 }, /integer from 1 to 1000000, got 0.5/],
    ["too large a batch", { ...recipes.best, batch: 5000 }, /from 2 to 4096, got 5000/],
    [
      "too far a turn",
      { ...recipes.best, augment: { ...recipes.best.augment, rotate: 90 } },
      /rotate must be from 0 to 45/,
    ],
    ["pairs with another loss", { ...recipes.notebook, loss: "triplet" }, /pairs are trained with/],
    [
      "pairs of augmented images",
      { ...recipes.notebook, augment: recipes.best.augment },
      /the sampling "pairs" augments no images/,
    ],
  ])("%s is refused with what was expected", (_, recipe, message) => {
    expect(() => checkRecipe(recipe)).toThrow(message);
  });
});
