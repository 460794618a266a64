// Takes one crop of a meter: a drum with characters behind a window, seen at an angle, lit, dirty, blurred and noisy.
import { FONT_COUNT, GLYPH, glyph } from "./glyphs.js";

export const WIDTH = 20;
export const HEIGHT = 32;
/** Points along a side of a pixel that are looked at. */
const POINTS = 3;

/** Numbers from 0 to 1 that follow from a seed (Lehmer 1951), so that everybody gets the same crops. */
export function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Paper and ink of a drum, red, green and blue. */
const DRUMS = [
  [
    [30, 30, 32],
    [235, 235, 228],
  ],
  [
    [178, 32, 30],
    [240, 236, 230],
  ],
  [
    [66, 70, 78],
    [250, 250, 245],
  ],
];

/** What a window shows that is no digit: letters and signs of a meter's face, and nothing at all. */
const OTHERS = ["m", "k", "W", "h", "E", "%", " "];

/** The characters on the drum, one below the other, and how far it is turned: 0 shows the middle one, 0.5 half of two. */
function turn(kind, random, steady) {
  const digit = () => String(Math.floor(random() * 10));
  if (kind !== "none") {
    const value = Number(kind);
    const around = [String((value + 9) % 10), kind, String((value + 1) % 10)];
    return { characters: around, turned: (2 * random() - 1) * steady };
  }
  if (random() < 0.5) {
    const first = Number(digit());
    return { characters: [digit(), String(first), String((first + 1) % 10)], turned: 0.38 + 0.24 * random() };
  }
  return { characters: [" ", OTHERS[Math.floor(random() * OTHERS.length)], " "], turned: (2 * random() - 1) * steady };
}

/** One of the conditions that a picture is taken under, each number even over its range. */
export const CONDITIONS = {
  /** A phone in a bright room. */
  bright: {
    gain: [0.75, 1.1],
    cast: 0.05,
    slope: 0.25,
    glare: 0.3,
    angle: 0.06,
    tilt: 0.06,
    shift: 0.04,
    steady: 0.08,
    specks: 2,
    blur: 0.7,
    noise: [2, 6],
    quality: [50, 95],
  },
  /** A cheap camera under a lamp in a cellar. */
  cellar: {
    gain: [0.45, 1.2],
    cast: 0.15,
    slope: 0.4,
    glare: 0.5,
    angle: 0.1,
    tilt: 0.1,
    shift: 0.05,
    steady: 0.1,
    specks: 4,
    blur: 1.1,
    noise: [3, 11],
    quality: [25, 85],
  },
};

/** Smooths a picture with the weights of a bell of this standard deviation, in pixels. */
function blurred(picture, deviation) {
  if (deviation < 0.2) return picture;
  const weights = [-2, -1, 0, 1, 2].map((x) => Math.exp((-x * x) / (2 * deviation * deviation)));
  const sum = weights.reduce((a, b) => a + b);
  let from = picture;
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
  ]) {
    const to = new Float64Array(from.length);
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        for (let k = -2; k <= 2; k++) {
          const row = Math.min(HEIGHT - 1, Math.max(0, y + k * dy));
          const column = Math.min(WIDTH - 1, Math.max(0, x + k * dx));
          for (let c = 0; c < 3; c++) {
            to[(y * WIDTH + x) * 3 + c] += (weights[k + 2] / sum) * from[(row * WIDTH + column) * 3 + c];
          }
        }
      }
    }
    from = to;
  }
  return from;
}

