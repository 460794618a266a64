import { expect, test } from "vitest";
import { drawStrokes, rasterise } from "../../src/data/strokes.ts";

const rows = (pixels: Uint8Array, width: number): number[][] =>
  Array.from({ length: pixels.length / width }, (_, y) => [...pixels.subarray(y * width, (y + 1) * width)]);

test("a level line: full ink where the pen covers the pixel, half where its edge passes the middle", () => {
  // Pen 2 around y = 2.5: pixel middles are 2, 1, 0, 1, 2 away; ink is 2 / 2 + 1 / 2 - d.
  const [above, edge, middle, below, far] = rows(rasterise([[-9, 2.5, 99, 2.5]], 2, 5, 3), 3);
  expect(above).toEqual([0, 0, 0]);
  expect(edge).toEqual([128, 128, 128]);
  expect(middle).toEqual([255, 255, 255]);
  expect(below).toEqual([128, 128, 128]);
  expect(far).toEqual([0, 0, 0]);
});

test("a dot is round, whether it is one place or a stroke that never moved", () => {
  const dot = rasterise([[2.5, 2.5]], 3, 5, 5);
  expect(rasterise([[2.5, 2.5, 2.5, 2.5]], 3, 5, 5)).toEqual(dot);
  // 1 away: 2 - 1 = 1; the diagonal 1.414 away: 0.586; 2 away: 0.
  expect(rows(dot, 5)).toEqual([
    [0, 0, 0, 0, 0],
    [0, 149, 255, 149, 0],
    [0, 255, 255, 255, 0],
    [0, 149, 255, 149, 0],
    [0, 0, 0, 0, 0],
  ]);
});

test("strokes that cross do not add up, and ink outside the image is cut off", () => {
  const cross = rasterise(
    [
      [0, 2, 4, 2],
      [2, 0, 2, 4],
    ],
    1,
    4,
    4,
  );
  expect(Math.max(...cross)).toBeLessThanOrEqual(255);
  expect(rasterise([[-50, -50, -40, -40]], 3, 4, 4)).toEqual(new Uint8Array(16));
});

test("a drawing is the same at any size and place of its strokes", () => {
  const strokes = [
    [10, 10, 20, 40, 30, 10],
    [13, 25, 27, 25],
  ];
  const drawn = drawStrokes(strokes);
  for (const [scale, shift] of [
    [0.05, 0],
    [16, -300],
  ]) {
    expect(drawStrokes(strokes.map((stroke) => stroke.map((value) => value * scale + shift)))).toEqual(drawn);
  }
  const inked = rows(drawn, 28).filter((row) => row.some((value) => value > 0)).length;
  expect(inked).toBe(20);
});

test("the centre of mass lies in the image's middle as far as whole pixels go", () => {
  const drawn = drawStrokes([[0, 0, 0, 10, 8, 10]]);
  let [mass, x, y] = [0, 0, 0];
  for (const [i, value] of drawn.entries()) {
    mass += value;
    x += value * (i % 28);
    y += value * Math.floor(i / 28);
  }
  expect(Math.abs(x / mass - 13.5)).toBeLessThanOrEqual(0.5);
  expect(Math.abs(y / mass - 13.5)).toBeLessThanOrEqual(0.5);
});

test("no strokes, and hostile ones", () => {
  expect(drawStrokes([])).toEqual(new Uint8Array(784));
  expect(() => drawStrokes([[]])).toThrow("Stroke 0: expected x and y of at least one place, got 0 numbers.");
  expect(() =>
    drawStrokes([
      [1, 2],
      [1, 2, 3],
    ]),
  ).toThrow("Stroke 1: expected x and y of at least one place, got 3");
  expect(() => drawStrokes([[1, Number.NaN]])).toThrow(
    "Stroke 0: expected numbers from -1e9 to 1e9, got NaN at place 1.",
  );
  expect(() => drawStrokes("no" as never)).toThrow(TypeError);
  expect(() => drawStrokes([[1, 2]], { pen: 30 })).toThrow(RangeError);
  expect(() => drawStrokes([[1, 2, Infinity, 3]])).toThrow(RangeError);
  // Hardly any size: a dot.
  expect(drawStrokes([[0, 0, 5e-324, 0]])).toEqual(drawStrokes([[0, 0]]));
});
