import { centreDrawing } from "./centre-drawing.ts";
import type { DecodedImage } from "./image.ts";
import { chooseGround, InkTally, invert, layOnGround, measureGrounds, toGrey } from "./ink.ts";

/** Ink below this is paper: what a JPEG's noise or a scanner leaves of it. */
const FAINT = 48;

/**
 * A drawing from an image file, whatever its size and place and whether dark on light or light on dark, as MNIST's digits
 * are placed: see `centreDrawing`.
 *
 * @returns (28, 28), ink 255 on 0; all 0 where there is none
 */
export function drawingOf(image: DecodedImage): Uint8Array {
  const grey = toGrey(layOnGround(image, chooseGround(measureGrounds(image))));
  const tally = new InkTally();
  tally.add(grey);
  const { pixels, height, width } = tally.isDarkOnLight ? invert(grey) : grey;
  return centreDrawing(
    pixels.map((ink) => (ink < FAINT ? 0 : ink)),
    height,
    width,
  );
}
