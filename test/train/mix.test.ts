import { describe, expect, it } from "vitest";
import { createDataset } from "../../src/data/dataset.ts";
import { glyphs } from "../../src/data/sources/glyphs.ts";
import { fingerprint } from "../../src/formats/model.ts";
import { Random } from "../../src/random.ts";
import { encodeRun, loadCheckpoint } from "../../src/run/checkpoint.ts";
import { createRun } from "../../src/run/create-run.ts";
import { recipes, resolveRecipe } from "../../src/run/recipes.ts";
import { train } from "../../src/run/train.ts";
import type { Mix } from "../../src/train/mix.ts";
import { mixedImages } from "../../src/train/mixed-sources.ts";
import { checkRecipe, type Recipe } from "../../src/train/recipe.ts";

const glyphMix = { classes: 6, images: 4, made: 12, drawings: 5, many: 50 };
/** The recipe "symbols" with fewer glyphs, for one epoch. */
const small: Recipe = {
  ...recipes.symbols,
  epochs: 1,
  batch: 24,
  mix: { data: null, mixed: null, glyphs: glyphMix },
};
const { images, labels } = glyphs(4, 12, 0, Random.fromSeed(3));
const digits = createDataset(images, labels, 28, 28);
const all: Recipe = {
  ...small,
  batch: 8 + 12 + 24,
  mix: { data: { classes: 4, images: 2 }, mixed: { classes: 3, images: 4, made: 20, drawings: 4 }, glyphs: glyphMix },
};

describe("a recipe of mixed sources", () => {
  it("trains without data, and tells glyphs apart that it never saw", async () => {
    const network = await train({ recipe: small }).finish();
    const { dataset } = await createRun({ recipe: small }).then(({ trainer, network: fresh }) => {
      fresh.close();
      return trainer;
    });
    expect(dataset.count).toBe(2000);
    const embeddings = network.embed(dataset.images.subarray(0, 784));
    expect(Math.hypot(...embeddings)).toBeCloseTo(1, 6);
    expect(network.calibration?.equalErrorRate).toBeLessThan(0.35);
  });

  it("gives the same bits with the scalar kernels, and when it is stopped and resumed", async () => {
    const runTo = async (steps: number, options: object) => {
      const run = await createRun({ dataset: digits, recipe: all, ...options });
      if (run.trainer.step < steps) for (const event of run.trainer.run()) if (event.step === steps) break;
      return run;
    };
    const whole = await runTo(8, {});
    const want = await fingerprint(whole.network);
    expect(await fingerprint((await runTo(8, { backend: "js" })).network)).toBe(want);
    const stopped = await runTo(5, {});
    const resume = loadCheckpoint(encodeRun(stopped));
    expect(await fingerprint((await runTo(8, { resume })).network)).toBe(want);
    expect(await fingerprint((await runTo(8, { seed: 2 })).network)).not.toBe(want);
  });

  it("takes its last epochs' batches from the data's own classes alone, as far as it is told to", () => {
    const mix = { ...all.mix, data: { classes: 4, images: 2, alone: 40 } } as Mix;
    const { fill } = mixedImages(mix, 5, digits, 1, Random.fromSeed);
    const ownImages = (epoch: number): number => {
      const index = new Uint32Array(all.batch);
      fill(index, epoch, 7);
      return index.filter((i) => i < digits.count).length;
    };
    expect([0, 1, 2, 3, 4].map(ownImages)).toEqual([8, 8, 8, 44, 44]);
    const index = new Uint32Array(all.batch);
    fill(index, 4, 7);
    // Eleven different images of each of the four classes.
    expect(new Set(index).size).toBe(44);
    const counts = [0, 1, 2, 3].map((label) => index.filter((i) => digits.labels[i] === label).length);
    expect(counts).toEqual([11, 11, 11, 11]);
  });

  it("needs data where its mix takes some, and a network whose embeddings have length 1", async () => {
    await expect(createRun({ recipe: all })).rejects.toThrow("expected dataset as createDataset makes it");
    await expect(createRun({ dataset: digits, recipe: { ...all, network: "default" } })).rejects.toThrow(
      'needs a network whose last layer is "normalise"',
    );
    const glyphs = { ...glyphMix, made: 60_000, drawings: 17 };
    await expect(createRun({ recipe: { ...small, mix: { data: null, mixed: null, glyphs } } })).rejects.toThrow(
      "mix.glyphs: expected at most 1000000 images in all, got 60000 times 17",
    );
    const five = { ...all.mix, data: { classes: 5, images: 2, alone: 20 } } as Mix;
    await expect(createRun({ dataset: digits, recipe: { ...all, batch: 46, mix: five } })).rejects.toThrow(
      "batch must be a multiple of mix.data.classes, 5, got 46",
    );
    const far = { ...recipes.best, network: "symbols" } as const;
    await expect(createRun({ dataset: digits, recipe: far })).rejects.toThrow(
      "a margin of at most 2, such as 0.5, got 4",
    );
  });
});

describe("checkRecipe", () => {
  const withMix = (mix: unknown): unknown => ({ ...small, mix });

  it.each([
    [withMix(null), "a mix goes with the sampling"],
    [{ ...recipes.best, mix: small.mix }, "a mix goes with the sampling"],
    [withMix({ data: null, mixed: null, glyphs: null }), "batch must be 0, the images that its mix takes"],
    [withMix({ glyphs: { ...glyphMix, images: 0 } }), "mix.glyphs.images must be an integer from 1 to 60000, got 0"],
    [
      withMix({ glyphs: { ...glyphMix, classes: "6" } }),
      'mix.glyphs.classes must be an integer from 1 to 60000, got "6"',
    ],
    [withMix({ glyphs: { ...glyphMix, pen: 3 } }), "pen"],
    [{ ...small, batch: 25 }, "batch must be 24, the images that its mix takes, got 25"],
    [
      {
        ...all,
        mix: { ...all.mix, data: { classes: 3, images: 2, alone: 20 }, mixed: { ...all.mix?.mixed, classes: 4 } },
      },
      "batch must be 46, the images",
    ],
    [
      { ...all, mix: { ...all.mix, data: { classes: 4, images: 2, alone: 101 } } },
      "mix.data.alone must be an integer from 0 to 100, got 101",
    ],
    [{ ...small, mining: "batch-hard" }, "chooses its pairs itself"],
    [{ ...small, network: "deep" }, "network must be one of default, symbols"],
  ])("refuses %#", (recipe, message) => {
    expect(() => checkRecipe(recipe)).toThrow(message);
  });

  it("takes a mix from before its last epochs could differ as what it was", () => {
    expect(checkRecipe(all).mix?.data).toEqual({ classes: 4, images: 2, alone: 0 });
  });

  it("takes a recipe from before there were mixes as what it was", () => {
    const { network: _, mix: __, ...old } = recipes.best;
    expect(resolveRecipe(old as never)).toEqual(recipes.best);
  });
});
