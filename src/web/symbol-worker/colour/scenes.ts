import { direction } from "../../../data/direction.ts";
import type { Random } from "../../../random.ts";
import { COLOUR_SIDE, COLOUR_SIZE } from "../../page/drawing.ts";
import { type Colour, colourAt, OUTLINES, PATTERNS, type Part } from "./scene-parts.ts";

/** What all pictures of one class have in common. */
export interface Scene {
  /** From back to front. */
  readonly parts: readonly Part[];
  /** What it stands before, and moves with it, as in a view; undefined if that is another one each time. */
  readonly ground: Part | undefined;
  /** Half of the thing's size, of the picture's. */
  readonly size: number;
}

const between = (random: Random, low: number, high: number): number => low + random.uniform() * (high - low);
/** From -range to range, the middle more often. */
const around = (random: Random, range: number): number => range * (random.uniform() + random.uniform() - 1);
const oneOf = <T>(random: Random, all: readonly T[]): T => all[random.below(all.length)];

/** A colour by its hue (0 to 6), saturation and value. */
function ofHue(hue: number, saturation: number, value: number): Colour {
  const channel = (n: number): number => {
    const k = (n + hue) % 6;
    return value * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}

/** Any colour: of every five one is grey, black or white, and warm ones are seen more often than others. */
function anyColour(random: Random): Colour {
  if (random.below(5) === 0) return ofHue(0, 0.1 * random.uniform(), between(random, 0.05, 1));
  const hue = random.below(2) === 0 ? between(random, 5.7, 8) : between(random, 0, 6);
  return ofHue(hue % 6, between(random, 0.35, 1), between(random, 0.3, 1));
}

function anyPart(random: Random, isFirst: boolean): Part {
  return {
    outline: oneOf(random, OUTLINES),
    colour: anyColour(random),
    second: anyColour(random),
    pattern: oneOf(random, PATTERNS),
    // Stripes, spots or clouds in its width.
    count: 1 + random.below(4),
    heading: 45 * random.below(4),
    seed: random.nextUint32(),
    x: isFirst ? 0 : between(random, -0.7, 0.7),
    y: isFirst ? 0 : between(random, -0.7, 0.7),
    wide: isFirst ? between(random, 0.5, 1) : between(random, 0.15, 0.6),
    high: isFirst ? between(random, 0.5, 1) : between(random, 0.15, 0.6),
  };
}

/** A ground has no end. */
function anyGround(random: Random): Part {
  const part = anyPart(random, true);
  // Mostly two colours of one kind, as of wood, grass or a wall.
  const [r, g, b] = part.colour;
  const near = between(random, 0.5, 1.2);
  const second: Colour = random.below(3) === 0 ? part.second : [r * near, g * near, b * near];
  return { ...part, second, outline: "all", count: 1 + random.below(5), wide: 1.5, high: 1.5 };
}

/** Two parts for one, left and right, as faces, wings and wheels are. */
const mirrored = (part: Part): Part[] => [part, { ...part, x: -part.x }];

/**
 * A class of pictures that there never was. Every fourth fills the picture as flags do, every sixth is but a view.
 * @param like another one, for one that is told from it by its colours alone, or by its outlines alone
 */
export function anyScene(random: Random, like?: Scene): Scene {
  if (like) return twinOf(like, random);
  const kind = random.below(12);
  const [fills, isView] = [kind < 3, kind > 9];
  const parts = Array.from({ length: 1 + random.below(4) }, (_, i) => anyPart(random, i === 0)).flatMap((part, i) =>
    i > 0 && random.below(3) === 0 ? mirrored(part) : [part],
  );
  if (fills) parts[0] = { ...parts[0], outline: "box", wide: 1.5, high: between(random, 0.8, 1.5) };
  if (isView) parts.shift();
  const ground = isView || random.below(4) === 0 ? anyGround(random) : undefined;
  return { parts, ground, size: fills || isView ? between(random, 0.4, 0.55) : between(random, 0.25, 0.48) };
}

function twinOf({ parts, ground, size }: Scene, random: Random): Scene {
  const others = new Map(parts.map((part) => [part.seed, anyPart(random, part === parts[0])]));
  const isColour = random.below(2) === 0;
  const other = (part: Part): Part => {
    const { colour, second, outline, pattern, x, y, wide, high } = others.get(part.seed) ?? part;
    return isColour ? { ...part, colour, second } : { ...part, outline, pattern, x, y, wide, high };
  };
  return { parts: parts.map(other), ground: ground && (isColour ? anyGround(random) : ground), size };
}

/** How light falls on one picture, and what the camera makes of it. */
const anyLight = (random: Random, care: number) => {
  const all = 1 + around(random, 0.5 * care);
  const gain = () => all * (1 + around(random, 0.16 * care));
  return {
    gains: [gain(), gain(), gain()],
    lift: around(random, 0.12 * care),
    across: around(random, 0.5 * care),
    down: around(random, 0.5 * care),
    noise: 0.08 * care * random.uniform(),
  };
};

/**
 * A picture of a scene: placed, turned, scaled and lit anew, with noise.
 * @param care how far two pictures of it differ: 1 for as far as photographs by hand do
 * @returns (32, 32, 3), 0 to 255
 */
export function pictureOf({ parts, ground, size }: Scene, care: number, random: Random): Uint8Array {
  const [cos, sin] = direction(around(random, 25 * care));
  const scale = size * (1 + around(random, 0.45 * care));
  const [x0, y0] = [0.5 + around(random, 0.2 * care), 0.5 + around(random, 0.2 * care)];
  const stretch = 1 + around(random, 0.25 * care);
  const behind = ground ?? anyGround(random);
  const { gains, lift, across, down, noise } = anyLight(random, care);
  const layers = [...parts].reverse();
  const seen = (x: number, y: number): Colour => {
    const u = ((x - x0) * cos + (y - y0) * sin) / (scale * stretch);
    const v = ((y - y0) * cos - (x - x0) * sin) / scale;
    for (const part of layers) {
      const colour = colourAt(part, (u - part.x) / part.wide, (v - part.y) / part.high);
      if (colour) return colour;
    }
    return colourAt(behind, u / behind.wide, v / behind.high) ?? behind.colour;
  };
  const pixels = new Uint8Array(COLOUR_SIZE);
  for (let i = 0; i < COLOUR_SIDE * COLOUR_SIDE; i++) {
    const [x, y] = [(i % COLOUR_SIDE) / COLOUR_SIDE, Math.floor(i / COLOUR_SIDE) / COLOUR_SIDE];
    // Two places of a pixel, on its diagonal: edges are soft enough.
    const quarter = 0.25 / COLOUR_SIDE;
    const [a, b] = [seen(x + quarter, y + quarter), seen(x + 3 * quarter, y + 3 * quarter)];
    const lit = 1 + across * (x - 0.5) + down * (y - 0.5);
    for (let c = 0; c < 3; c++) {
      const value = ((a[c] + b[c]) / 2) * gains[c] * lit + lift + around(random, noise);
      pixels[3 * i + c] = Math.max(0, Math.min(255, Math.floor(255 * value + 0.5)));
    }
  }
  return pixels;
}
