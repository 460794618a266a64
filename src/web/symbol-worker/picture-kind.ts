import type { DecodedImage } from "../../data/image.ts";
import { chooseGround, hasColour, layOnGround, measureGrounds } from "../../data/ink.ts";
import type { FoundDrawing } from "./photo-drawing.ts";

/** Pixels that are looked at, along each side. */
const SAMPLES = 64;
/** Two colours of one paper in one light are nearer to each other, in levels. */
const APART = 30;
/** So much of a picture that is told by its colours has another one than most of it. */
const COLOURED = 0.05;
/** Paper around lines may be spotted so far. */
const SPOTTED = 0.12;
/** Lines are at most so wide, as a share of the drawing: a felt pen's. */
const WIDEST_LINE = 0.11;

/** How red and how yellow a pixel is: what light and shadow leave as it is, but for its strength. */
type Tint = readonly [number, number];

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}

/** The share of pixels that have another colour than most. */
function shareOfOthers(tints: readonly Tint[]): number {
  const [red, yellow] = [0, 1].map((i) => median(tints.map((tint) => tint[i])));
  const others = tints.filter(([r, y]) => Math.abs(r - red) + Math.abs(y - yellow) > APART);
  return tints.length === 0 ? 0 : others.length / tints.length;
}

/** The tints of the pixels at places down and across, 0 to 1, where `isWanted`. */
function tintsOf({ pixels, height, width }: DecodedImage, isWanted: (y: number, x: number) => boolean): Tint[] {
  const tints: Tint[] = [];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const [y, x] = [(Math.floor(i / SAMPLES) + 0.5) / SAMPLES, ((i % SAMPLES) + 0.5) / SAMPLES];
    if (!isWanted(y, x)) continue;
    const at = 3 * (Math.floor(y * height) * width + Math.floor(x * width));
    const [r, g, b] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    tints.push([r - g, (r + g) / 2 - b]);
  }
  return tints;
}

/**
 * Whether a picture is told by its colours, rather than by lines: parts of it have other colours, and it is no drawing of
 * thin lines on plain paper.
 *
 * @param found what is drawn in it, if anything is
 */
export function isToldByColours(image: DecodedImage, found: FoundDrawing | undefined): boolean {
  const laid = layOnGround(image, chooseGround(measureGrounds(image)));
  if (!hasColour(laid) || shareOfOthers(tintsOf(laid, () => true)) < COLOURED) return false;
  if (!found || found.line > WIDEST_LINE) return true;
  const { part, height, width } = found;
  const isPaper = (y: number, x: number): boolean => {
    const [row, column] = [Math.floor(y * height) - part.top, Math.floor(x * width) - part.left];
    const isWithin = row >= 0 && row < part.height && column >= 0 && column < part.width;
    return isWithin && part.pixels[row * part.width + column] === 0;
  };
  return shareOfOthers(tintsOf(laid, isPaper)) > SPOTTED;
}
