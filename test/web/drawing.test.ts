import { expect, test } from "vitest";
import { drawStrokes } from "../../src/data/strokes.ts";
import { pixelsOf } from "../../src/web/page/drawing.ts";

const strokes = [
  [100, 100, 900, 900],
  [900, 100, 100, 900],
];

test.each([
  [28, 28, 1],
  [20, 32, 3],
  [33, 16, 1],
  [8, 8, 1],
  [128, 5, 3],
] as const)("a drawing fills the middle square of an image of %ix%i in %i channels", (height, width, channels) => {
  const side = Math.min(height, width);
  const pixels = pixelsOf({ strokes }, { height, width, channels });
  expect(pixels.length).toBe(height * width * channels);
  const square = drawStrokes(strokes, { side, box: (20 * side) / 28, pen: (2.6 * side) / 28 });
  const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isInside = y >= top && y < top + side && x >= left && x < left + side;
      const ink = isInside ? square[(y - top) * side + x - left] : 0;
      for (let c = 0; c < channels; c++) expect(pixels[(y * width + x) * channels + c]).toBe(ink);
    }
  }
  expect(Math.max(...pixels)).toBeGreaterThan(100);
});

test("a symbol that an older file keeps as pixels is scaled to the images of now", () => {
  const pixels = new Uint8Array(784).fill(200);
  const shown = pixelsOf({ pixels }, { height: 14, width: 20, channels: 3 });
  expect(shown.length).toBe(14 * 20 * 3);
  expect([...shown.subarray(0, 12)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 200, 200]);
});
