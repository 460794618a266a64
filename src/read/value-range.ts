/** What a data set's pixel values run from and to: black and white. */
export type ValueRange = readonly [low: number, high: number];

/** Whole or scaled in the usual ways: as scikit-learn's digits, as bytes, and as networks are fed. */
const RANGES: readonly ValueRange[] = [
  [0, 1],
  [-1, 1],
  [0, 16],
  [0, 255],
];

/** The ranges that are understood, for a message. */
export const RANGES_IN_WORDS = "0 to 1, -1 to 1, 0 to 16 or 0 to 255";

/** The narrowest usual range that holds values from `least` to `most`; undefined if none does. */
export const guessRange = (least: number, most: number): ValueRange | undefined =>
  RANGES.find(([low, high]) => least >= low && most <= high);

/**
 * Scales values to bytes, rounded half up; of bytes of 0 to 255 nothing changes.
 * @returns undefined if a value lies outside the range
 */
export function toBytes(values: ArrayLike<number>, [low, high]: ValueRange): Uint8Array | undefined {
  if (low === 0 && high === 255 && values instanceof Uint8Array) return values;
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < bytes.length; i++) {
    const value = values[i];
    if (!(value >= low && value <= high)) return undefined;
    bytes[i] = Math.floor(((value - low) * 255) / (high - low) + 0.5);
  }
  return bytes;
}
