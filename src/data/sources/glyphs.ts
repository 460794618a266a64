import type { Random } from "../../random.ts";
import { direction } from "../direction.ts";
import { drawStrokes } from "../strokes.ts";
import type { ClassImages } from "./class-images.ts";

/** A piece of a stroke: straight, or an arc that turns all the way; lengths are shares of the glyph's size. */
interface Segment {
  readonly length: number;
  /** Degrees by which the heading turns along the segment; 0 for a straight one. */
  readonly turn: number;
  /** Degrees by which the heading jumps before it. */
  readonly corner: number;
}

interface GlyphStroke {
  /** The stroke that it begins on, and how far along that; or none, and it begins at a place of its own. */
  readonly on: number;
  readonly along: number;
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  readonly segments: readonly Segment[];
}

/** What all drawings of one glyph have in common. */
export type Skeleton = readonly GlyphStroke[];

/** How far one drawing of a glyph is from another: standard deviations, but for the pen. */
export interface Jitter {
  /** Of a segment's length, as a share of it. */
  readonly length: number;
  /** Degrees, of a segment's turn and of the heading at its beginning. */
  readonly turn: number;
  readonly corner: number;
  /** Of the place where a stroke begins, in glyph sizes. */
  readonly place: number;
  /** Of the whole: degrees. */
  readonly rotate: number;
  readonly shear: number;
  /** Of the ratio of width to height, as a share. */
  readonly aspect: number;
  /** Of the whole, in glyph sizes at its edge. */
  readonly bend: number;
  /** Narrowest and widest pen, in pixels. */
  readonly pen: readonly [number, number];
}

const defaultJitter: Jitter = {
  length: 0.12,
  turn: 11,
  corner: 10,
  place: 0.055,
  rotate: 6,
  shear: 0.1,
  aspect: 0.12,
  bend: 0.06,
  pen: [1.2, 3],
};

/** Jitter of a more careful hand than usual (factor below 1) or a less careful one; the pen stays. */
export const handOf = (factor: number, jitter: Jitter = defaultJitter): Jitter => ({
  length: jitter.length * factor,
  turn: jitter.turn * factor,
  corner: jitter.corner * factor,
  place: jitter.place * factor,
  rotate: jitter.rotate * factor,
  shear: jitter.shear * factor,
  aspect: jitter.aspect * factor,
  bend: jitter.bend * factor,
  pen: jitter.pen,
});

/** MNIST's side. */
const SIDE = 28;

/** Degrees of one chord of an arc. */
const CHORD = 15;

/** A nearly normal number of mean 0 and variance 1, at most 6 (the sum of twelve even ones): no logarithm needed. */
function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.uniform();
  return sum;
}

const between = (random: Random, low: number, high: number): number => low + random.uniform() * (high - low);
const sign = (random: Random): number => (random.uniform() < 0.5 ? -1 : 1);

/** The place in a list of shares that add up to 1. */
function choose(random: Random, shares: readonly number[]): number {
  let left = random.uniform();
  for (let i = 0; i < shares.length - 1; i++) {
    left -= shares[i];
    if (left < 0) return i;
  }
  return shares.length - 1;
}

/** One to four strokes, mostly curved, as letters and digits have. */
function fewStrokes(random: Random): GlyphStroke[] {
  const count = 1 + choose(random, [0.5, 0.32, 0.13, 0.05]);
  return Array.from({ length: count }, (_, i) => {
    const segments = count === 1 ? 2 + random.below(4) : 1 + random.below(3);
    return stroke(random, i, between(random, 0, 360), segments, () => {
      const kind = choose(random, [0.35, 0.5, 0.15]);
      if (kind === 0) return { length: between(random, 0.35, 1.1), turn: 0 };
      if (kind === 1) return { length: between(random, 0.4, 1.4), turn: sign(random) * between(random, 40, 220) };
      return { length: between(random, 0.7, 1.8), turn: sign(random) * between(random, 280, 370) };
    });
  });
}

/** Three to eight strokes, mostly straight, as the signs of many scripts and drawn symbols have. */
function manyStrokes(random: Random): GlyphStroke[] {
  return Array.from({ length: 3 + random.below(6) }, (_, i) => {
    const near = random.uniform() < 0.7;
    const heading = near ? 45 * random.below(8) + 6 * normal(random) : between(random, 0, 360);
    return stroke(random, i, heading, 1 + random.below(2), () => {
      const straight = random.uniform() < 0.75;
      return { length: between(random, 0.25, 1.1), turn: straight ? 0 : sign(random) * between(random, 20, 100) };
    });
  });
}

