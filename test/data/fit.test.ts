import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fitImage } from "../../src/data/fit.ts";
import type { DecodedImage } from "../../src/data/image.ts";
import {
  chooseGround,
  hasColour,
  InkTally,
  invert,
  isBlank,
  layOnGround,
  luma,
  measureGrounds,
  toGrey,
  toRgb,
} from "../../src/data/ink.ts";
import { resizeImage } from "../../src/data/scale-image.ts";

interface Scaled {
  readonly size: [number, number];
  readonly newSize: [number, number];
  readonly channels: number;
  readonly pixels: readonly number[];
  readonly scaled: readonly number[];
}
const fixture = new URL("../fixtures/fit/expected.json", import.meta.url);
const expected: { greys: string; laid: Record<"black" | "white", string>; scaled: Scaled[] } = JSON.parse(
  readFileSync(fixture, "utf8"),
);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const image = (width: number, channels: 1 | 2 | 3 | 4, ...pixels: number[]): DecodedImage => ({
  width,
  height: pixels.length / channels / width,
  channels,
  pixels: Uint8Array.from(pixels),
});

describe("resizeImage", () => {
  it.each(expected.scaled)("$size to $newSize of $channels channels, as fractions have it", (given) => {
    const { size, newSize, channels, pixels, scaled } = given;
    expect([...resizeImage(Uint8Array.from(pixels), size, newSize, channels)]).toEqual(scaled);
  });

  it("gives back what has the size already, as a copy", () => {
    const pixels = Uint8Array.from({ length: 3 * 5 * 3 }, (_, i) => (i * 37) % 256);
    const same = resizeImage(pixels, [3, 5], [3, 5], 3);
    expect(same).toEqual(pixels);
    expect(same.buffer).not.toBe(pixels.buffer);
  });

  it("enlarges in a line between middles", () => {
    expect([...resizeImage(Uint8Array.of(0, 100), [1, 2], [1, 4], 1)]).toEqual([0, 25, 75, 100]);
  });

  it("refuses sizes that do not fit", () => {
    expect(() => resizeImage(new Uint8Array(6), [2, 3], [1, 1], 3)).toThrow("Expected 18 pixels for 2x3x3, got 6.");
    expect(() => resizeImage(new Uint8Array(6), [2, 3], [1, 0.5], 1)).toThrow(RangeError);
  });
});

describe("grey and ground", () => {
  it("has Pillow's greys", () => {
    const greys: number[] = [];
    for (let r = 0; r < 256; r += 5)
      for (let g = 0; g < 256; g += 5) for (let b = 0; b < 256; b += 5) greys.push(luma(r, g, b));
    expect(sha256(Uint8Array.from(greys))).toBe(expected.greys);
    for (let v = 0; v < 256; v++) expect(luma(v, v, v)).toBe(v);
  });

  it.each(["black", "white"] as const)("lays every level with every alpha on %s as Pillow does", (ground) => {
    const pixels = Uint8Array.from({ length: 2 * 65536 }, (_, i) => (i % 2 === 0 ? i >> 9 : (i >> 1) & 255));
    expect(sha256(layOnGround({ width: 256, height: 256, channels: 2, pixels }, ground).pixels)).toBe(
      expected.laid[ground],
    );
  });

  it("chooses the ground on which a see-through picture is seen", () => {
    const black = image(2, 4, 0, 0, 0, 255, 9, 9, 9, 0);
    const white = image(2, 2, 255, 255, 0, 0);
    expect(chooseGround(measureGrounds(black))).toBe("white");
    expect(chooseGround(measureGrounds(white))).toBe("black");
    expect(measureGrounds(black)).toEqual({ black: 0, white: 255 * 255 });
    expect(chooseGround(measureGrounds(image(1, 2, 77, 0)))).toBe("black");
  });

  it("tells colour from the tint that JPEG gives greys, and from what is not seen", () => {
    expect(hasColour(image(1, 3, 100, 116, 100))).toBe(false);
    expect(hasColour(image(1, 3, 100, 117, 100))).toBe(true);
    expect(hasColour(image(1, 4, 0, 255, 0, 0))).toBe(false);
    expect(hasColour(image(1, 4, 0, 255, 0, 1))).toBe(true);
    expect(hasColour(image(1, 2, 0, 255))).toBe(false);
  });

  it("refuses to turn what has alpha", () => {
    for (const turn of [toGrey, toRgb, invert]) expect(() => turn(image(1, 2, 1, 2))).toThrow(RangeError);
  });

  it("knows a blank image, of any channels", () => {
    expect(isBlank(Uint8Array.of(1, 2, 3, 1, 2, 3), 3)).toBe(true);
    expect(isBlank(Uint8Array.of(1, 2, 3, 1, 2, 4), 3)).toBe(false);
    expect(isBlank(Uint8Array.of(7, 7), 1)).toBe(true);
  });
});