/** A crop of a window that shows `kind`, a digit or "none": (HEIGHT, WIDTH, 4), RGBA, and the quality of its JPEG. */
export function takeCrop(kind, condition, random) {
  const within = ([low, high]) => low + (high - low) * random();
  const around = (range) => (2 * random() - 1) * range;
  const font = Math.floor(random() * FONT_COUNT);
  const [paper, ink] = DRUMS[Math.floor(random() * DRUMS.length)];
  const { characters, turned } = turn(kind, random, condition.steady);
  const strip = characters.map((character) => glyph(font, character));
  const [tilt, shiftX, shiftY] = [around(condition.tilt), around(condition.shift), around(condition.shift)];
  const [leanX, leanY] = [around(condition.angle), around(condition.angle)];
  const size = 1 + around(condition.shift);
  const gain = within(condition.gain);
  const cast = [0, 0, 0].map(() => 1 + around(condition.cast));
  const [slopeX, slopeY] = [around(condition.slope), around(condition.slope)];
  const spot = { x: around(0.5), y: around(0.5), strength: random() < 0.3 ? condition.glare * random() : 0 };
  const specks = Array.from({ length: Math.floor(random() * (condition.specks + 1)) }, () => {
    return { x: around(0.5), y: around(0.5), radius: 0.02 + 0.05 * random(), level: random() < 0.7 ? 40 : 200 };
  });

  /** Adds the colour at a place of the window, from -0.5 to 0.5 each way, to a sum of red, green and blue. */
  const look = (x, y, sum) => {
    // Perspective: what leans away is smaller.
    const depth = (1 + leanX * x + leanY * y) * size;
    const u = (x - tilt * y * 1.6) / depth + shiftX;
    const v = (y + tilt * x * 0.6) / depth + shiftY;
    for (const { x: sx, y: sy, radius, level } of specks) {
      if ((u - sx) ** 2 + ((v - sy) * 1.6) ** 2 < radius * radius) {
        for (let c = 0; c < 3; c++) sum[c] += level;
        return;
      }
    }
    const place = v + turned + 1.5;
    const mask = strip[Math.min(2, Math.max(0, Math.floor(place)))];
    const row = Math.floor((place - Math.floor(place)) * GLYPH.height);
    const column = Math.floor(GLYPH.width / 2 + u * 60);
    const share = mask[row * GLYPH.width + Math.min(GLYPH.width - 1, Math.max(0, column))] / 255;
    // The drum is round, and the window's frame throws a shadow.
    const round = 1 - 1.1 * v * v - (Math.abs(u) > 0.5 || Math.abs(v) > 0.52 ? 0.5 : 0);
    for (let c = 0; c < 3; c++) sum[c] += (paper[c] + share * (ink[c] - paper[c])) * round;
  };

  const picture = new Float64Array(WIDTH * HEIGHT * 3);
  const sum = [0, 0, 0];
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const [column, row] = [i % WIDTH, Math.floor(i / WIDTH)];
    sum.fill(0);
    for (let p = 0; p < POINTS * POINTS; p++) {
      const across = (p % POINTS) + 0.5;
      const down = Math.floor(p / POINTS) + 0.5;
      look((column + across / POINTS) / WIDTH - 0.5, (row + down / POINTS) / HEIGHT - 0.5, sum);
    }
    const [x, y] = [column / WIDTH - 0.5, row / HEIGHT - 0.5];
    const light = gain * (1 + slopeX * x + slopeY * y);
    const glare = 255 * spot.strength * Math.max(0, 1 - 6 * ((x - spot.x) ** 2 + (y - spot.y) ** 2));
    for (let c = 0; c < 3; c++) picture[3 * i + c] = (sum[c] / POINTS ** 2) * light * cast[c] + glare;
  }
  const soft = blurred(picture, condition.blur * random());
  const noise = within(condition.noise);
  const pixels = new Uint8ClampedArray(WIDTH * HEIGHT * 4).fill(255);
  for (let i = 0; i < soft.length; i++) {
    // Three numbers, even from -1 to 1, add up to a bell of standard deviation 1.
    pixels[4 * Math.floor(i / 3) + (i % 3)] = soft[i] + noise * (around(1) + around(1) + around(1));
  }
  return { pixels, quality: Math.round(within(condition.quality)) };
}
