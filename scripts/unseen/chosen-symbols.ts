import { drawStrokes, type Stroke } from "../../src/data/strokes.ts";
import { Random } from "../../src/random.ts";

/**
 * Symbols as people choose them to be different: strokes through places on a grid of 10 x 10, x and y in turn; "~" joins
 * the places by a smooth curve. They are drawn by another hand than the glyphs of training: each place and each stroke
 * is moved at random, and the sheet is bent.
 */
const SYMBOLS: Readonly<Record<string, readonly string[]>> = {
  heart: ["~5 3 3 1 1 3 2 6 5 9", "~5 3 7 1 9 3 8 6 5 9"],
  star: ["5 0 8 9 0 3 10 3 2 9 5 0"],
  arrow: ["0 5 10 5", "7 2 10 5 7 8"],
  house: ["1 5 5 1 9 5", "2 5 2 10 8 10 8 5"],
  cross: ["5 0 5 10", "0 4 10 4"],
  tick: ["0 6 4 10 10 0"],
  circle: ["~5 0 9 2 10 6 6 10 2 9 0 5 2 1 5 0"],
  square: ["1 1 9 1 9 9 1 9 1 1"],
  triangle: ["5 0 10 9 0 9 5 0"],
  diamond: ["5 0 9 5 5 10 1 5 5 0"],
  moon: ["~7 0 3 1 1 5 3 9 7 10 4 7 4 3 7 0"],
  sun: ["~5 3 7 4 7 6 5 7 3 6 3 4 5 3", "5 0 5 2", "5 8 5 10", "0 5 2 5", "8 5 10 5"],
  bolt: ["6 0 2 5 7 5 3 10"],
  wave: ["~0 5 2 2 4 5 6 8 8 5 10 2"],
  spiral: ["~5 5 6 5 6 6 4 7 3 5 4 3 7 3 9 6 6 9 2 8 1 4"],
  fish: ["~10 2 6 6 3 7 0 5 3 3 6 4 10 8"],
  cup: ["1 2 2 9 7 9 8 2", "~8 3 10 4 9 7 7 7"],
  key: ["~2 3 4 4 4 6 2 7 0 6 0 4 2 3", "4 5 10 5 10 8", "8 5 8 7"],
  flag: ["2 0 2 10", "2 1 9 3 2 5"],
  tree: ["5 10 5 7", "5 0 1 7 9 7 5 0"],
  anchor: ["5 1 5 10", "2 3 8 3", "~0 6 2 9 5 10 8 9 10 6"],
  eye: ["~0 5 3 2 7 2 10 5 7 8 3 8 0 5", "~5 4 6 5 5 6 4 5 5 4"],
  smile: ["~5 0 9 2 10 6 6 10 2 9 0 5 2 1 5 0", "3 4 3 4.5", "7 4 7 4.5", "~3 7 5 8 7 7"],
  hash: ["3 0 3 10", "7 0 7 10", "0 3 10 3", "0 7 10 7"],
  percent: ["9 0 1 10", "~2 1 3 2 2 3 1 2 2 1", "~8 7 9 8 8 9 7 8 8 7"],
  question: ["~1 2 4 0 8 1 8 4 5 6", "5 6 5 7.5", "5 9.5 5 10"],
  plus_minus: ["5 0 5 6", "2 3 8 3", "2 9 8 9"],
  equals: ["1 3 9 3", "1 7 9 7"],
  infinity: ["~5 5 2 2 0 5 2 8 5 5 8 2 10 5 8 8 5 5"],
  note: ["3 9 3 1 8 0 8 7", "~3 9 1 10 1 8 3 9", "~8 7 6 8 6 6 8 7"],
  A: ["5 0 1 10", "5 0 9 10", "3 6 7 6"],
  B: ["2 0 2 10", "~2 0 7 0 8 3 6 5 2 5", "~2 5 8 5 9 8 7 10 2 10"],
  E: ["8 0 2 0 2 10 8 10", "2 5 7 5"],
  F: ["8 0 2 0 2 10", "2 5 7 5"],
  G: ["~9 2 6 0 2 2 1 6 3 10 8 9 9 6", "9 6 6 6"],
  H: ["2 0 2 10", "8 0 8 10", "2 5 8 5"],
  K: ["2 0 2 10", "8 0 2 5 8 10"],
  M: ["1 10 1 0 5 6 9 0 9 10"],
  N: ["2 10 2 0 8 10 8 0"],
  R: ["2 0 2 10", "~2 0 7 0 8 3 6 5 2 5", "4 5 8 10"],
  S: ["~8 1 5 0 2 2 4 5 7 6 8 9 5 10 1 9"],
  T: ["1 0 9 0", "5 0 5 10"],
  W: ["0 0 3 10 5 3 7 10 10 0"],
  X: ["1 0 9 10", "9 0 1 10"],
  Y: ["1 0 5 5 9 0", "5 5 5 10"],
  Z: ["1 0 9 0 1 10 9 10"],
  omega: ["~1 10 3 9 1 5 3 1 7 1 9 5 7 9 9 10"],
  psi: ["~1 1 1 5 5 7 9 5 9 1", "5 0 5 10"],
  theta: ["~5 0 8 2 8 8 5 10 2 8 2 2 5 0", "2 5 8 5"],
  pi: ["0 2 10 1", "3 2 2 10", "~7 2 7 8 8 10 10 9"],
};

