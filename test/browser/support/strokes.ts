import type { Place } from "./visitor.ts";

/** Digits and signs as a visitor's strokes, in shares of the pad. */
export const strokes = {
  seven: [
    [
      [0.28, 0.22],
      [0.72, 0.22],
      [0.46, 0.82],
    ],
  ],
  anotherSeven: [
    [
      [0.25, 0.26],
      [0.7, 0.2],
      [0.6, 0.45],
      [0.42, 0.85],
    ],
  ],
  one: [
    [
      [0.52, 0.15],
      [0.5, 0.85],
    ],
  ],
  zero: [
    [
      [0.5, 0.15],
      [0.32, 0.25],
      [0.25, 0.5],
      [0.32, 0.75],
      [0.5, 0.85],
      [0.68, 0.75],
      [0.75, 0.5],
      [0.68, 0.25],
      [0.5, 0.15],
    ],
  ],
  tee: [
    [
      [0.2, 0.2],
      [0.8, 0.2],
    ],
    [
      [0.5, 0.2],
      [0.5, 0.85],
    ],
  ],
  three: [
    [
      [0.28, 0.22],
      [0.5, 0.14],
      [0.7, 0.25],
      [0.65, 0.4],
      [0.48, 0.48],
      [0.68, 0.56],
      [0.72, 0.72],
      [0.5, 0.86],
      [0.27, 0.78],
    ],
  ],
} satisfies Record<string, readonly (readonly Place[])[]>;

/** The same strokes a little elsewhere and of another size, as a hand would draw them again. */
export function again(drawing: readonly (readonly Place[])[], times: number): Place[][] {
  const scale = 1 - 0.06 * times;
  return drawing.map((stroke) =>
    stroke.map(([x, y], i) => [
      0.5 + (x - 0.5) * scale + 0.02 * times,
      0.5 + (y - 0.5) * scale + (i % 2 === 0 ? 0.02 : -0.01) * times,
    ]),
  );
}
