import { describe, expect, it } from "vitest";
import { createDataset, type Dataset, selectImages, takeFraction } from "../../src/data/dataset.ts";
import { calibrate, classifyByNearest, evaluate } from "../../src/evaluate/evaluate.ts";
import { measure } from "../../src/evaluate/report.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { shuffled } from "../metrics/support.ts";

const mnist = await loadDefaultMnist();
const train = takeFraction(mnist.train, 0.01);
const test = takeFraction(mnist.test, 0.04);
const network = await createNetwork({ seed: 4 });
network.calibration = calibrate(network, train);

describe("measure", () => {
  it("says of pairs what evaluate says, and of nearest neighbours what classifyByNearest says", () => {
    for (const gallery of [train, test]) {
      const { report } = measure(network, test, gallery);
      expect(report).toMatchObject({ ...evaluate(network, test) });
      expect(report.nearestNeighbour).toBe(classifyByNearest(network, test, gallery));
      // Within one set the nearest neighbour is the first that retrieval finds, ties aside.
      if (gallery === test) expect(report.precisionAt1).toBe(report.nearestNeighbour);
    }
  });

  it("gives the same to the last bit without SIMD", async () => {
    const scalar = await createNetwork({ seed: 4, backend: "js" });
    scalar.calibration = calibrate(scalar, train);
    expect(scalar.calibration).toEqual(network.calibration);
    const few = takeFraction(test, 0.5);
    expect(measure(scalar, few, train)).toEqual(measure(network, few, train));
  });

  it("finds neighbours alike in whatever order the images come", () => {
    const moved = measure(network, selectImages(test, shuffled(test.count, 6)), train).report;
    const { report } = measure(network, test, train);
    for (const key of ["nearestNeighbour", "fiveNearestNeighbours", "precisionAt1", "classes", "confusion"] as const) {
      expect(moved[key], key).toEqual(report[key]);
    }
    expect(moved.meanAveragePrecisionAtR).toBeCloseTo(report.meanAveragePrecisionAtR, 12);
  });

  it("counts the pairs of each verdict, if the network has a calibration", async () => {
    const { report, distances } = measure(network, test, train);
    const { sameBelow, differentAbove } = network.calibration ?? {};
    const near = distances.filter((distance) => distance <= (sameBelow ?? -1)).length;
    const far = distances.filter((distance) => distance >= (differentAbove ?? Infinity)).length;
    const { same, different } = report.verdicts ?? {};
    expect([same?.same, same?.different].reduce((a = 0, b = 0) => a + b)).toBe(near);
    expect([different?.same, different?.different].reduce((a = 0, b = 0) => a + b)).toBe(far);
    const old = await createNetwork({ seed: 4 });
    old.threshold = network.threshold;
    expect(measure(old, test, train).report).not.toHaveProperty("verdicts");
  });

  it("judges 500 classes, without a table of 250,000 cells", () => {
    const of = (part: Dataset) => {
      const labels = Array.from({ length: part.count }, (_, i) => Math.floor(i / 2) + 70);
      return createDataset(part.images, labels, 28, 28);
    };
    const many = of(takeFraction(mnist.test, 0.1));
    const { report } = measure(network, many, many);
    expect(report).not.toHaveProperty("confusion");
    expect(report.classes).toHaveLength(500);
    expect(report.oneShot).toMatchObject({ ways: 500 });
    const right = report.classes.reduce((sum, { recall, images }) => sum + recall * images, 0);
    expect(right / many.count).toBeCloseTo(report.nearestNeighbour, 12);
    const given = report.classes.filter(({ precision }) => !Number.isNaN(precision));
    expect(given.length).toBeGreaterThan(100);
  });

  it("leaves out shots that a class is too small for", () => {
    const labels = [...test.labels.keys()];
    const of = (label: number, count: number) => labels.filter((i) => test.labels[i] === label).slice(0, count);
    const small = (a: number, b: number) =>
      measure(network, selectImages(test, [...of(3, a), ...of(5, b)]), train).report;
    expect(small(6, 9)).toMatchObject({ oneShot: { ways: 2 }, fiveShot: { ways: 2 } });
    expect(small(5, 9)).not.toHaveProperty("fiveShot");
    expect(small(2, 9)).toHaveProperty("oneShot");
  });
});
