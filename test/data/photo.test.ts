import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type AxisBlur, axisBlur, blur } from "../../src/data/photo/blur.ts";
import { erase } from "../../src/data/photo/erase.ts";
import { jpegBlocks } from "../../src/data/photo/jpeg-blocks.ts";
import { changeLevels, LEVEL_NUMBERS, writeLevelChange } from "../../src/data/photo/levels.ts";
import { addNoise, noiseFactor } from "../../src/data/photo/noise.ts";
import type { PhotoImage } from "../../src/data/photo/photo-image.ts";
import { warpPhoto } from "../../src/data/photo/warp-photo.ts";
import { GOLDEN_PHOTOS, goldenPhotos } from "../browser/support/golden-photos.ts";
import { fixtureJson } from "../support/fixtures.ts";

interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly pixels: string;
  readonly changes: readonly { readonly change: string; readonly numbers: number[]; readonly pixels: string }[];
}

const decode = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));

/** Each change of the fixture, done by ours. */
const apply: Readonly<Record<string, (image: PhotoImage, numbers: number[]) => void>> = {
  warp(image, [y0, x0, yi, xi, yj, xj]) {
    const numbers = Int32Array.from([y0, x0, yi, xi, yj, xj, 0, 0, 0, 0, 0, 0], (n) => Math.round(n * 65536));
    warpPhoto(image, image.pixels.slice(), 0, image.rows, image.columns, numbers, 0);
  },
  levels(image, [brightness, contrast, saturation, gains]) {
    const numbers = new Int32Array(LEVEL_NUMBERS);
    const change = { brightness, contrast, saturation, gains: gains as unknown as [number, number, number] };
    writeLevelChange(numbers, 0, change, image.channels);
    changeLevels(image, numbers, 0);
  },
  blur: (image, [downs, down, alongs, along]) =>
    blur(image, { passes: downs, weight: down }, { passes: alongs, weight: along }),
  binomial: (image, [downs, down, alongs, along]) =>
    blur(image, { passes: downs, weight: down }, { passes: alongs, weight: along }),
  noise: (image, [factor, seed]) => addNoise(image, factor, seed),
  jpeg: (image, [quality]) => jpegBlocks(image, quality, new Uint8Array(image.pixels.length)),
  libjpeg: (image, [quality]) => jpegBlocks(image, quality, new Uint8Array(image.pixels.length)),
};

/**
 * How far a pixel may be off, and on the average: Pillow counts in 32-bit floats, and libjpeg's transform rounds on the
 * way, so that a frequency half way between two steps falls to the other one.
 */
const within: Readonly<Record<string, readonly [most: number, mean: number]>> = {
  warp: [1, 0.3],
  levels: [1, 0.01],
  binomial: [1, 0.3],
  blur: [0, 0],
  noise: [0, 0],
  // A colour plane that is one off is two in blue.
  jpeg: [2, 0.1],
  libjpeg: [12, 1],
};

describe("changes of photographs are those of Pillow and NumPy (scripts/make-photo-fixture.py)", () => {
  for (const picture of fixtureJson("photo/expected.json") as Picture[]) {
    for (const { change, numbers, pixels } of picture.changes) {
      it(`${picture.channels === 1 ? "grey" : "RGB"}: ${change} ${JSON.stringify(numbers)}`, () => {
        const image = { ...picture, pixels: decode(picture.pixels) };
        apply[change](image, numbers);
        const off = Array.from(decode(pixels), (level, i) => Math.abs(level - image.pixels[i]));
        const [most, mean] = within[change];
        expect(Math.max(...off)).toBeLessThanOrEqual(most);
        expect(off.reduce((sum, level) => sum + level, 0) / off.length).toBeLessThanOrEqual(mean);
      });
    }
  }
});

const grey = (rows: number, columns: number, level = 0): PhotoImage => ({
  pixels: new Uint8Array(rows * columns).fill(level),
  rows,
  columns,
  channels: 1,
});

describe("strengths are what their names say", () => {
  it("a blur spreads a point by its standard deviation", () => {
    for (const deviation of [0.4, 0.7, 1, 1.6, 2.5, 4]) {
      const line = grey(1, 101);
      // A step, whose differences are the point's spread, at full precision of the levels.
      line.pixels.fill(255, 50);
      blur(line, { passes: 1, weight: 0 }, axisBlur(deviation));
      let [sum, squares] = [0, 0];
      for (let i = 1; i < 101; i++) {
        const share = (line.pixels[i] - line.pixels[i - 1]) / 255;
        sum += share * (i - 50);
        squares += share * (i - 50) ** 2;
      }
      expect(Math.sqrt(squares - sum * sum), `${deviation}`).toBeCloseTo(deviation, 1);
    }
  });

  it("weights stay within a quarter, so that no pixel counts negatively", () => {
    for (let deviation = 0; deviation < 20; deviation += 0.01) {
      const { weight }: AxisBlur = axisBlur(deviation);
      expect(weight).toBeGreaterThanOrEqual(0);
      expect(weight).toBeLessThanOrEqual(64);
    }
  });

  it("noise has its standard deviation, and no mean", () => {
    for (const deviation of [1, 7.5, 20]) {
      const image = grey(200, 200, 128);
      addNoise(image, noiseFactor(deviation), 99);
      const mean = image.pixels.reduce((sum, level) => sum + level, 0) / 40_000;
      const variance = image.pixels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / 40_000;
      // Rounding to levels adds 1/12.
      expect(Math.sqrt(variance - 1 / 12) / deviation).toBeCloseTo(1, 1);
      expect(mean).toBeCloseTo(128, 0);
    }
  });

  it("an erased patch covers its rows and columns, and nothing else", () => {
    const image = { pixels: new Uint8Array(4 * 3 * 3), rows: 4, columns: 3, channels: 3 };
    erase(image, Int32Array.of(9, 1, 1, 2, 2, 7, 8, 9), 1);
    const row = [0, 0, 0, 7, 8, 9, 7, 8, 9];
    expect([...image.pixels]).toEqual([...Array(9).fill(0), ...row, ...row, ...Array(9).fill(0)]);
  });
});

// The same bytes in the browsers: drawing.browser.ts.
it("Node takes the golden photos", () => {
  expect(createHash("sha256").update(goldenPhotos()).digest("hex")).toBe(GOLDEN_PHOTOS);
});