function stroke(
  random: Random,
  i: number,
  heading: number,
  count: number,
  segment: () => { length: number; turn: number },
): GlyphStroke {
  const joined = i > 0 && random.uniform() < 0.5;
  return {
    on: joined ? random.below(i) : -1,
    along: random.uniform(),
    x: between(random, -0.5, 0.5),
    y: between(random, -0.5, 0.5),
    heading,
    segments: Array.from({ length: count }, (_, k) => {
      const corner = k > 0 && random.uniform() < 0.5 ? sign(random) * between(random, 50, 160) : 0;
      return { ...segment(), corner };
    }),
  };
}

/** A new glyph. @param many the chance that it has many strokes, 0 to 1 */
function randomSkeleton(random: Random, many: number): Skeleton {
  return random.uniform() < many ? manyStrokes(random) : fewStrokes(random);
}

/** The places of a stroke's ends and chords, x and y in turn. */
function trace(glyph: GlyphStroke, x: number, y: number, jitter: Jitter, random: Random): number[] {
  const places = [x, y];
  let heading = glyph.heading + jitter.turn * normal(random);
  for (const segment of glyph.segments) {
    if (segment.corner !== 0) heading += segment.corner + jitter.corner * normal(random);
    const length = segment.length * Math.max(0.3, 1 + jitter.length * normal(random));
    const turn = segment.turn === 0 ? 0.5 * jitter.turn * normal(random) : segment.turn + jitter.turn * normal(random);
    const chords = Math.max(1, Math.ceil(Math.abs(turn) / CHORD));
    // Each chord points between the headings at its two ends.
    let [dx, dy] = direction(heading + turn / chords / 2);
    const [cos, sin] = direction(turn / chords);
    for (let c = 0; c < chords; c++) {
      x += (dx * length) / chords;
      y += (dy * length) / chords;
      places.push(x, y);
      [dx, dy] = [dx * cos - dy * sin, dx * sin + dy * cos];
    }
    heading += turn;
  }
  return places;
}

/** Turns, shears, stretches and bends all places, which are first scaled to reach from -1 to 1. */
function deform(strokes: number[][], jitter: Jitter, random: Random): void {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const places of strokes) {
    for (let k = 0; k < places.length; k += 2) {
      left = Math.min(left, places[k]);
      right = Math.max(right, places[k]);
      top = Math.min(top, places[k + 1]);
      bottom = Math.max(bottom, places[k + 1]);
    }
  }
  const half = Math.max(right - left, bottom - top, 1e-6) / 2;
  const [cos, sin] = direction(jitter.rotate * normal(random));
  const shear = jitter.shear * normal(random);
  const aspect = 1 + jitter.aspect * normal(random);
  const bends = Array.from({ length: 6 }, () => jitter.bend * normal(random));
  for (const places of strokes) {
    for (let k = 0; k < places.length; k += 2) {
      const u = (places[k] - (left + right) / 2) / half;
      const v = (places[k + 1] - (top + bottom) / 2) / half;
      const s = u + bends[0] * u * u + bends[1] * u * v + bends[2] * v * v;
      const t = v + bends[3] * u * u + bends[4] * u * v + bends[5] * v * v;
      const x = (s + shear * t) * Math.max(0.4, aspect);
      places[k] = x * cos - t * sin;
      places[k + 1] = x * sin + t * cos;
    }
  }
}

/** Draws a glyph once more: no two drawings are alike. @returns (28, 28), as MNIST's digits are placed */
function drawGlyph(skeleton: Skeleton, random: Random, jitter: Jitter = defaultJitter): Uint8Array {
  const strokes: number[][] = [];
  for (const glyph of skeleton) {
    const base = glyph.on >= 0 ? strokes[glyph.on] : undefined;
    let { x, y } = glyph;
    if (base) {
      const place = Math.min(base.length / 2 - 1, Math.floor((glyph.along * base.length) / 2));
      [x, y] = [base[2 * place], base[2 * place + 1]];
    }
    x += jitter.place * normal(random);
    y += jitter.place * normal(random);
    strokes.push(trace(glyph, x, y, jitter, random));
  }
  deform(strokes, jitter, random);
  return drawStrokes(strokes, { pen: between(random, jitter.pen[0], jitter.pen[1]) });
}

/** Images of glyphs that nobody has seen before: each class a new skeleton. @param many the share with many strokes */
export function glyphs(
  classes: number,
  imagesPerClass: number,
  many: number,
  random: Random,
  jitter: Jitter = defaultJitter,
): ClassImages {
  const pixels = SIDE * SIDE;
  const images = new Uint8Array(classes * imagesPerClass * pixels);
  const labels = new Uint16Array(classes * imagesPerClass);
  for (let c = 0; c < classes; c++) {
    const skeleton = randomSkeleton(random, many);
    for (let k = c * imagesPerClass; k < (c + 1) * imagesPerClass; k++) {
      images.set(drawGlyph(skeleton, random, jitter), k * pixels);
      labels[k] = c;
    }
  }
  return { images, labels, classes, height: SIDE, width: SIDE };
}
