import { rgbOf } from "./digit-canvas.ts";
import { create, drawingContext } from "./elements.ts";

/** CSS pixels from the middle of a class's name on the map to its edge. */
export const FACE = 11;

/** Writes a class's name, its first two characters, around a place. */
export function writeName(context: CanvasRenderingContext2D, name: string, colour: string, x: number, y: number): void {
  context.font = "650 12px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.fillText(name.slice(0, 2), x, y);
}

/** A class's name, drawn once. */
export interface Sprite {
  /** Pixels a side. */
  readonly side: number;
  /** (side, side) */
  readonly alpha: Uint8Array;
  readonly rgb: readonly [number, number, number];
}

export function sprite(name: string, colour: string): Sprite {
  const canvas = create("canvas");
  const ratio = window.devicePixelRatio || 1;
  const side = Math.round(2 * FACE * ratio);
  canvas.width = canvas.height = side;
  const context = drawingContext(canvas);
  context.scale(ratio, ratio);
  writeName(context, name, colour, FACE, FACE);
  const { data } = context.getImageData(0, 0, side, side);
  return { side, alpha: Uint8Array.from({ length: side * side }, (_, i) => data[4 * i + 3]), rgb: rgbOf(colour) };
}

/** Puts a sprite's middle on a pixel of an image. By hand: a thousand `drawImage` a frame hold the page up. */
export function stamp({ data, width, height }: ImageData, { side, alpha, rgb }: Sprite, x: number, y: number): void {
  const left = Math.round(x - side / 2);
  const top = Math.round(y - side / 2);
  for (let r = Math.max(0, -top); r < side && top + r < height; r++) {
    for (let c = Math.max(0, -left); c < side && left + c < width; c++) {
      const a = alpha[r * side + c];
      if (a === 0) continue;
      const at = 4 * ((top + r) * width + left + c);
      const under = data[at + 3];
      const share = under === 0 ? 1 : a / 255;
      for (let k = 0; k < 3; k++) data[at + k] += share * (rgb[k] - data[at + k]);
      if (a > under) data[at + 3] = a;
    }
  }
}