describe("InkTally", () => {
  const framed = (frame: number, middle: number) =>
    image(3, 1, ...Array(4).fill(frame), middle, ...Array(4).fill(frame));
  const isDark = (...images: DecodedImage[]) => {
    const tally = new InkTally();
    for (const one of images) tally.add(one);
    return tally.isDarkOnLight;
  };

  it("finds dark ink on light paper", () => {
    expect(isDark(framed(255, 0))).toBe(true);
    expect(isDark(framed(200, 90))).toBe(true);
  });

  it("leaves light ink, bright pictures without ink, and nothing as they are", () => {
    expect(isDark(framed(0, 255))).toBe(false);
    expect(isDark(framed(127, 0))).toBe(false);
    expect(isDark(framed(200, 255))).toBe(false);
    expect(isDark(framed(255, 255))).toBe(false);
    expect(isDark()).toBe(false);
  });

  it("goes by the whole data set", () => {
    expect(isDark(framed(255, 0), framed(255, 0), framed(0, 255))).toBe(true);
    expect(isDark(framed(255, 0), framed(0, 255), framed(0, 255))).toBe(false);
  });
});

describe("fitImage", () => {
  const wide = image(4, 1, 10, 20, 30, 40, 50, 60, 70, 80);

  it("shows all of an image between bars, cuts it, or stretches it", () => {
    const shown = (how: "contain" | "cover" | "stretch") => [
      ...fitImage(wide, { height: 4, width: 4, channels: 1, fit: how }),
    ];
    const bar = [0, 0, 0, 0];
    expect(shown("contain")).toEqual([...bar, 10, 20, 30, 40, 50, 60, 70, 80, ...bar]);
    // The middle two columns, enlarged: rows at 1/4 of the way, columns likewise.
    expect(shown("cover")[0]).toBe(20);
    expect(shown("cover")[15]).toBe(70);
    expect(shown("cover")[5]).toBe(33);
    expect(shown("stretch").slice(0, 4)).toEqual([10, 20, 30, 40]);
    expect(shown("stretch").slice(4, 8)).toEqual([20, 30, 40, 50]);
  });

  it("continues light paper with light bars, and inverts them with it", () => {
    const paper = image(2, 1, 255, 0);
    expect([...fitImage(paper, { height: 4, width: 2, channels: 1 })]).toEqual([0, 0, 255, 0, 0, 0, 0, 0]);
    const light = image(3, 1, 255, 0, 255);
    const options = { height: 3, width: 3, channels: 1 } as const;
    expect([...fitImage(light, options)]).toEqual([255, 255, 255, 255, 0, 255, 255, 255, 255]);
    expect([...fitImage(light, { ...options, invert: true })]).toEqual([0, 0, 0, 0, 255, 0, 0, 0, 0]);
  });

  it("never blanks a picture on nothing, whatever its ink", () => {
    for (const ink of [0, 40, 127, 128, 255]) {
      const icon = image(2, 4, ink, ink, ink, 255, 90, 90, 90, 0, 0, 0, 0, 0, ink, ink, ink, 255);
      for (const channels of [1, 3] as const) {
        const fitted = fitImage(icon, { height: 8, width: 8, channels });
        expect(fitted.length).toBe(64 * channels);
        expect(isBlank(fitted, channels)).toBe(false);
      }
    }
  });

  it("takes a ground that is told, and its bars from it", () => {
    const icon = image(1, 2, 0, 255);
    const on = (background: "black" | "white") => [...fitImage(icon, { height: 1, width: 3, channels: 1, background })];
    expect(on("white")).toEqual([255, 0, 255]);
    expect(on("black")).toEqual([0, 0, 0]);
  });

  it("turns grey into RGB, and RGB into grey", () => {
    expect([...fitImage(image(1, 1, 9), { height: 1, width: 1, channels: 3 })]).toEqual([9, 9, 9]);
    expect([...fitImage(image(1, 3, 255, 0, 0), { height: 1, width: 1, channels: 1 })]).toEqual([76]);
  });

  it("keeps the shape of every size to within half a pixel, and fills one side", () => {
    const [height, width] = [28, 20];
    for (const [h, w] of [
      [1, 4096],
      [4096, 1],
      [13, 29],
      [29, 13],
      [100, 99],
      [28, 20],
      [7, 5],
    ]) {
      const grey = { height: h, width: w, channels: 1, pixels: new Uint8Array(h * w).fill(100) } as const;
      const lit = [...fitImage(grey, { height, width, channels: 1 })].map((value) => value === 100);
      const rows = Array.from(
        { length: height },
        (_, y) => lit.slice(y * width, (y + 1) * width).filter(Boolean).length,
      );
      const columns = Math.max(...rows);
      const used = rows.filter((count) => count > 0);
      expect(new Set(used)).toEqual(new Set([columns]));
      expect(used.length === height || columns === width).toBe(true);
      const scale = Math.min(height / h, width / w);
      expect(Math.abs(used.length - Math.max(1, h * scale))).toBeLessThanOrEqual(0.5);
      expect(Math.abs(columns - Math.max(1, w * scale))).toBeLessThanOrEqual(0.5);
    }
  });

  it("refuses sizes that are none", () => {
    for (const height of [0, -1, 1.5, Number.NaN]) {
      for (const fit of ["contain", "cover", "stretch"] as const) {
        expect(() => fitImage(wide, { height, width: 4, channels: 1, fit })).toThrow(RangeError);
      }
    }
  });
});
