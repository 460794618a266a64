import type { DecodedImage } from "../../../src/data/image.ts";
import type { Random } from "../../../src/random.ts";

/** Red, green and blue, 0 to 255. */
type Colour = readonly [number, number, number];
/** What is seen at a place of the thing, about -1 to 1 across and down; undefined beside it. */
type Thing = (u: number, v: number) => Colour | undefined;

const disc = (u: number, v: number, x: number, y: number, wide: number, high = wide): boolean =>
  ((u - x) / wide) ** 2 + ((v - y) / high) ** 2 <= 1;
const box = (u: number, v: number, x: number, y: number, wide: number, high: number): boolean =>
  Math.abs(u - x) <= wide && Math.abs(v - y) <= high;

/** Darker towards the lower right, as a round thing is. */
const round = ([r, g, b]: Colour, u: number, v: number): Colour => {
  const light = 1.05 - 0.22 * (u + v);
  return [r * light, g * light, b * light];
};

const fruits: Record<string, Thing> = {
  apple: (u, v) => {
    if (box(u, v, 0.05, -0.85, 0.06, 0.18)) return [90, 60, 30];
    if (disc(u, v, 0.3, -0.85, 0.26, 0.1)) return [70, 140, 50];
    if (disc(u, v, -0.3, 0.1, 0.6, 0.78) || disc(u, v, 0.3, 0.1, 0.6, 0.78)) return round([200, 35, 40], u, v);
    return undefined;
  },
  pear: (u, v) => {
    if (box(u, v, 0, -0.95, 0.05, 0.15)) return [90, 60, 30];
    if (disc(u, v, 0, 0.4, 0.62, 0.55) || disc(u, v, 0, -0.35, 0.34, 0.55)) return round([185, 190, 60], u, v);
    return undefined;
  },
  banana: (u, v) =>
    disc(u, v, 0, -0.2, 0.95, 0.85) && !disc(u, v, 0, -0.65, 1.05, 0.85) ? round([235, 205, 55], u, v) : undefined,
  plum: (u, v) => (disc(u, v, 0, 0, 0.62, 0.75) ? round([95, 45, 120], u, v) : undefined),
  orange: (u, v) => (disc(u, v, 0, 0, 0.82) ? round([240, 140, 30], u, v) : undefined),
};

const bricks: Record<string, Thing> = Object.fromEntries(
  (
    [
      ["red brick", [190, 30, 30], 4],
      ["blue brick", [30, 70, 180], 4],
      ["yellow brick", [240, 200, 40], 2],
      ["green brick", [40, 140, 70], 2],
      ["white brick", [230, 230, 225], 3],
    ] as const
  ).map(([name, [r, g, b], studs]): [string, Thing] => [
    name,
    (u, v) => {
      const wide = 0.24 * studs;
      const light = v < -0.1 ? 1.15 : u > wide * 0.7 ? 0.7 : 0.95;
      for (let i = 0; i < studs; i++) {
        const x = (i - (studs - 1) / 2) * 0.46;
        if (box(u, v, x, -0.5, 0.15, 0.12)) return [r * 1.05, g * 1.05, b * 1.05];
      }
      return box(u, v, 0, 0.1, wide, 0.5) ? [r * light, g * light, b * light] : undefined;
    },
  ]),
);

const stripes =
  (isAcross: boolean, ...colours: readonly Colour[]): Thing =>
  (u, v) => {
    if (!box(u, v, 0, 0, 1, 0.65)) return undefined;
    const at = isAcross ? (v / 0.65 + 1) / 2 : (u + 1) / 2;
    return colours[Math.min(colours.length - 1, Math.floor(at * colours.length))];
  };
const RED: Colour = [205, 30, 45];
const WHITE: Colour = [240, 240, 240];
const BLUE: Colour = [20, 50, 140];

const flags: Record<string, Thing> = {
  france: stripes(false, BLUE, WHITE, RED),
  italy: stripes(false, [0, 140, 70], WHITE, RED),
  germany: stripes(true, [20, 20, 20], RED, [250, 205, 20]),
  netherlands: stripes(true, RED, WHITE, BLUE),
  sweden: (u, v) => {
    if (!box(u, v, 0, 0, 1, 0.65)) return undefined;
    return Math.abs(u + 0.3) < 0.13 || Math.abs(v) < 0.13 ? [254, 204, 0] : [0, 106, 167];
  },
  japan: (u, v) => (disc(u, v, 0, 0, 0.38) ? RED : box(u, v, 0, 0, 1, 0.65) ? WHITE : undefined),
};

