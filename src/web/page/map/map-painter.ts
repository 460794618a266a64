import { t } from "../../messages/t.ts";
import { fitCanvas } from "../elements.ts";
import { colours } from "../theme.ts";
import { GlyphSheet, MAP_FONT } from "./glyph-sheet.ts";

/** CSS pixels of the circle around the chosen image, and of the square of a drawing of the visitor's. */
const FACE = 11;
const MARK = 26;
/** A longer name is cut. */
const MAX_NAME = 14;

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Something of the visitor's own on the map. */
export interface PlacedMark {
  readonly name: string;
  readonly picture: HTMLCanvasElement;
  readonly place: Place;
}

/** All that a map shows, in CSS pixels. */
export interface MapScene {
  readonly classNames: readonly string[];
  readonly labels: Uint16Array;
  /** x and y of each image in turn. */
  readonly places: Float32Array;
  readonly marks: readonly PlacedMark[];
  /** -1 for none. */
  readonly chosen: number;
}

/** Paints a map on its canvas. */
export class MapPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #glyphs = new GlyphSheet();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** @param scene undefined while there is nothing to show */
  paint(scene: MapScene | undefined): void {
    const { context, width, height } = fitCanvas(this.#canvas);
    if (width === 0) return;
    context.font = MAP_FONT;
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (!scene) {
      context.fillStyle = colours().soft;
      context.fillText(t("oneMoment"), width / 2, height / 2);
      return;
    }
    const { classNames, labels, places, chosen } = scene;
    this.#glyphs.prepare(classNames);
    for (const [i, label] of labels.entries()) this.#glyphs.put(context, label, places[2 * i], places[2 * i + 1]);
    if (!GlyphSheet.areNames(classNames)) this.#writeNames(context, scene);
    for (const mark of scene.marks) this.#mark(context, mark);
    if (chosen < 0) return;
    const { ink, card } = colours();
    const [x, y] = places.subarray(2 * chosen, 2 * chosen + 2);
    context.beginPath();
    context.arc(x, y, FACE, 0, 2 * Math.PI);
    context.fillStyle = card;
    context.fill();
    context.strokeStyle = ink;
    context.lineWidth = 2;
    context.stroke();
    this.#glyphs.put(context, labels[chosen], x, y);
  }

  /** Each class's name on the middle of its points. */
  #writeNames(context: CanvasRenderingContext2D, { classNames, labels, places }: MapScene): void {
    const { classes } = colours();
    const sums = new Float64Array(3 * classNames.length);
    for (const [i, label] of labels.entries()) {
      sums[3 * label] += places[2 * i];
      sums[3 * label + 1] += places[2 * i + 1];
      sums[3 * label + 2]++;
    }
    for (const [label, name] of classNames.entries()) {
      const count = sums[3 * label + 2];
      if (count === 0) continue;
      const place = { x: sums[3 * label] / count, y: sums[3 * label + 1] / count };
      write(context, name, place, classes[label % classes.length]);
    }
  }

  #mark(context: CanvasRenderingContext2D, { name, picture, place: { x, y } }: PlacedMark): void {
    const { accent } = colours();
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, x - MARK / 2, y - MARK / 2, MARK, MARK);
    context.strokeStyle = accent;
    context.lineWidth = 2;
    context.strokeRect(x - MARK / 2, y - MARK / 2, MARK, MARK);
    write(context, name, { x, y: y + MARK / 2 + 9 }, accent);
  }
}

/** A name with a rim, since it lies on others. */
function write(context: CanvasRenderingContext2D, name: string, { x, y }: Place, colour: string): void {
  const shown = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name;
  context.strokeStyle = colours().card;
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.strokeText(shown, x, y);
  context.fillStyle = colour;
  context.fillText(shown, x, y);
}
