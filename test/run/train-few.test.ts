import { expect, it } from "vitest";
import { chosenImages } from "../../scripts/unseen/chosen-symbols.ts";
import { createDataset, selectImages } from "../../src/data/dataset.ts";
import { fingerprint, loadModel } from "../../src/formats/model.ts";
import { trainFew } from "../../src/run/train-few.ts";
import { fewRecipe } from "../../src/run/try-few.ts";
import { symbols } from "../../src/weights/symbols.ts";

const CLASSES = 12;
const { images, labels } = chosenImages(3, 9, 1.6);
const threes = createDataset(images.slice(0, CLASSES * 3 * 784), labels.slice(0, CLASSES * 3), 28, 28);
/** The first two drawings of each class. */
const twos = selectImages(
  threes,
  [...threes.labels.keys()].filter((i) => i % 3 < 2),
);

it("trains on two drawings of each class, too few for a trial, to a network that tells the third ones", async () => {
  const { network, trained, trial } = await trainFew({ dataset: twos, init: symbols });
  expect({ trained, trial }).toEqual({ trained: true, trial: undefined });
  expect(await fingerprint(network)).not.toBe(await fingerprint(await loadModel(symbols)));
  const size = 784;
  const drawing = (c: number, k: number) => images.subarray((3 * c + k) * size, (3 * c + k + 1) * size);
  const nearest = (c: number): number => {
    const distances = Array.from({ length: CLASSES }, (_, d) => network.distance(drawing(c, 2), drawing(d, 0)));
    return distances.indexOf(Math.min(...distances));
  };
  const right = Array.from({ length: CLASSES }, (_, c) => nearest(c)).filter((winner, c) => winner === c).length;
  expect(right).toBeGreaterThanOrEqual(10);
}, 120_000);

it("gives the weights that it began with where a trial says that training makes them worse", async () => {
  // Small batches, for the sake of time, and steps a hundred times too long.
  const glyphs = { classes: 4, images: 5, made: 50, drawings: 8, many: 70 };
  const recipe = { ...fewRecipe, batch: 40, mix: { data: { classes: 5, images: 4 }, mixed: null, glyphs } };
  const { network, trained, trial } = await trainFew({ dataset: threes, init: symbols, recipe, lr: 0.1 });
  expect(trained).toBe(false);
  expect(trial).toMatchObject({ better: false, before: { drawings: CLASSES } });
  expect(trial?.after.right).toBeLessThan(trial?.before.right ?? 0);
  expect(await fingerprint(network)).toBe(await fingerprint(await loadModel(symbols)));
});

it("says what is wrong with options, and which class has too few or too many drawings", async () => {
  const named = (list: readonly number[]) => {
    const data = selectImages(threes, list);
    return trainFew({ dataset: { ...data, classNames: ["hare", "stork"] }, init: symbols });
  };
  await expect(named([0, 1, 3])).rejects.toThrow(
    'trainFew: expected 2 to 20 drawings of each class, got 1 of "stork".',
  );
  await expect(named([...Array(21).fill(0), 3, 4])).rejects.toThrow('got 21 of "hare"');
  await expect(named([0, 1])).rejects.toThrow("trainFew: expected drawings of at least 2 classes, got 1.");
  const wrong = (options: object) => trainFew(options as never);
  await expect(wrong({ init: symbols })).rejects.toThrow("expected dataset as createDataset makes it, got undefined.");
  await expect(wrong({ dataset: twos })).rejects.toThrow("trainFew: expected init, the bytes of a model file");
  await expect(wrong({ dataset: twos, init: symbols, sed: 2 })).rejects.toThrow(
    'there is no "sed"; did you mean seed?',
  );
});