const icons: Record<string, Thing> = {
  sun: (u, v) => {
    if (disc(u, v, 0, 0, 0.5)) return [250, 200, 40];
    const far = Math.hypot(u, v);
    return far < 0.95 && Math.abs((((Math.atan2(v, u) * 4) / Math.PI + 8.5) % 1) - 0.5) < 0.2
      ? [250, 170, 30]
      : undefined;
  },
  heart: (u, v) => {
    const [a, b] = [Math.abs(u) * 1.15, -v * 1.15 + 0.1];
    return (a * a + b * b - 0.6) ** 3 - a * a * b * b * b <= 0 ? [225, 50, 90] : undefined;
  },
  tree: (u, v) => {
    if (box(u, v, 0, 0.75, 0.13, 0.25)) return [110, 75, 40];
    return v < 0.55 && v > -1 && Math.abs(u) < (v + 1) * 0.5 ? [35, 130, 60] : undefined;
  },
  ladybird: (u, v) => {
    if (disc(u, v, 0, -0.7, 0.32, 0.25)) return [25, 25, 25];
    if (!disc(u, v, 0, 0.1, 0.78, 0.75)) return undefined;
    const isSpot = [-0.4, 0.4].some((x) => disc(u, v, x, -0.15, 0.16) || disc(u, v, x, 0.4, 0.16));
    return isSpot || Math.abs(u) < 0.05 ? [25, 25, 25] : [215, 40, 30];
  },
  house: (u, v) => {
    if (v < -0.1) return v > -0.85 && Math.abs(u) < (v + 0.85) * 1.25 ? [170, 60, 45] : undefined;
    if (!box(u, v, 0, 0.35, 0.7, 0.45)) return undefined;
    return box(u, v, 0, 0.5, 0.15, 0.3) ? [100, 70, 50] : [235, 215, 170];
  },
};

/** Things by kind and name. */
export const things: Readonly<Record<string, Readonly<Record<string, Thing>>>> = { fruits, bricks, flags, icons };

export interface PictureOptions {
  /** Pixels of a side. */
  readonly side?: number;
  /** How far light, place, size, turn and ground differ: 0 to 1. */
  readonly care: number;
  /** A ground of one colour; else a table, a lawn, a wall, as it comes. */
  readonly ground?: Colour;
}

/** A photograph of a thing: before some ground, somewhere, in some light, with noise. RGB. */
export function pictureOf(thing: Thing, { side = 96, care, ground }: PictureOptions, random: Random): DecodedImage {
  const off = (range: number) => range * care * (2 * random.uniform() - 1);
  const [cos, sin] = [Math.cos(off(0.3)), Math.sin(off(0.3))];
  const size = 0.38 * (1 + off(0.25));
  const [x0, y0] = [0.5 + off(0.1), 0.5 + off(0.1)];
  const grounds: readonly Colour[] = [
    [150, 110, 70],
    [235, 230, 220],
    [90, 130, 70],
    [120, 120, 125],
    [60, 50, 45],
    [170, 190, 205],
  ];
  const behind = ground ?? grounds[random.below(grounds.length)];
  const grain = ground ? 0 : 25 * random.uniform();
  const gains = [0, 1, 2].map(() => 1 + off(0.08));
  const [all, across, down] = [1 + off(0.25), off(0.25), off(0.25)];
  const pixels = new Uint8Array(side * side * 3);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [((i % side) + 0.5) / side, (Math.floor(i / side) + 0.5) / side];
    const [dx, dy] = [(x - x0) / size, (y - y0) / size];
    const wave = grain * Math.sin(40 * y + 6 * Math.sin(9 * x));
    const colour = thing(dx * cos + dy * sin, dy * cos - dx * sin) ?? behind.map((value) => value + wave);
    const lit = all * (1 + across * (x - 0.5) + down * (y - 0.5));
    const noise = care * 14 * (random.uniform() - 0.5);
    for (let c = 0; c < 3; c++) {
      pixels[3 * i + c] = Math.max(0, Math.min(255, Math.round(colour[c] * gains[c] * lit + noise)));
    }
  }
  return { width: side, height: side, channels: 3, pixels };
}
