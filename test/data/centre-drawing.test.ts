import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { centreDrawing } from "../../src/data/centre-drawing.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";

const SIDE = 28;

function filled(height: number, width: number, top: number, left: number, h: number, w: number): Uint8Array {
  const pixels = new Uint8Array(height * width);
  for (let y = top; y < top + h; y++) pixels.fill(255, y * width + left, y * width + left + w);
  return pixels;
}

function box(image: Uint8Array): { top: number; left: number; height: number; width: number } {
  const inked = Array.from(image.keys()).filter((i) => image[i] > 0);
  const rows = inked.map((i) => Math.floor(i / SIDE));
  const columns = inked.map((i) => i % SIDE);
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  return { top, left, height: Math.max(...rows) - top + 1, width: Math.max(...columns) - left + 1 };
}

function centreOfMass(image: Uint8Array): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0];
  for (const [i, ink] of image.entries()) {
    mass += ink;
    x += ink * (i % SIDE);
    y += ink * Math.floor(i / SIDE);
  }
  return { x: x / mass, y: y / mass };
}

describe("centreDrawing", () => {
  it("fits a drawing of any size and place into 20x20 and keeps its shape", () => {
    expect(box(centreDrawing(filled(280, 280, 3, 200, 100, 50), 280, 280))).toEqual({
      top: 4,
      left: 9,
      height: 20,
      width: 10,
    });
    expect(box(centreDrawing(filled(140, 200, 130, 10, 2, 160), 140, 200))).toMatchObject({ height: 1, width: 20 });
    expect(box(centreDrawing(filled(5, 7, 2, 3, 1, 1), 5, 7))).toMatchObject({ height: 20, width: 20 });
  });

  it("gives the same image wherever the drawing was made", () => {
    const here = centreDrawing(filled(280, 280, 0, 0, 120, 60), 280, 280);
    expect(centreDrawing(filled(280, 280, 155, 219, 120, 60), 280, 280)).toEqual(here);
  });

  it("puts the centre of mass on the middle, whatever is drawn", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 400, maxLength: 400 }), (ink) => {
        const image = centreDrawing(ink, 20, 20);
        if (image.every((value) => value === 0)) return;
        const { x, y } = centreOfMass(image);
        const { top, left, height, width } = box(image);
        // Half a pixel is as near as whole pixels come; only the image's edge can keep it away.
        const near = (centre: number, begin: number, size: number) =>
          Math.abs(centre - 13.5) <= 0.5 + 1e-9 || begin === 0 || begin + size === SIDE;
        expect(near(x, left, width) && near(y, top, height)).toBe(true);
      }),
    );
  });

  it("leaves MNIST's own digits where they are, or a pixel beside", async () => {
    const { images } = (await loadDefaultMnist()).test;
    let moved = 0;
    for (let n = 0; n < 200; n++) {
      const image = images.slice(n * 784, (n + 1) * 784);
      const before = centreOfMass(image);
      const after = centreOfMass(centreDrawing(image, SIDE, SIDE));
      if (Math.abs(before.x - after.x) > 1 || Math.abs(before.y - after.y) > 1) moved++;
    }
    expect(moved).toBe(0);
  });

  it("gives an empty image for an empty pad, and refuses sizes that do not fit", () => {
    expect(centreDrawing(new Uint8Array(100), 10, 10)).toEqual(new Uint8Array(784));
    expect(() => centreDrawing(new Uint8Array(99), 10, 10)).toThrow(
      /Expected 100 pixels for a drawing of 10x10, got 99/,
    );
  });
});
