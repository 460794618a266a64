import { drawStrokes } from "../../src/data/strokes.ts";
import { Random } from "../../src/random.ts";

const KINDS = ["line", "line", "line", "line", "ring", "half", "box", "tent", "dot", "zigzag", "cross", "wave", "hook"];

/** A shape of a symbol: where it lies on a lattice of 4 x 4, its size, turn and number of waves. */
interface Shape {
  readonly kind: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly turn: number;
  readonly waves: number;
}

/** A nearly normal number of mean 0 and variance 1. */
function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.uniform();
  return sum;
}

function drawSymbol(random: Random): Shape[] {
  return Array.from({ length: 1 + random.below(6) }, (_, i) => {
    const size = i === 0 ? 1 : 0.6;
    return {
      kind: KINDS[random.below(KINDS.length)],
      x: random.below(4) / 3,
      y: random.below(4) / 3,
      width: (0.25 + 0.65 * random.uniform()) * size,
      height: (0.25 + 0.65 * random.uniform()) * size,
      turn: random.below(8) * 45,
      waves: 2 + random.below(3),
    };
  });
}

/** A shape's strokes about its own middle, unturned: x and y in turn. */
function outline({ kind, width, height, waves }: Shape, by: (sd: number) => number): number[][] {
  const [w, h] = [width / 2, height / 2];
  const curve = (steps: number, at: (t: number) => [number, number]): number[] =>
    Array.from({ length: steps + 1 }, (_, i) => at(i / steps)).flat();
  const straight = (x0: number, y0: number, x1: number, y1: number): number[] => {
    const bow = by(0.03);
    return curve(4, (t) => [x0 + (x1 - x0) * t + 4 * t * (1 - t) * bow, y0 + (y1 - y0) * t - 4 * t * (1 - t) * bow]);
  };
  const corners = (...places: number[]): number[] => places.map((value) => value + by(0.015));
  switch (kind) {
    case "ring": {
      const around = 2 * Math.PI * (1 + by(0.036));
      return [curve(16, (t) => [w * Math.cos(around * t), h * Math.sin(around * t)])];
    }
    case "half": {
      const around = Math.PI * (1 + by(0.12));
      return [curve(10, (t) => [w * Math.cos(around * t), h * Math.sin(around * t)])];
    }
    case "box":
      return [corners(-w, -h, w, -h, w, h, -w, h, -w, -h)];
    case "tent":
      return [corners(-w, h, 0, -h, w, h, -w, h)];
    case "dot":
      return [[0, 0]];
    case "zigzag":
      return [
        corners(
          ...Array.from({ length: waves + 1 }, (_, i) => [-w + (width * i) / waves, i % 2 ? h / 2 : -h / 2]).flat(),
        ),
      ];
    case "cross":
      return [straight(-w, 0, w, 0), straight(0, -w, 0, w)];
    case "wave":
      return [curve(12, (t) => [-w + width * t, 0.3 * h * Math.sin(Math.PI * waves * t)])];
    case "hook": {
      const bend = curve(6, (t) => [w * 0.6 + 0.3 * h * Math.sin(Math.PI * t), 0.3 * h * (1 - Math.cos(Math.PI * t))]);
      return [[...straight(-w, 0, w * 0.6, 0), ...bend]];
    }
    default:
      return [straight(-w, 0, w, 0)];
  }
}

/**
 * Symbols of another making than the glyphs of training: shapes composed on a lattice, each moved, turned and scaled by
 * itself in every drawing, and the sheet bent in waves. Many are alike. No engine needs to draw the same bits here.
 *
 * @param careless 1.25 for symbols about as hard to tell apart by raw pixels as written ones
 */
export function latticeImages(
  classes: number,
  drawings: number,
  seed: number,
  careless = 1.25,
): { images: Uint8Array; labels: Uint8Array } {
  const random = Random.fromSeed(seed);
  const by = (sd: number): number => sd * careless * normal(random);
  const images = new Uint8Array(classes * drawings * 784);
  const labels = new Uint8Array(classes * drawings);
  for (let c = 0; c < classes; c++) {
    const shapes = drawSymbol(random);
    for (let k = c * drawings; k < (c + 1) * drawings; k++) {
      const [slant, turn, tall] = [by(0.12), by(0.1), 1 + by(0.1)];
      const waves = [by(0.05), by(0.05), by(0.05), by(0.05)];
      const phases = [0, 0, 0, 0].map(() => 2 * Math.PI * random.uniform());
      const strokes = shapes.flatMap((shape) => {
        const [x, y] = [shape.x + by(0.04), shape.y + by(0.04)];
        const angle = (shape.turn * Math.PI) / 180 + by(0.12);
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        const [wider, taller] = [1 + by(0.1), 1 + by(0.1)];
        return outline({ ...shape, width: shape.width * wider, height: shape.height * taller }, by).map((stroke) =>
          stroke.map((_, i) => {
            const [u, v] = [stroke[i - (i % 2)], stroke[i - (i % 2) + 1]];
            return i % 2 === 0 ? x + u * cos - v * sin : y + u * sin + v * cos;
          }),
        );
      });
      for (const stroke of strokes) {
        for (let i = 0; i < stroke.length; i += 2) {
          const [x, y] = [stroke[i], stroke[i + 1]];
          const u =
            x * tall + slant * y + waves[0] * Math.sin(4 * y + phases[0]) + waves[1] * Math.sin(7 * x + phases[1]);
          const v = y + waves[2] * Math.sin(4 * x + phases[2]) + waves[3] * Math.sin(7 * y + phases[3]);
          stroke[i] = u * Math.cos(turn) - v * Math.sin(turn);
          stroke[i + 1] = u * Math.sin(turn) + v * Math.cos(turn);
        }
      }
      images.set(drawStrokes(strokes, { pen: 1.8 + 1.2 * random.uniform() }), k * 784);
      labels[k] = c;
    }
  }
  return { images, labels };
}
