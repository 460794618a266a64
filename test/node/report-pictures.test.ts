import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { calibrateDistances } from "../../src/evaluate/calibrate.ts";
import { rocCurve } from "../../src/metrics/roc.ts";
import { distancesChart } from "../../src/node/pictures/distances-chart.ts";
import { mapChart } from "../../src/node/pictures/map-chart.ts";
import { rocChart } from "../../src/node/pictures/roc-chart.ts";
import { lehmer } from "../support/lehmer.ts";

type Colour = readonly [red: number, green: number, blue: number];
type Part = readonly [left: number, top: number, right: number, bottom: number];

const BLUE: Colour = [0, 114, 178];
const VERMILION: Colour = [213, 94, 0];
const GREY: Colour = [220, 220, 220];
const PLOT: Part = [0.08, 0.2, 1, 0.89];

const decode = (bytes: Uint8Array) => PNG.sync.read(Buffer.from(bytes));

/** Pixels of a part of the picture that have a colour; fractions of width and height. */
function count(png: PNG, [red, green, blue]: Colour, [left, top, right, bottom]: Part = PLOT): number {
  let found = 0;
  for (let y = Math.floor(top * png.height); y < bottom * png.height; y++) {
    for (let x = Math.floor(left * png.width); x < right * png.width; x++) {
      const at = (y * png.width + x) * 4;
      if (png.data[at] === red && png.data[at + 1] === green && png.data[at + 2] === blue) found++;
    }
  }
  return found;
}

const next = lehmer(4);
const same = Uint8Array.from({ length: 2000 }, (_, i) => i % 2);
const spread = Float64Array.from(same, (s) => (s === 1 ? next() : 0.7 + 2 * next()));

describe("rocChart", () => {
  it("draws the curve twice, whole and enlarged, with the threshold", async () => {
    const png = decode(await rocChart(rocCurve(spread, same), 0.85, "ROC"));
    for (const half of [[0.08, 0.2, 0.48, 0.9] as Part, [0.58, 0.2, 0.98, 0.9] as Part]) {
      expect(count(png, BLUE, half)).toBeGreaterThan(2000);
      expect(count(png, VERMILION, half)).toBeGreaterThan(300);
    }
  });

  it("shows perfect distances and hopeless ones", async () => {
    const kinds = Uint8Array.of(1, 1, 0, 0);
    for (const distances of [Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 1, 1, 1), Float64Array.of(3, 4, 1, 2)]) {
      const png = decode(await rocChart(rocCurve(distances, kinds), 2, "edge"));
      expect(count(png, BLUE, [0.07, 0.2, 1, 0.92])).toBeGreaterThan(3000);
    }
  });
});

describe("distancesChart", () => {
  it("shows same pairs near, different ones far, and the unsure band between", async () => {
    const calibration = calibrateDistances(spread, same);
    const { threshold } = calibration;
    const png = decode(await distancesChart({ distances: spread, same, threshold, calibration, title: "Distances" }));
    const left: Part = [0.08, 0.2, 0.3, 0.89];
    const right: Part = [0.5, 0.2, 0.96, 0.89];
    expect(count(png, BLUE, left)).toBeGreaterThan(20_000);
    expect(count(png, VERMILION, left)).toBe(0);
    expect(count(png, VERMILION, right)).toBeGreaterThan(20_000);
    expect(count(png, BLUE, right)).toBe(0);
    expect(count(png, GREY)).toBeGreaterThan(10_000);
    const plain = decode(await distancesChart({ distances: spread, same, threshold, title: "Distances" }));
    expect(count(plain, GREY)).toBe(0);
  });

  it("draws distances that are all 0", async () => {
    const distances = new Float64Array(20);
    const png = decode(
      await distancesChart({ distances, same: same.subarray(0, 20), threshold: 0, title: "collapsed" }),
    );
    expect(count(png, [75, 78, 109])).toBeGreaterThan(1000);
  });
});

describe("mapChart", () => {
  const draw = (classes: number, count: number, spreadOut = 1) =>
    mapChart({
      embeddings: Float32Array.from(
        { length: count * 3 },
        (_, i) => spreadOut * (next() + (Math.floor(i / 3) % classes)),
      ),
      dimension: 3,
      labels: Uint8Array.from({ length: count }, (_, i) => i % classes),
      classNames: Array.from({ length: classes }, (_, i) => `<${i}&`),
      title: "A map",
    });

  it("draws each class in a colour of its own, and names it beside the map", async () => {
    const png = decode(await draw(3, 300));
    const legend: Part = [0.88, 0.15, 1, 0.6];
    for (const colour of [[51, 34, 136] as Colour, [221, 170, 51] as Colour, [17, 119, 51] as Colour]) {
      expect(count(png, colour, legend)).toBeGreaterThan(300);
    }
    expect(count(png, [204, 102, 119], legend)).toBe(0);
  });

  it("draws embeddings in one place, two images, and 256 classes", async () => {
    for (const bytes of [await draw(2, 40, 0), await draw(2, 2), await draw(256, 5000)]) {
      // The classes' names.
      expect(count(decode(bytes), [17, 17, 17])).toBeGreaterThan(200);
    }
  });

  it("refuses embeddings that span no plane", async () => {
    const flat = {
      embeddings: new Float32Array(4),
      dimension: 1,
      labels: new Uint8Array(4),
      classNames: [],
      title: "",
    };
    await expect(mapChart(flat)).rejects.toThrow("at least 2 numbers, got 1");
  });
});
