/** What needs no training: the rows that a network must beat. Images of 28x28, as bytes. */
const SIDE = 28;
const SIZE = SIDE * SIDE;
/** Pixels of a cell's side, cells a side, and directions of a gradient histogram. */
const CELL = 4;
const CELLS = SIDE / CELL;
const DIRECTIONS = 8;

export interface Descriptor {
  readonly name: string;
  /** Numbers in a description. */
  readonly dimension: number;
  /** Describes images, (N, 28, 28), as (N, dimension). */
  describe(images: Uint8Array): Float32Array;
}

/** The image sheared about its middle row so that its second moments show no slant. */
function deslant(image: Uint8Array): Float32Array {
  let [mass, x, y] = [0, 0, 0];
  for (let p = 0; p < SIZE; p++) {
    mass += image[p];
    x += image[p] * (p % SIDE);
    y += image[p] * Math.floor(p / SIDE);
  }
  const result = new Float32Array(SIZE);
  if (mass === 0) return result;
  [x, y] = [x / mass, y / mass];
  let [across, down] = [0, 0];
  for (let p = 0; p < SIZE; p++) {
    const v = Math.floor(p / SIDE) - y;
    across += image[p] * ((p % SIDE) - x) * v;
    down += image[p] * v * v;
  }
  const slant = down > 0 ? across / down : 0;
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const from = column + slant * (row - y);
      const left = Math.floor(from);
      const at = (k: number): number => (k >= 0 && k < SIDE ? image[row * SIDE + k] : 0);
      result[row * SIDE + column] = (at(left) * (left + 1 - from) + at(left + 1) * (from - left)) / 255;
    }
  }
  return result;
}

/** Gradients by direction and place, each divided softly among the nearest two directions and four cells. */
function gradientHistogram(image: ArrayLike<number>): Float32Array {
  const result = new Float32Array(CELLS * CELLS * DIRECTIONS);
  const at = (row: number, column: number): number =>
    row >= 0 && row < SIDE && column >= 0 && column < SIDE ? image[row * SIDE + column] : 0;
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const dx = at(row, column + 1) - at(row, column - 1);
      const dy = at(row + 1, column) - at(row - 1, column);
      const strength = Math.hypot(dx, dy);
      if (strength === 0) continue;
      const direction = ((Math.atan2(dy, dx) / (2 * Math.PI) + 1) % 1) * DIRECTIONS;
      const [v, u] = [(row + 0.5) / CELL - 0.5, (column + 0.5) / CELL - 0.5];
      for (const d of [0, 1]) {
        const share = d === 0 ? 1 - (direction % 1) : direction % 1;
        const bin = (Math.floor(direction) + d) % DIRECTIONS;
        for (const i of [Math.floor(v), Math.floor(v) + 1]) {
          for (const j of [Math.floor(u), Math.floor(u) + 1]) {
            if (i < 0 || j < 0 || i >= CELLS || j >= CELLS) continue;
            const weight = (1 - Math.abs(v - i)) * (1 - Math.abs(u - j));
            result[(i * CELLS + j) * DIRECTIONS + bin] += strength * share * weight;
          }
        }
      }
    }
  }
  // Square roots, so that one strong edge does not outweigh the rest; then length 1.
  let length = 0;
  for (let k = 0; k < result.length; k++) {
    length += result[k];
    result[k] = Math.sqrt(result[k]);
  }
  if (length > 0) for (let k = 0; k < result.length; k++) result[k] /= Math.sqrt(length);
  return result;
}

function each(name: string, dimension: number, one: (image: Uint8Array) => ArrayLike<number>): Descriptor {
  return {
    name,
    dimension,
    describe(images) {
      const count = images.length / SIZE;
      const result = new Float32Array(count * dimension);
      for (let n = 0; n < count; n++) result.set(one(images.subarray(n * SIZE, (n + 1) * SIZE)), n * dimension);
      return result;
    },
  };
}

export const descriptors: readonly Descriptor[] = [
  each("raw pixels", SIZE, (image) => Float32Array.from(image, (value) => value / 255)),
  each("deslanted", SIZE, deslant),
  each("gradient histogram", CELLS * CELLS * DIRECTIONS, gradientHistogram),
  each("deslanted, gradient histogram", CELLS * CELLS * DIRECTIONS, (image) => gradientHistogram(deslant(image))),
];