export const chosenNames = Object.keys(SYMBOLS);

/** A nearly normal number of mean 0 and variance 1. */
function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.uniform();
  return sum;
}

/** A curve through places (Catmull and Rom 1974), or the places themselves. */
function join(places: readonly number[], smooth: boolean): number[] {
  if (!smooth) return [...places];
  const count = places.length / 2;
  const at = (i: number, axis: number): number => places[2 * Math.min(count - 1, Math.max(0, i)) + axis];
  const result = [places[0], places[1]];
  for (let i = 0; i + 1 < count; i++) {
    for (let step = 1; step <= 6; step++) {
      const t = step / 6;
      for (const axis of [0, 1]) {
        const [a, b, c, d] = [at(i - 1, axis), at(i, axis), at(i + 1, axis), at(i + 2, axis)];
        const cubic = -a + 3 * b - 3 * c + d;
        result.push(b + (t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * cubic))) / 2);
      }
    }
  }
  return result;
}

/**
 * One more drawing of a symbol. @param careless 1 for a usual hand
 */
function drawChosen(name: string, random: Random, careless = 1): Stroke[] {
  const by = (sd: number): number => sd * careless * normal(random);
  const [slant, tall] = [by(0.12), Math.max(0.5, 1 + by(0.15))];
  const angle = by(0.1);
  const bends = [by(0.012), by(0.012), by(0.012), by(0.012)];
  return SYMBOLS[name].map((text) => {
    const smooth = text.startsWith("~");
    const [right, down, scale] = [by(0.35), by(0.35), Math.max(0.5, 1 + by(0.08))];
    const places = text
      .slice(smooth ? 1 : 0)
      .split(" ")
      .map(Number);
    const middle = [0, 1].map(
      (axis) => (2 * places.reduce((s, v, i) => (i % 2 === axis ? s + v : s), 0)) / places.length,
    );
    const moved = places.map((v, i) => (v - middle[i % 2]) * scale + middle[i % 2] + by(0.35) + (i % 2 ? down : right));
    const line = join(moved, smooth);
    for (let k = 0; k < line.length; k += 2) {
      const [u, v] = [line[k] - 5, line[k + 1] - 5];
      const x = u + slant * v + bends[0] * v * v + bends[1] * u * v;
      const y = (v + bends[2] * u * u + bends[3] * u * v) * tall;
      line[k] = x - angle * y;
      line[k + 1] = y + angle * x;
    }
    return line;
  });
}

/** Images of all symbols, (symbols, drawings, 28, 28), and their labels. */
export function chosenImages(drawings: number, seed: number, careless = 1): { images: Uint8Array; labels: Uint8Array } {
  const random = Random.fromSeed(seed);
  const images = new Uint8Array(chosenNames.length * drawings * 784);
  const labels = new Uint8Array(chosenNames.length * drawings);
  for (const [c, name] of chosenNames.entries()) {
    for (let k = c * drawings; k < (c + 1) * drawings; k++) {
      const pen = 1.8 + 1.4 * random.uniform();
      images.set(drawStrokes(drawChosen(name, random, careless), { pen }), k * 784);
      labels[k] = c;
    }
  }
  return { images, labels };
}
