import type { PhotoImage } from "./photo-image.ts";

/** The passes of a blur along one axis, and the weight of each neighbour in them, in 1/256; 0 to 64. */
export interface AxisBlur {
  readonly passes: number;
  readonly weight: number;
}

/** The variance, in square pixels, of so many passes with a weight of 1: the sum of 2 / 256 * (2^pass)^2. */
const varianceOf = (passes: number): number => ((1 << (2 * passes)) - 1) / 384;

/** The blur of a standard deviation, in pixels. */
export function axisBlur(deviation: number): AxisBlur {
  const variance = deviation * deviation;
  let passes = 1;
  while (varianceOf(passes) * 64 < variance) passes++;
  return { passes, weight: Math.floor(variance / varianceOf(passes) + 0.5) };
}

/**
 * Blurs lines of pixels in place. Pass p makes each pixel `weight` parts of 256 of either neighbour 2^p away and the rest
 * of itself, rounded; beyond the frame lies the pixel of the edge. At the full weight of 64 that is a triangle.
 *
 * @param first of a line, an element
 * @param step elements between neighbours along it
 * @param line takes its pixels; it has as many
 */
function blurLine(
  pixels: Uint8Array,
  first: number,
  step: number,
  { passes, weight }: AxisBlur,
  line: Uint8Array,
): void {
  const own = 256 - 2 * weight;
  const last = line.length - 1;
  for (let reach = 1; reach < 1 << passes; reach *= 2) {
    for (let i = 0, at = first; i <= last; i++, at += step) line[i] = pixels[at];
    for (let i = 0, at = first; i <= last; i++, at += step) {
      const before = line[i < reach ? 0 : i - reach];
      const after = line[i + reach > last ? last : i + reach];
      pixels[at] = (weight * (before + after) + own * line[i] + 128) >> 8;
    }
  }
}

/** Blurs an image in place, down the columns and then along the rows. */
export function blur({ pixels, rows, columns, channels }: PhotoImage, down: AxisBlur, along: AxisBlur): void {
  const row = columns * channels;
  if (down.weight > 0) {
    const line = new Uint8Array(rows);
    for (let first = 0; first < row; first++) blurLine(pixels, first, row, down, line);
  }
  if (along.weight > 0) {
    const line = new Uint8Array(columns);
    for (let y = 0; y < rows; y++) {
      for (let c = 0; c < channels; c++) blurLine(pixels, y * row + c, channels, along, line);
    }
  }
}
