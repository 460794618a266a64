import { centreDrawing } from "../../data/centre-drawing.ts";
import type { DecodedImage } from "../../data/image.ts";
import { chooseGround, hasColour, layOnGround, measureGrounds, toGrey } from "../../data/ink.ts";
import { scaleImage } from "../../data/scale-image.ts";
import { dilate, keepDrawn, type Mask, type Part, partOf } from "./ink-mask.ts";

/** Pixels of a photograph's longer side that are looked at: enough for a pen's line. */
const SIDE = 256;
/** Of the longer side: how far paper is looked for around a pixel. Wider than lines are, narrower than shadows. */
const REACH = 1 / 12;
/** Ink is at least so much darker than paper, of 255: noise of a dark picture is 30. */
const LEAST_APART = 60;
/** A line's width, in shares of the drawing's longer side, as in MNIST's digits: 2.6 of 20 pixels. */
const PEN = 0.13;

interface Grey {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

function shrink({ pixels, height, width }: Grey): Grey {
  const longer = Math.max(height, width);
  if (longer <= SIDE) return { pixels, height, width };
  const [rows, columns] = [height, width].map((side) => Math.max(1, Math.round((side * SIDE) / longer)));
  return { pixels: scaleImage(pixels, height, width, rows, columns), height: rows, width: columns };
}

/** What `combine` makes of the pixels within `reach` in each row, and then in each column. */
function around(
  { pixels, height, width }: Grey,
  reach: number,
  combine: (all: Uint8Array, from: number, step: number, count: number) => number,
): Grey {
  const pass = (from: Uint8Array, lines: number, length: number, line: number, step: number) => {
    const to = new Uint8Array(from.length);
    for (let l = 0; l < lines; l++) {
      for (let i = 0; i < length; i++) {
        const first = Math.max(0, i - reach);
        const count = Math.min(length - 1, i + reach) - first + 1;
        to[l * line + i * step] = combine(from, l * line + first * step, step, count);
      }
    }
    return to;
  };
  const rows = pass(pixels, height, width, width, 1);
  return { pixels: pass(rows, width, height, 1, width), height, width };
}

function lightest(all: Uint8Array, from: number, step: number, count: number): number {
  let most = 0;
  for (let i = 0; i < count; i++) most = Math.max(most, all[from + i * step]);
  return most;
}

function mean(all: Uint8Array, from: number, step: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += all[from + i * step];
  return Math.floor(sum / count);
}

/** Light ink on dark made dark on light: lines are few, so they are what lies farther from the mean around it. */
function onPaper(grey: Grey, reach: number): Grey {
  const means = around(grey, reach, mean).pixels;
  let skew = 0;
  for (const [i, value] of grey.pixels.entries()) skew += (value - means[i]) ** 3;
  return skew <= 0 ? grey : { ...grey, pixels: grey.pixels.map((value) => 255 - value) };
}

/** How much darker each pixel is than the paper around it, as a share of its light: 0 to 255, whatever the light. */
function inkOf(grey: Grey, reach: number): Uint8Array {
  const paper = around(around(grey, reach, lightest), reach, mean).pixels;
  return grey.pixels.map((value, i) => Math.max(0, Math.floor((255 * (paper[i] - value)) / Math.max(1, paper[i]))));
}

/** The threshold that parts values best into two groups (Otsu 1979), and how far their means are apart. */
function otsu(values: Uint8Array): { threshold: number; apart: number } {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value]++;
  const total = values.reduce((sum, value) => sum + value, 0);
  let best = { threshold: 0, apart: 0, between: -1 };
  let [below, sum] = [0, 0];
  for (let threshold = 1; threshold < 256; threshold++) {
    below += counts[threshold - 1];
    sum += (threshold - 1) * counts[threshold - 1];
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const apart = (total - sum) / above - sum / below;
    const between = below * above * apart * apart;
    if (between > best.between) best = { threshold, apart, between };
  }
  return best;
}

/** Where ink is, 255 on 0, and how far it is apart from paper, of 255. */
function maskOf(grey: Grey): Mask & { readonly apart: number } {
  const small = shrink(grey);
  const { height, width } = small;
  const reach = Math.max(1, Math.round(REACH * Math.max(height, width)));
  const ink = inkOf(onPaper(small, reach), reach);
  const { threshold, apart } = otsu(ink);
  return { pixels: ink.map((value) => (value >= threshold ? 255 : 0)), height, width, apart };
}

/** One channel of an RGB image. */
const channelOf = ({ pixels, height, width }: DecodedImage, channel: number): Grey => {
  return { pixels: Uint8Array.from({ length: height * width }, (_, i) => pixels[3 * i + channel]), height, width };
};

/** The ink in grey; of coloured lines as light as their paper, in the channel that tells them apart best. */
function findInk(image: DecodedImage): Mask | undefined {
  const laid = layOnGround(image, chooseGround(measureGrounds(image)));
  let best = maskOf(toGrey(laid));
  if (best.apart < LEAST_APART && hasColour(laid)) {
    for (const channel of [0, 1, 2]) {
      const mask = maskOf(channelOf(laid, channel));
      if (mask.apart > best.apart) best = mask;
    }
  }
  return best.apart < LEAST_APART ? undefined : best;
}

/** The width of lines, about: of what is filled it is nearly its size. */
function lineWidth({ pixels, height, width }: Mask): number {
  let [area, edges] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (pixels[y * width + x] === 0) continue;
      area++;
      if (x === 0 || pixels[y * width + x - 1] === 0) edges++;
      if (x === width - 1 || pixels[y * width + x + 1] === 0) edges++;
      if (y === 0 || pixels[(y - 1) * width + x] === 0) edges++;
      if (y === height - 1 || pixels[(y + 1) * width + x] === 0) edges++;
    }
  }
  // Two edges run along a line; those of a slanting one are longer than it.
  return (2.4 * area) / edges;
}

/** Lines as wide as a drawing of this size has them: a thin pen's would be hardly seen in 28 pixels. */
const thicken = (mask: Mask): Mask =>
  dilate(mask, Math.max(0, Math.round((PEN * Math.max(mask.height, mask.width) - lineWidth(mask)) / 2)));

/** What is drawn in a photograph, cut out. */
export interface FoundDrawing {
  readonly part: Part;
  /** Of the whole photograph, as far as it is looked at. */
  readonly height: number;
  readonly width: number;
  /** The width of its lines, as a share of its longer side. */
  readonly line: number;
}

/** Finds what is drawn in a photograph: light evened, what lies on the edges and specks left out, cut out. */
export function findDrawing(image: DecodedImage): FoundDrawing | undefined {
  const ink = findInk(image);
  const part = ink && partOf(keepDrawn(ink));
  if (!part) return undefined;
  const { height, width } = ink;
  return { part, height, width, line: lineWidth(part) / Math.max(part.height, part.width) };
}

/** What is drawn, its lines as wide as MNIST's, and placed as its digits are: (28, 28), ink 255 on 0. */
export function placeDrawing({ part }: FoundDrawing): Uint8Array {
  const { pixels, height, width } = thicken(part);
  return centreDrawing(pixels, height, width);
}

/** A drawing from a photograph of paper, or of a board; undefined if nothing is drawn there. */
export function drawingOfPhoto(image: DecodedImage): Uint8Array | undefined {
  const found = findDrawing(image);
  return found && placeDrawing(found);
}
