import type { ImageShape } from "../protocol.ts";
import { drawingContext } from "./elements.ts";
import { colours } from "./theme.ts";

const cache = new Map<string, readonly [number, number, number]>();

/** The parts of a colour that the style sheet writes as #rrggbb. */
export function rgbOf(colour: string): readonly [number, number, number] {
  const known = cache.get(colour);
  if (known) return known;
  const value = Number.parseInt(colour.slice(1), 16);
  const parts = [value >> 16, (value >> 8) & 255, value & 255] as const;
  cache.set(colour, parts);
  return parts;
}

/**
 * Shows an image pixel by pixel: RGB in its own colours; grey as ink on paper, or as light on dark, whichever the theme has.
 * @param pixels (height, width, channels), 0 to 255
 */
export function showPicture(
  canvas: HTMLCanvasElement,
  pixels: Uint8Array,
  { height, width, channels }: ImageShape,
): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const { digitGround, digitInk } = colours();
  const ground = rgbOf(digitGround);
  const ink = rgbOf(digitInk);
  const context = drawingContext(canvas);
  const image = context.createImageData(width, height);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) {
      image.data[4 * i + c] = channels === 3 ? pixels[3 * i + c] : ground[c] + (pixels[i] / 255) * (ink[c] - ground[c]);
    }
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
