import { drawingContext } from "./elements.ts";
import { colours } from "./theme.ts";

const SIDE = 28;
const cache = new Map<string, readonly [number, number, number]>();

/** The parts of a colour that the style sheet writes as #rrggbb. */
function rgbOf(colour: string): readonly [number, number, number] {
  const known = cache.get(colour);
  if (known) return known;
  const value = Number.parseInt(colour.slice(1), 16);
  const parts = [value >> 16, (value >> 8) & 255, value & 255] as const;
  cache.set(colour, parts);
  return parts;
}

/**
 * Shows an image of 28x28 as ink on paper, or as light on dark, whichever the theme has.
 * @param pixels ink, 0 to 255
 */
export function showDigit(canvas: HTMLCanvasElement, pixels: Uint8Array): void {
  if (canvas.width !== SIDE) canvas.width = SIDE;
  if (canvas.height !== SIDE) canvas.height = SIDE;
  const { digitGround, digitInk } = colours();
  const ground = rgbOf(digitGround);
  const ink = rgbOf(digitInk);
  const context = drawingContext(canvas);
  const image = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const share = pixels[i] / 255;
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = ground[c] + share * (ink[c] - ground[c]);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
