/** Red, green and blue, 0 to 1. */
export type Colour = readonly [number, number, number];

const KINDS = ["ellipse", "box", "triangle", "ring", "cross", "pear", "star", "moon"] as const;
/** The common ones more often. */
export const OUTLINES = ["ellipse", "box", ...KINDS] as const;
/** Most parts are of one colour. */
export const PATTERNS = ["none", "none", "none", "shade", "shade", "stripes", "spots", "clouds"] as const;

/** A part of a thing, in places of its own: -1 to 1 across and down. */
export interface Part {
  readonly outline: (typeof KINDS)[number] | "all";
  readonly colour: Colour;
  readonly second: Colour;
  readonly pattern: (typeof PATTERNS)[number];
  /** Stripes, spots or clouds of the second colour in half its width. */
  readonly count: number;
  /** Degrees by which stripes are turned: 0, 45, 90 or 135. */
  readonly heading: number;
  /** What clouds are made from. */
  readonly seed: number;
  /** Its middle and half its sizes, in the thing's places. */
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
}

function isWithin(outline: Part["outline"], u: number, v: number): boolean {
  const [a, b] = [Math.abs(u), Math.abs(v)];
  const far = u * u + v * v;
  switch (outline) {
    case "all":
      return true;
    case "box":
      return Math.max(a, b) <= 1;
    case "triangle":
      return v <= 1 && v >= 2 * a - 1;
    case "ring":
      return far <= 1 && far >= 0.3;
    case "cross":
      return Math.max(a, b) <= 1 && Math.min(a, b) <= 0.35;
    case "pear":
      return u * u <= (0.75 + 0.35 * v) * (0.75 + 0.35 * v) * (1 - v * v);
    case "star":
      return a + b <= 1 && (far <= 0.3 || a * b <= 0.06);
    case "moon":
      return far <= 1 && (u - 0.5) * (u - 0.5) + v * v >= 0.6;
    case "ellipse":
      return far <= 1;
  }
}

/** A number from 0 to 1 for a place of a grid. */
function hash(x: number, y: number, seed: number): number {
  let z = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ seed;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return ((z ^ (z >>> 16)) >>> 8) / 0x1000000;
}

/** Clouds: numbers of a grid, and in proportion between them. */
function cloudAt(x: number, y: number, seed: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [a, b] = [x - left, y - top];
  const upper = hash(left, top, seed) * (1 - a) + hash(left + 1, top, seed) * a;
  const lower = hash(left, top + 1, seed) * (1 - a) + hash(left + 1, top + 1, seed) * a;
  return upper * (1 - b) + lower * b;
}

const mixed = ([r, g, b]: Colour, [r2, g2, b2]: Colour, share: number): Colour => [
  r + (r2 - r) * share,
  g + (g2 - g) * share,
  b + (b2 - b) * share,
];

/** The part's colour at a place of its own; undefined beside it. */
export function colourAt(part: Part, u: number, v: number): Colour | undefined {
  const { outline, pattern, count, heading, seed, colour, second } = part;
  if (!isWithin(outline, u, v)) return undefined;
  switch (pattern) {
    case "stripes": {
      const along = heading === 0 ? u : heading === 90 ? v : (heading === 45 ? u + v : u - v) / 2;
      return Math.floor((along + 1) * count) % 2 === 0 ? colour : second;
    }
    case "spots": {
      const [a, b] = [(u + 1) * (count + 1), (v + 1) * (count + 1)];
      const [x, y] = [a - Math.floor(a) - 0.5, b - Math.floor(b) - 0.5];
      return x * x + y * y < 0.08 ? second : colour;
    }
    case "clouds": {
      const coarse = cloudAt(u * count, v * count, seed);
      const fine = cloudAt(2.7 * u * count, 2.7 * v * count, seed + 1);
      return mixed(colour, second, Math.max(0, Math.min(1, 1.4 * coarse + 0.7 * fine - 0.5)));
    }
    case "shade": {
      // As on round things: lighter to the upper left.
      const light = Math.max(0.3, 1 - 0.25 * (u + v));
      return [colour[0] * light, colour[1] * light, colour[2] * light];
    }
    case "none":
      return colour;
  }
}
