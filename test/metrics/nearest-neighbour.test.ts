import { describe, expect, it } from "vitest";
import { classAccuracy, confusionMatrix } from "../../src/metrics/confusion.ts";
import { nearestNeighbourAccuracy, nearestNeighbourLabels } from "../../src/metrics/nearest-neighbour.ts";
import { clusters, fixture, reorder, shuffled } from "./support.ts";

/** One-dimensional galleries, to be checked by eye. */
const line = (gallery: number[], galleryLabels: number[], queries: number[], queryLabels = queries.map(() => 0)) => ({
  gallery: Float32Array.from(gallery),
  galleryLabels: Uint8Array.from(galleryLabels),
  queries: Float32Array.from(queries),
  queryLabels: Uint8Array.from(queryLabels),
  dimension: 1,
});

describe.each(fixture.neighbours)("against scikit-learn, $dimension dimensions", (wanted) => {
  const options = {
    gallery: Float32Array.from(wanted.gallery),
    galleryLabels: Uint8Array.from(wanted.galleryLabels),
    queries: Float32Array.from(wanted.queries),
    queryLabels: Uint8Array.from(wanted.queryLabels),
    dimension: wanted.dimension,
  };

  it("gives the same classes with 1, 3 and 5 neighbours", () => {
    expect([...nearestNeighbourLabels(options)]).toEqual(wanted.predicted[1]);
    expect([...nearestNeighbourLabels({ ...options, k: 3 })]).toEqual(wanted.predicted[3]);
    expect([...nearestNeighbourLabels({ ...options, k: 5 })]).toEqual(wanted.predicted[5]);
  });

  it("has the same confusion matrix and accuracy", () => {
    const confusion = confusionMatrix(options.queryLabels, nearestNeighbourLabels(options));
    expect([...confusion.classes]).toEqual([0, 1, 2, 3]);
    expect([...confusion.counts]).toEqual(wanted.confusion.flat());
    const right = wanted.confusion.reduce((sum, row, c) => sum + row[c], 0);
    expect(nearestNeighbourAccuracy(options)).toBe(right / wanted.queryLabels.length);
  });
});

