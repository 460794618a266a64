import { expect, it } from "vitest";
import { loadModel } from "../../src/formats/model.ts";
import { Random } from "../../src/random.ts";
import { drawingOfPhoto } from "../../src/web/symbol-worker/photo-drawing.ts";
import { SymbolGuesser } from "../../src/web/symbol-worker/symbol-guesser.ts";
import { symbols } from "../../src/weights/symbols.ts";
import { byHand, names } from "./support/hand-drawn.ts";
import { type PhotoOptions, photoOf } from "./support/photo-of.ts";

const kinds: Readonly<Record<string, PhotoOptions>> = {
  "a felt pen, even light": { pen: 12, light: [230, 230] },
  "a thin pen": { pen: 3, light: [220, 200] },
  "a shadow over half of it": { pen: 8, light: [60, 230] },
  "a dim room": { pen: 8, light: [70, 50] },
  "a table beside the paper": { pen: 8, light: [210, 150], hasTable: true },
  "chalk on a board": { pen: 8, light: [200, 120], isBoard: true },
};

it("drawings in photographs are known by symbols that were drawn on the pad, whatever the pen and the light", async () => {
  const random = Random.fromSeed(5);
  const network = await loadModel(symbols);
  const found: Record<string, string> = {};
  let [right, all, refused, foreign] = [0, 0, 0, 0];
  for (const [kind, options] of Object.entries(kinds)) {
    const before = right;
    for (let trial = 0; trial < 5; trial++) {
      const others = [...names];
      const own = Array.from({ length: 3 }, () => others.splice(random.below(others.length), 1)[0]);
      const taught = own.map((name) => {
        return { name, drawings: Array.from({ length: 5 }, () => ({ strokes: byHand(name, random) })) };
      });
      const guesser = new SymbolGuesser(network);
      const ask = (name: string) => {
        const pixels = drawingOfPhoto(photoOf(byHand(name, random), options, random));
        return pixels && guesser.guess(taught, { pixels });
      };
      for (const name of own) {
        all++;
        if (ask(name)?.name === name) right++;
      }
      for (const name of others.slice(0, 4)) {
        foreign++;
        if (ask(name)?.name === undefined) refused++;
      }
    }
    found[kind] = `${right - before} of 15`;
  }
  console.log(`Found: ${JSON.stringify(found)}; of other symbols refused: ${refused} of ${foreign}`);
  expect(right / all).toBeGreaterThanOrEqual(0.9);
  expect(refused / foreign).toBeGreaterThanOrEqual(0.9);
});

it("lines are found by their colour, where they are as light as their paper", () => {
  const photo = photoOf(byHand(names[0], Random.fromSeed(7)), { pen: 8, light: [200, 200] }, Random.fromSeed(7));
  // Both are of luma 120: red and green.
  const rgb = new Uint8Array(3 * photo.pixels.length);
  for (const [i, light] of photo.pixels.entries()) rgb.set(light < 135 ? [240, 82, 0] : [0, 200, 22], 3 * i);
  const coloured = drawingOfPhoto({ ...photo, channels: 3, pixels: rgb });
  const grey = drawingOfPhoto(photo);
  // The edges of a line are found a fraction of a pixel farther in or out.
  expect(grey?.filter((ink, i) => Math.abs(ink - (coloured?.[i] ?? 255)) > 32).length).toBe(0);
});

it("nothing is found where nothing is drawn", () => {
  const random = Random.fromSeed(6);
  for (const options of Object.values(kinds)) {
    expect(drawingOfPhoto(photoOf([], { ...options, hasTable: false }, random))).toBe(undefined);
  }
  expect(drawingOfPhoto({ pixels: new Uint8Array(1), height: 1, width: 1, channels: 1 })).toBe(undefined);
});
