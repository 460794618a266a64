import { create, drawingContext } from "../elements.ts";
import { colours } from "../theme.ts";

/** CSS pixels of a glyph's height, and around its width: what is painted of each, so no more than it needs. */
const HEIGHT = 14;
const RIM = 1;
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
  /** Device pixels of each. */
  #width = 0;
  #height = 0;

  /** Paints the glyphs of these classes, unless they are there already. */
  prepare(names: readonly string[]): void {
    const { classes } = colours();
    this.#ratio = window.devicePixelRatio || 1;
    const key = JSON.stringify([names, classes, this.#ratio]);
    if (key === this.#key) return;
    this.#key = key;
    const areNames = GlyphSheet.areNames(names);
    const context = drawingContext(this.#sheet);
    context.font = MAP_FONT;
    const wide = areNames ? Math.max(...names.map((name) => context.measureText(name).width)) : DOT;
    this.#width = Math.ceil((wide + 2 * RIM) * this.#ratio);
    this.#height = Math.ceil((areNames ? HEIGHT : DOT + 2 * RIM) * this.#ratio);
    this.#sheet.width = this.#width * names.length;
    this.#sheet.height = this.#height;
    // A canvas forgets its font with its size.
    context.font = MAP_FONT;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const [middle, half] = [this.#width / this.#ratio / 2, this.#height / this.#ratio / 2];
    for (const [label, name] of names.entries()) {
      context.setTransform(this.#ratio, 0, 0, this.#ratio, label * this.#width, 0);
      context.fillStyle = classes[label % classes.length];
      if (areNames) context.fillText(name, middle, half);
      else context.fillRect(middle - DOT / 2, half - DOT / 2, DOT, DOT);
    }
  }

  /** Whether images stand as the names of their classes. */
  static areNames(names: readonly string[]): boolean {
    return names.every((name) => name.length <= LONGEST);
  }

  /** Puts a class's glyph on a canvas, its middle at a place in CSS pixels. */
  put(context: CanvasRenderingContext2D, label: number, x: number, y: number): void {
    const [width, height, ratio] = [this.#width, this.#height, this.#ratio];
    // On whole pixels: else the browser would smooth each.
    const left = Math.round(x * ratio - width / 2) / ratio;
    const top = Math.round(y * ratio - height / 2) / ratio;
    context.drawImage(this.#sheet, label * width, 0, width, height, left, top, width / ratio, height / ratio);
  }
}
