import { toGrid } from "../../../src/elements/pad-grid.ts";
import type { Random } from "../../../src/random.ts";

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

/** Shapes that `byHand` draws. */
export const names = Object.keys(shapes);

/** A shape as a hand draws it: turned, stretched, slanted, and each place a little off. */
export function byHand(name: string, random: Random): number[][] {
  const unit = () => random.below(2001) / 1000 - 1;
  const angle = 0.14 * unit();
  const [wide, high, slant] = [1 + 0.15 * unit(), 1 + 0.15 * unit(), 0.15 * unit()];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return shapes[name].map((line) =>
    line.flatMap(([x, y]) => {
      const across = (x - 500) * wide + slant * (y - 500) + 22 * unit();
      const down = (y - 500) * high + 22 * unit();
      return [500 + across * c - down * s, 500 + across * s + down * c].map(toGrid);
    }),
  );
}

/** Places of a line as a pointer leaves them, some twenty thousandths apart, with a hand's tremble. */
export function asDrawn(line: readonly number[], random: Random): number[] {
  const drawn = [line[0], line[1]];
  for (let i = 2; i < line.length; i += 2) {
    const [x0, y0, x1, y1] = line.slice(i - 2, i + 2);
    const steps = Math.max(1, Math.round(Math.hypot(x1 - x0, y1 - y0) / 20));
    for (let k = 1; k <= steps; k++) {
      const tremble = () => 2 * (random.below(1001) / 1000 - 0.5);
      drawn.push(toGrid(x0 + ((x1 - x0) * k) / steps + tremble()), toGrid(y0 + ((y1 - y0) * k) / steps + tremble()));
    }
  }
  return drawn;
}
