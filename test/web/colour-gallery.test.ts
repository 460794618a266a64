import { beforeAll, expect, test } from "vitest";
import { fitImage } from "../../src/data/fit.ts";
import { fingerprint, loadModel } from "../../src/formats/model.ts";
import { Random } from "../../src/random.ts";
import { COLOUR_SHAPE } from "../../src/web/page/drawing.ts";
import { ColourGallery } from "../../src/web/symbol-worker/colour/gallery.ts";
import { colourArchitecture } from "../../src/web/symbol-worker/colour/recipe.ts";
import { colourWeights } from "../../src/web/symbol-worker/colour/weights.ts";
import { findDrawing } from "../../src/web/symbol-worker/photo-drawing.ts";
import { isToldByColours } from "../../src/web/symbol-worker/picture-kind.ts";
import { pictureOf, things } from "./support/colour-pictures.ts";
import { byHand, names } from "./support/hand-drawn.ts";
import { photoOf } from "./support/photo-of.ts";

const all = Object.values(things).flatMap((kind) => Object.entries(kind));

let gallery: ColourGallery;
beforeAll(async () => {
  gallery = new ColourGallery(await loadModel(colourWeights()));
});

test("the network is the recipe's, and knows no class", async () => {
  expect(gallery.network.architecture).toEqual(colourArchitecture);
  expect(gallery.network.classNames).toBe(undefined);
  const shipped = "9751e76b33f2b2af51c18e704858b185865cd31a77ac464a0713f4eb8ed1f614";
  expect(await fingerprint(gallery.network)).toBe(shipped);
});

/** Teaches three of the things by some photographs, again and again, and shows it others of them and of the rest. */
function judge(trials: number, taught: number, care: number): { found: number; refused: number } {
  const random = Random.fromSeed(12);
  const shot = (i: number) =>
    fitImage(pictureOf(all[i][1], { care }, random), { ...COLOUR_SHAPE, channels: 3, fit: "cover" });
  const counts = { known: 0, found: 0, foreign: 0, refused: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const foreign = [...all.keys()];
    const own = Array.from({ length: 3 }, () => foreign.splice(random.below(foreign.length), 1)[0]);
    const classes = own.map((i) => ({ name: all[i][0], pictures: Array.from({ length: taught }, () => shot(i)) }));
    for (const i of [...own, ...own]) {
      counts.known++;
      if (gallery.guess(classes, shot(i))?.name === all[i][0]) counts.found++;
    }
    for (const i of foreign) {
      counts.foreign++;
      if (gallery.guess(classes, shot(i))?.name === undefined) counts.refused++;
    }
  }
  return { found: counts.found / counts.known, refused: counts.refused / counts.foreign };
}

test.each([
  [5, 1, 0.95, 0.9],
  [3, 0.5, 0.95, 0.93],
] as const)("of three things in %i photographs each, others are found and other things refused", (...given) => {
  const [taught, care, leastFound, leastRefused] = given;
  const { found, refused } = judge(20, taught, care);
  console.log(`${taught}: ${(100 * found).toFixed(1)} % found, ${(100 * refused).toFixed(1)} % of others refused`);
  expect(found).toBeGreaterThanOrEqual(leastFound);
  expect(refused).toBeGreaterThanOrEqual(leastRefused);
});

test("photographs of things are told by their colours, of drawings by their lines", () => {
  const random = Random.fromSeed(3);
  const told = { things: 0, drawings: 0 };
  for (const [, thing] of all) {
    const photo = pictureOf(thing, { care: 1, side: 256 }, random);
    if (isToldByColours(photo, findDrawing(photo))) told.things++;
  }
  for (const name of names) {
    const grey = photoOf(byHand(name, random), { pen: 5, light: [130, 220], hasTable: true }, random);
    // By a lamp, with a blue pen.
    const pixels = Uint8Array.from({ length: 3 * grey.pixels.length }, (_, i) => {
      const value = grey.pixels[Math.floor(i / 3)];
      return value < 100 && i % 3 === 2 ? value + 90 : value * [1, 0.88, 0.7][i % 3];
    });
    const photo = { ...grey, channels: 3 as const, pixels };
    if (isToldByColours(photo, findDrawing(photo))) told.drawings++;
  }
  // A white brick has hardly any.
  expect(told.things).toBeGreaterThanOrEqual(all.length - 2);
  expect(told.drawings).toBe(0);
});
