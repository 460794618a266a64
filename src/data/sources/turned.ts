/** The eight ways to turn and mirror a square. Bit 0 mirrors left and right, bit 1 top and bottom, bit 2 the diagonal. */
export const TURNS = 8;

/**
 * A square image turned or mirrored: 0 leaves it, 1 is its mirror image, 3 turns it by half, 5 and 6 by a quarter.
 *
 * @param pixels (side, side)
 */
export function turnImage(pixels: Uint8Array, side: number, turn: number): Uint8Array {
  const result = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const u = turn & 1 ? side - 1 - x : x;
      const v = turn & 2 ? side - 1 - y : y;
      result[y * side + x] = turn & 4 ? pixels[u * side + v] : pixels[v * side + u];
    }
  }
  return result;
}

/**
 * Turns of a digit that look like a digit, itself or another, so that they would not be a class of their own: those of
 * 0, 1 and 8 all; 3 mirrored top to bottom; 6 and 9 turned by half; 2 and 5 mirrored.
 */
const TAKEN: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 3, 4, 5, 6, 7],
  1: [1, 2, 3, 4, 5, 6, 7],
  2: [1, 2, 3],
  3: [2],
  5: [1, 2, 3],
  6: [3],
  8: [1, 2, 3, 4, 5, 6, 7],
  9: [3],
};

/** The turns, 1 to 7, of a digit that give another symbol than any digit. */
export const freeTurns = (digit: number): number[] =>
  [1, 2, 3, 4, 5, 6, 7].filter((turn) => !TAKEN[digit]?.includes(turn));
