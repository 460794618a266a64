import { createDataset } from "../../../src/data/dataset.ts";
import { glyphs } from "../../../src/data/sources/glyphs.ts";
import { mixedDigits } from "../../../src/data/sources/mixed-digits.ts";
import { drawStrokes } from "../../../src/data/strokes.ts";
import { Random } from "../../../src/random.ts";
import { strokes } from "./strokes.ts";

/** The sha256 of `goldenDrawings()`, as Node 20 gave it on x86-64. */
export const GOLDEN_DRAWINGS = "26318f019b749068f3dd3e4bbd8af4940648bfeb0d1007d2d520ea241a967adc";

/**
 * The hand's strokes at several sizes and pens, scrawls of a generator, drawn glyphs, and these turned and mixed as digits
 * are: (N, 28, 28) one after the other.
 */
export function goldenDrawings(): Uint8Array {
  const images: Uint8Array[] = [];
  const hand = Object.values(strokes).map((drawing) => drawing.map((stroke) => stroke.flat()));
  for (const drawing of hand) {
    for (const size of [1000, 137, 8.25]) {
      for (const pen of [1.5, 2.6, 4]) {
        const sized = drawing.map((stroke) => stroke.map((value) => value * size));
        images.push(drawStrokes(sized, { pen }));
      }
    }
  }
  const random = Random.fromSeed(28);
  for (let i = 0; i < 200; i++) {
    const scrawl = Array.from({ length: 1 + random.below(4) }, () =>
      Array.from({ length: 2 * (1 + random.below(30)) }, () => random.below(2000) - 500),
    );
    images.push(drawStrokes(scrawl));
  }
  const drawn = glyphs(10, 6, 0.5, Random.fromSeed(30));
  const digits = createDataset(drawn.images, drawn.labels, 28, 28);
  // Some fifty classes are digits turned; the others are joined in every way.
  const mixed = mixedDigits(digits, 120, 2, Random.fromSeed(31));
  images.push(drawn.images, mixed.images);
  const all = new Uint8Array(images.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const image of images) {
    all.set(image, at);
    at += image.length;
  }
  return all;
}
