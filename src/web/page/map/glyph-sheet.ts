import { create, drawingContext } from "../elements.ts";
import { colours } from "../theme.ts";

/** CSS pixels of one glyph's square. */
const CELL = 20;
/** Longer names would hide each other: their images are points. */
const LONGEST = 2;
const DOT = 5;

export const MAP_FONT = "650 12px system-ui, sans-serif";

/**
 * What stands for an image of each class, painted once: a map paints hundreds of them in each frame, and text is slow. A
 * class whose name has one or two letters is its name; others are points.
 */
export class GlyphSheet {
  readonly #sheet = create("canvas");
  #key = "";
  #ratio = 1;

  /** Paints the glyphs of these classes, unless they are there already. */
  prepare(names: readonly string[]): void {
    const { classes } = colours();
    this.#ratio = window.devicePixelRatio || 1;
    const key = JSON.stringify([names, classes, this.#ratio]);
    if (key === this.#key) return;
    this.#key = key;
    this.#sheet.width = Math.ceil(CELL * this.#ratio) * names.length;
    this.#sheet.height = Math.ceil(CELL * this.#ratio);
    const context = drawingContext(this.#sheet);
    context.font = MAP_FONT;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const areNames = GlyphSheet.areNames(names);
    for (const [label, name] of names.entries()) {
      context.setTransform(this.#ratio, 0, 0, this.#ratio, label * Math.ceil(CELL * this.#ratio), 0);
      context.fillStyle = classes[label % classes.length];
      if (areNames) context.fillText(name, CELL / 2, CELL / 2);
      else context.fillRect((CELL - DOT) / 2, (CELL - DOT) / 2, DOT, DOT);
    }
  }

  /** Whether images stand as the names of their classes. */
  static areNames(names: readonly string[]): boolean {
    return names.every((name) => name.length <= LONGEST);
  }

  /** Puts a class's glyph on a canvas, its middle at a place in CSS pixels. */
  put(context: CanvasRenderingContext2D, label: number, x: number, y: number): void {
    const size = Math.ceil(CELL * this.#ratio);
    const side = size / this.#ratio;
    // On whole pixels: else the browser would smooth each.
    const left = Math.round((x - CELL / 2) * this.#ratio) / this.#ratio;
    const top = Math.round((y - CELL / 2) * this.#ratio) / this.#ratio;
    context.drawImage(this.#sheet, label * size, 0, size, size, left, top, side, side);
  }
}
