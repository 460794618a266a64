import { beforeAll, expect, test } from "vitest";
import { firstDigits } from "../../scripts/packed-digits.ts";
import { drawStrokes } from "../../src/data/strokes.ts";
import type { Network } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";
import { train } from "../../src/run/train.ts";
import { nearestSymbol } from "../../src/web/page/known-symbol.ts";
import { defaultSettings, recipeFrom } from "../../src/web/settings.ts";

type Line = number[][];
/** Places on a circle, between two angles in degrees. */
const arc = (cx: number, cy: number, r: number, a0: number, a1: number, n = 16): Line =>
  Array.from({ length: n + 1 }, (_, i) => {
    const a = ((a0 + ((a1 - a0) * i) / n) * Math.PI) / 180;
    return [cx + r * Math.cos(a), cy + r * Math.sin(a)];
  });
const shapes: Record<string, Line[]> = {
  heart: [
    [[500, 850], [200, 500], ...arc(330, 380, 160, 150, 350), ...arc(670, 380, 160, 190, 390), [800, 500], [500, 850]],
  ],
  star: [
    [
      [500, 100],
      [620, 800],
      [150, 350],
      [850, 350],
      [380, 800],
      [500, 100],
    ],
  ],
  arrow: [
    [
      [150, 500],
      [850, 500],
    ],
    [
      [650, 300],
      [850, 500],
      [650, 700],
    ],
  ],
  house: [
    [
      [200, 850],
      [200, 450],
      [500, 150],
      [800, 450],
      [800, 850],
      [200, 850],
    ],
  ],
  spiral: [Array.from({ length: 60 }, (_, i) => [500 + 6 * i * Math.cos(i / 5), 500 + 6 * i * Math.sin(i / 5)])],
  smile: [
    arc(500, 500, 380, 0, 360, 24),
    [
      [380, 400],
      [380, 420],
    ],
    [
      [620, 400],
      [620, 420],
    ],
    arc(500, 520, 200, 20, 160),
  ],
  triangle: [
    [
      [500, 150],
      [850, 800],
      [150, 800],
      [500, 150],
    ],
  ],
  square: [
    [
      [200, 200],
      [800, 200],
      [800, 800],
      [200, 800],
      [200, 200],
    ],
  ],
  cross: [
    [
      [200, 200],
      [800, 800],
    ],
    [
      [800, 200],
      [200, 800],
    ],
  ],
  A: [
    [
      [200, 850],
      [500, 150],
      [800, 850],
    ],
    [
      [320, 580],
      [680, 580],
    ],
  ],
  B: [
    [
      [250, 150],
      [250, 850],
    ],
    [[250, 150], ...arc(450, 320, 180, -90, 90), [250, 500], ...arc(450, 680, 190, -90, 90), [250, 850]],
  ],
  Sx: [[...arc(500, 320, 190, -20, -270), ...arc(500, 680, 190, -90, 160)]],
  tee: [
    [
      [200, 200],
      [800, 200],
    ],
    [
      [500, 200],
      [500, 850],
    ],
  ],
  bolt: [
    [
      [600, 100],
      [350, 500],
      [620, 480],
      [380, 900],
    ],
  ],
  moon: [[...arc(450, 500, 350, -70, 70), ...arc(300, 500, 350, 50, -50)]],
};

const names = Object.keys(shapes);

let network: Network;
beforeAll(async () => {
  const { train: dataset } = await firstDigits();
  network = await train({ dataset, recipe: recipeFrom(defaultSettings), seed: defaultSettings.seed }).finish();
}, 120_000);

/** A shape as a hand draws it: turned, stretched, slanted, and each place a little off. */
function byHand(name: string, random: Random): Uint8Array {
  const unit = () => random.below(2001) / 1000 - 1;
  const angle = 0.14 * unit();
  const [wide, high, slant] = [1 + 0.15 * unit(), 1 + 0.15 * unit(), 0.15 * unit()];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return drawStrokes(
    shapes[name].map((line) =>
      line.flatMap(([x, y]) => {
        const across = (x - 500) * wide + slant * (y - 500) + 22 * unit();
        const down = (y - 500) * high + 22 * unit();
        return [500 + across * c - down * s, 500 + across * s + down * c];
      }),
    ),
  );
}

/** Teaches three of the shapes by five drawings each, again and again, and shows it others of them and of the rest. */
function judge(trials: number, seed: number): { known: number; refused: number } {
  const random = Random.fromSeed(seed);
  const counts = { known: 0, right: 0, foreign: 0, refused: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const foreign = [...names];
    const own = Array.from({ length: 3 }, () => foreign.splice(random.below(foreign.length), 1)[0]);
    const pixels = own.flatMap((name) => Array.from({ length: 5 }, () => byHand(name, random)));
    const taught = {
      embeddings: network.embed(Uint8Array.from(pixels.flatMap((image) => [...image]))),
      dimension: network.dimension,
      pixels,
      labels: Uint8Array.from(pixels, (_, i) => Math.floor(i / 5)),
    };
    const ask = (name: string) => {
      const image = byHand(name, random);
      return nearestSymbol(network.embed(image), image, taught, network.calibration?.threshold ?? 0);
    };
    for (const [label, name] of own.entries()) {
      for (let i = 0; i < 4; i++) {
        const found = ask(name);
        counts.known++;
        if (found.isKnown && found.label === label) counts.right++;
      }
    }
    for (const name of foreign) {
      counts.foreign++;
      if (!ask(name).isKnown) counts.refused++;
    }
  }
  return { known: counts.right / counts.known, refused: counts.refused / counts.foreign };
}

test("of three symbols of five drawings, new drawings are found and other symbols refused", () => {
  // The network's threshold alone finds 98 % and refuses 31 %. Room for a few of 720 drawings each.
  const { known, refused } = judge(60, 11);
  expect(known).toBeGreaterThan(0.94);
  expect(refused).toBeGreaterThan(0.92);
});

test("a single drawing of a symbol is known by the network's threshold alone", () => {
  const taught = {
    embeddings: Float32Array.from([0, 0, 5, 0]),
    dimension: 2,
    pixels: [Uint8Array.of(0, 0), Uint8Array.of(9, 9)],
    labels: Uint8Array.of(0, 1),
  };
  const at = (x: number) => nearestSymbol(Float32Array.of(x, 0), Uint8Array.of(200, 200), taught, 2);
  expect(at(1)).toEqual({ label: 0, distance: 1, isKnown: true });
  expect(at(2.25)).toEqual({ label: 0, distance: 2.25, isKnown: false });
  expect(at(4)).toEqual({ label: 1, distance: 1, isKnown: true });
});

test("by hand: within 2.75 spreads, and within 1.35 times the pixels' own distance", () => {
  // Two drawings at 0 and 2: middle 1, spread sqrt((1 + 1) / (2 - 1)) = 1.414, so known up to 3.889 from the middle.
  const taught = {
    embeddings: Float32Array.from([0, 0, 2, 0]),
    dimension: 2,
    pixels: [Uint8Array.of(0, 0), Uint8Array.of(0, 100)],
    labels: Uint8Array.of(0, 0),
  };
  const isKnown = (x: number, ...pixels: number[]) =>
    nearestSymbol(Float32Array.of(x, 0), Uint8Array.from(pixels), taught, 100).isKnown;
  expect([isKnown(4.88, 0, 50), isKnown(4.9, 0, 50)]).toEqual([true, false]);
  expect([isKnown(1, 134, 0), isKnown(1, 136, 0)]).toEqual([true, false]);
});
