import type { DecodedImage } from "../../../src/data/image.ts";
import type { Random } from "../../../src/random.ts";

export interface PhotoOptions {
  /** Pixels of the pen's line. */
  readonly pen: number;
  /** Light on the paper at the left and at the right edge, 0 to 255. */
  readonly light: readonly [left: number, right: number];
  /** Whether chalk draws on a board. */
  readonly isBoard?: boolean;
  /** Whether a dark table is seen beside the paper. */
  readonly hasTable?: boolean;
}

/** A photograph of a drawing: uneven light, noise, an edge. Strokes in thousandths of a square in its middle. */
export function photoOf(strokes: readonly (readonly number[])[], options: PhotoOptions, random: Random): DecodedImage {
  const { pen, light, isBoard = false, hasTable = false } = options;
  const [height, width, side] = [360, 480, 200 + random.below(120)];
  const [top, left] = [20 + random.below(height - side - 40), 80 + random.below(width - side - 100)];
  const inked = new Uint8Array(height * width);
  for (const stroke of strokes) {
    const places = Array.from({ length: stroke.length / 2 }, (_, i) => [
      left + (stroke[2 * i] * side) / 1000,
      top + (stroke[2 * i + 1] * side) / 1000,
    ]);
    for (const [i, [x, y]] of places.entries()) {
      const [nextX, nextY] = places[i + 1] ?? [x, y];
      const steps = Math.ceil(Math.hypot(nextX - x, nextY - y)) + 1;
      for (let step = 0; step <= steps; step++) {
        const [atX, atY] = [x + ((nextX - x) * step) / steps, y + ((nextY - y) * step) / steps];
        for (let dy = -Math.ceil(pen / 2); dy <= pen / 2; dy++) {
          for (let dx = -Math.ceil(pen / 2); dx <= pen / 2; dx++) {
            const [px, py] = [Math.round(atX + dx), Math.round(atY + dy)];
            const isOn = dx * dx + dy * dy <= (pen * pen) / 4 && px >= 0 && px < width && py >= 0 && py < height;
            if (isOn) inked[py * width + px] = 1;
          }
        }
      }
    }
  }
  const pixels = Uint8Array.from(inked, (ink, i) => {
    const x = i % width;
    const lit = light[0] + ((light[1] - light[0]) * x) / width;
    const shade = hasTable && x < 40 + (i % 7) ? 0.2 : isBoard ? (ink ? 0.9 : 0.3) : ink ? 0.35 : 1;
    return Math.min(255, Math.max(0, lit * shade + random.below(13) - 6));
  });
  return { pixels, height, width, channels: 1 };
}
