import { expect, it } from "vitest";
import { createDataset, type Dataset, takeFraction } from "../../src/data/dataset.ts";
import { calibrate, evaluate } from "../../src/evaluate/evaluate.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { createRun } from "../../src/run/create-run.ts";

/** Trains, and tells how many images were embedded for each measure. */
async function measuresOf(dataset: Dataset, heldOut: Dataset | undefined, epochs: number) {
  const { network, trainer } = await createRun({ dataset, heldOut, recipe: { base: "quick", epochs } });
  const { height, width, channels } = dataset;
  let embedded = 0;
  const embed = network.embed.bind(network);
  network.embed = (images, result) => {
    embedded += images.length / (height * width * channels);
    return embed(images, result);
  };
  const measures = [];
  for (const event of trainer.run()) {
    if (event.type === "epoch" && event.measured) measures.push({ ...event.measured, embedded });
    embedded = 0;
  }
  return { network, measures };
}

it("while training looks at some thousand training images, at the end at all", async () => {
  const mnist = await loadDefaultMnist();
  const heldOut = takeFraction(mnist.test, 0.02);
  const dataset = takeFraction(mnist.train, 0.05);
  const { network, measures } = await measuresOf(dataset, heldOut, 3);
  expect(measures.map(({ embedded }) => embedded)).toEqual([1200, 1200, 3200]);
  expect(measures[2].threshold).toBe(calibrate(network, dataset).threshold);
  expect(measures[2].heldOut).toEqual(evaluate(network, heldOut, { margin: 4 }));
  // What is seen while it trains must not mislead: the earlier thresholds judge as the one of all images would.
  const again = await measuresOf(dataset, heldOut, 3);
  expect(again.measures).toEqual(measures);
  const best = Math.max(measures[1].heldOut?.accuracy ?? 0, measures[2].heldOut?.accuracy ?? 0);
  expect(measures[1].heldOut?.accuracy).toBeGreaterThan(best - 0.03);
});

it("looks at some classes of very many, and at all of each", async () => {
  const labels = Array.from({ length: 1400 }, (_, i) => i % 700);
  const pixels = Uint8Array.from({ length: 1400 * 64 }, (_, i) => (Math.imul(i, 2654435761) >>> 24) & 255);
  const { measures } = await measuresOf(createDataset(pixels, labels, 8, 8), undefined, 2);
  expect(measures.map(({ embedded }) => embedded)).toEqual([1000, 1400]);
  expect(measures[0].meanSameDistance).toBeGreaterThan(0);
});