describe("nearestNeighbourLabels", () => {
  it("finds the nearest of a gallery that is not in order", () => {
    expect([...nearestNeighbourLabels(line([9, 1, 5, -3], [4, 3, 2, 1], [0, 4, 6.9, 7.1, -90]))]).toEqual([
      3, 2, 2, 4, 1,
    ]);
  });

  it("gives a tie to the lowest gallery index", () => {
    expect([...nearestNeighbourLabels(line([3, 1, 1, 3], [5, 6, 7, 8], [2, 1, 3]))]).toEqual([5, 6, 5]);
  });

  it("lets k neighbours vote, the nearest deciding between equal votes", () => {
    const options = line([1, 2, 3, 10, 11], [7, 8, 8, 9, 9], [0]);
    expect([...nearestNeighbourLabels({ ...options, k: 1 })]).toEqual([7]);
    expect([...nearestNeighbourLabels({ ...options, k: 2 })]).toEqual([7]);
    expect([...nearestNeighbourLabels({ ...options, k: 3 })]).toEqual([8]);
    expect([...nearestNeighbourLabels({ ...options, k: 5 })]).toEqual([8]);
    // Equal votes and equal distances: the lowest index decides.
    expect([...nearestNeighbourLabels({ ...line([1, -1], [5, 6], [0]), k: 2 })]).toEqual([5]);
    // Equal distances at the edge of k: the lower index is in.
    expect([...nearestNeighbourLabels({ ...line([1, 2, -2, 2], [1, 2, 3, 3], [0]), k: 3 })]).toEqual([1]);
  });

  it("leaves the query itself out of its own set", () => {
    const set = line([0, 1, 1, 5], [1, 2, 3, 2], [0, 1, 1, 5], [1, 2, 3, 2]);
    expect(nearestNeighbourAccuracy(set)).toBe(3 / 4);
    expect([...nearestNeighbourLabels({ ...set, sameSet: true })]).toEqual([2, 3, 2, 2]);
    expect(nearestNeighbourAccuracy({ ...set, sameSet: true })).toBe(1 / 4);
  });

  it.each([1, 2, 3, 4, 5, 7, 8, 9, 10, 17])("finds what a full scan finds, in %i dimensions", (dimension) => {
    const gallery = clusters(90, dimension, 9, 0.1, dimension + 1);
    const queries = clusters(40, dimension, 9, 0.1, dimension + 50);
    const distance = (i: number, j: number) => {
      let sum = 0;
      for (let d = 0; d < dimension; d++) {
        sum += (queries.embeddings[i * dimension + d] - gallery.embeddings[j * dimension + d]) ** 2;
      }
      return sum;
    };
    const wanted = Array.from(queries.labels, (_, i) => {
      const order = Array.from(gallery.labels, (_, j) => j).sort((a, b) => distance(i, a) - distance(i, b));
      return gallery.labels[order[0]];
    });
    const sides = { gallery: gallery.embeddings, galleryLabels: gallery.labels, dimension };
    const labels = nearestNeighbourLabels({ ...sides, queries: queries.embeddings, queryLabels: queries.labels });
    expect([...labels]).toEqual(wanted);
  });

  it("does not depend on the order of the images", () => {
    const set = clusters(120, 6, 5, 0.3, 11);
    const accuracy = (s: typeof set, k: number) =>
      nearestNeighbourAccuracy({
        gallery: s.embeddings,
        galleryLabels: s.labels,
        queries: s.embeddings,
        queryLabels: s.labels,
        dimension: 6,
        sameSet: true,
        k,
      });
    for (const k of [1, 4]) {
      expect(accuracy(reorder(set, shuffled(120, 5)), k)).toBe(accuracy(set, k));
      expect(accuracy(clusters(120, 6, 5, 9, 2), k)).toBe(1);
      expect(accuracy(clusters(2000, 6, 5, 0, 2), k)).toBeCloseTo(0.2, 1);
    }
  });

  it("refuses sides that do not fit together", () => {
    const good = line([1, 2, 3], [1, 2, 3], [1, 2]);
    const broken = (change: object) => () => nearestNeighbourLabels({ ...good, ...change });
    expect(broken({ gallery: new Float32Array(0), galleryLabels: new Uint8Array(0) })).toThrow(/^gallery: .* got none/);
    expect(broken({ queries: new Float32Array(0), queryLabels: new Uint8Array(0) })).toThrow(/^queries: .* got none/);
    expect(broken({ galleryLabels: new Uint8Array(2) })).toThrow(/^gallery: .* 3 embeddings, got 2/);
    expect(broken({ queryLabels: new Uint8Array(3) })).toThrow(/^queries: .* 2 embeddings, got 3/);
    expect(broken({ dimension: 2 })).toThrow(/^gallery: expected rows of 2 numbers, got 3/);
    expect(broken({ queries: Float32Array.of(0, Number.NaN) })).toThrow(/^queries: .* got NaN in row 1/);
    expect(broken({ sameSet: true })).toThrow(/^sameSet: .* got 2, 3/);
    for (const k of [0, 4, 1.5, Number.NaN]) expect(broken({ k })).toThrow(/^k: .* from 1 to 3 /);
    expect(() => nearestNeighbourLabels({ ...line([1], [1], [1]), sameSet: true })).toThrow(/^k: /);
    for (const change of [{ dimension: 2 }, { k: 0 }]) expect(broken(change)).toThrow(RangeError);
  });
});

it("tells classes apart whose numbers need 16 bits", () => {
  const gallery = {
    gallery: Float32Array.of(0, 1, 2),
    galleryLabels: Uint16Array.of(44, 300, 65_535),
    queries: Float32Array.of(0.9, 2.2, 0.1),
    queryLabels: Uint16Array.of(300, 65_535, 300),
    dimension: 1,
  };
  const predicted = nearestNeighbourLabels(gallery);
  expect([...predicted]).toEqual([300, 65_535, 44]);
  expect(nearestNeighbourAccuracy(gallery)).toBe(2 / 3);
  const { classes, counts } = confusionMatrix(gallery.queryLabels, predicted);
  expect([...classes]).toEqual([44, 300, 65_535]);
  expect([...counts]).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 1]);
});

describe("confusionMatrix", () => {
  it("counts true classes in rows and predictions in columns", () => {
    const confusion = confusionMatrix(Uint8Array.of(3, 3, 9, 9, 9, 3), Uint8Array.of(3, 9, 9, 9, 200, 3));
    expect([...confusion.classes]).toEqual([3, 9, 200]);
    expect([...confusion.counts]).toEqual([2, 1, 0, 0, 2, 1, 0, 0, 0]);
    expect([...classAccuracy(confusion)]).toEqual([2 / 3, 2 / 3, Number.NaN]);
  });

  it("knows all 256 classes, and none", () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect([...classAccuracy(confusionMatrix(all, all))]).toEqual(Array(256).fill(1));
    expect(confusionMatrix(new Uint8Array(0), new Uint8Array(0)).counts).toHaveLength(0);
    expect(() => confusionMatrix(all, new Uint8Array(3))).toThrow(RangeError);
  });
});
