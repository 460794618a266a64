import { describe, expect, it } from "vitest";
import { scaleImage } from "../../src/data/scale-image.ts";

describe("scaleImage", () => {
  it("averages the pixels under a new one, rounding half up", () => {
    // biome-ignore format: two images of a row a line
    const image = Uint8Array.of(
      0, 10, 255, 255,
      20, 30, 255, 255,
      1, 0, 7, 8,
      0, 1, 7, 8,
    );
    expect([...scaleImage(image, 4, 4, 2, 2)]).toEqual([15, 255, 1, 8]);
  });

  it("weights a pixel by the part of it that is covered: 3 to 2 takes 2/3 and 1/3", () => {
    expect([...scaleImage(Uint8Array.of(30, 90, 240), 1, 3, 1, 2)]).toEqual([50, 190]);
    expect([...scaleImage(Uint8Array.of(30, 90, 240), 3, 1, 2, 1)]).toEqual([50, 190]);
  });

  it("enlarges, and stretches each side on its own", () => {
    expect([...scaleImage(Uint8Array.of(1, 2, 3, 4), 2, 2, 2, 4)]).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it("keeps black, white and the same size as they are", () => {
    expect(new Set(scaleImage(new Uint8Array(37 * 53).fill(255), 37, 53, 28, 28))).toEqual(new Set([255]));
    expect(new Set(scaleImage(new Uint8Array(37 * 53), 37, 53, 28, 28))).toEqual(new Set([0]));
    const image = Uint8Array.from({ length: 6 }, (_, i) => i * 40);
    expect(scaleImage(image, 2, 3, 2, 3)).toEqual(image);
  });

  it("refuses sizes that do not fit", () => {
    expect(() => scaleImage(new Uint8Array(5), 2, 3, 1, 1)).toThrow(RangeError);
    expect(() => scaleImage(new Uint8Array(6), 2, 3, 0, 1)).toThrow(RangeError);
  });
});
