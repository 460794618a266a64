import { drawStrokes } from "../../../src/data/strokes.ts";
import { Random } from "../../../src/random.ts";
import { strokes } from "./strokes.ts";

/** The sha256 of `goldenDrawings()`, as Node 20 gave it on x86-64. */
export const GOLDEN_DRAWINGS = "a3f3686eb79d3c21e9808659564832b025e8081c8ccdd78e21d89c59c293fdfb";

/** The hand's strokes at several sizes and pens, and scrawls of a generator: (N, 28, 28) one after the other. */
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
  const all = new Uint8Array(images.length * 784);
  for (const [i, image] of images.entries()) all.set(image, i * 784);
  return all;
}
