import { PAD_SIDE } from "../../elements/pad-grid.ts";
import { type Pen, StrokeInput } from "../../elements/stroke-input.ts";
import { t } from "../messages/t.ts";
import type { ImageShape } from "../protocol.ts";
import { DIGIT_SHAPE, type Drawing, isColour, seenOf, shapeOf, sizeOf } from "./drawing.ts";
import { create, drawingContext, element, say } from "./elements.ts";
import { showPicture } from "./picture.ts";
import { colours, onThemeChange } from "./theme.ts";

/** Pixels of the canvas, however large it is shown. It only shows: nothing is read from it. */
const SHOWN = 560;
/** How thick a stroke is shown: as MNIST's are in a digit that fills most of the pad. */
const BRUSH = 80;
/** A drawing is judged so often while it is being made. */
const EVERY_MS = 90;

/** A ready image: one that was held out of training, by its class's name, or one out of a file, by the file's. */
export interface Picked {
  readonly drawing: Exclude<Drawing, { strokes: unknown }>;
  readonly from: "held out" | "file";
  readonly name: string;
}

type ButtonLabel = "pickLabel" | "undoLabel" | "clearLabel";

export interface PadOptions {
  readonly id: string;
  readonly title: string;
  /** Gives a ready image, for a button that asks for one. */
  readonly pick?: () => Picked | undefined;
}

/** A place to draw with mouse, finger, pen or keyboard, and beside it what the network sees of the drawing. */
export class Pad {
  readonly #listeners: (() => void)[] = [];
  readonly #canvas = create("canvas", "pad");
  readonly #sees = create("canvas");
  readonly #pen = create("span", "pen");
  readonly #said = create("span", "", t("sees"));
  readonly #heading = create("h3");
  readonly #buttons: { readonly button: HTMLButtonElement; readonly label: ButtonLabel }[] = [];
  readonly #input = new StrokeInput(this.#canvas, {
    onTouch: () => this.#touched(),
    onGrow: (stroke) => {
      this.#line(stroke, Math.max(0, stroke.length - 4));
      this.#judgeSoon();
    },
    onChange: () => {
      this.#redraw();
      this.#judge();
    },
    onClear: () => say(this.#said, t("cleared")),
    onFull: () => say(this.#said, t("noInk")),
    onPen: (pen) => this.#showPen(pen),
  });
  #picked: Picked | undefined;
  #shape = DIGIT_SHAPE;
  #image: Uint8Array | undefined;
  #penIsDown = false;
  #judged = 0;
  #later = 0;

  constructor({ id, title, pick }: PadOptions) {
    const frame = create("div", "pad-frame");
    this.#canvas.width = this.#canvas.height = SHOWN;
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute("role", "application");
    this.#canvas.setAttribute("aria-roledescription", t("padRole"));
    this.#pen.hidden = true;
    this.#pen.setAttribute("aria-hidden", "true");
    frame.append(this.#canvas, this.#pen);
    const sees = create("div", "pad-sees");
    this.#sees.setAttribute("role", "img");
    this.#said.setAttribute("role", "status");
    sees.append(this.#sees, this.#said);
    element(id, HTMLDivElement).prepend(this.#head(pick), frame, sees);
    this.title = title;
    onThemeChange(() => this.#redraw());
    this.#redraw();
  }

  set title(title: string) {
    say(this.#heading, title);
    this.#canvas.setAttribute("aria-label", t("padLabel", title));
    for (const { button, label } of this.#buttons) button.setAttribute("aria-label", t(label, title));
  }

  /** What the images are that drawings are compared with. An image that was picked from others goes. */
  set shape(shape: ImageShape) {
    if (shape === this.#shape) return;
    this.#shape = shape;
    const drawing = this.#picked?.drawing;
    if (drawing && !isColour(drawing) && drawing.pixels.length !== sizeOf(shape)) this.#picked = undefined;
    this.#redraw();
    this.#see();
    this.#describe();
  }

  /** What the network sees, (height, width, channels), ink 0 to 255; undefined while the pad is empty. */
  get image(): Uint8Array | undefined {
    return this.#image;
  }

  /** What is on the pad; undefined while it is empty. */
  get drawing(): Drawing | undefined {
    if (this.#picked) return this.#picked.drawing;
    const { strokes } = this.#input;
    return strokes.length > 0 ? { strokes: strokes.map((stroke) => [...stroke]) } : undefined;
  }

  /** What was picked, if nothing has been drawn since. */
  get picked(): Picked | undefined {
    return this.#picked;
  }

  /** Has a function called when what is on the pad has changed. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Puts strokes on the pad, as `drawing` gives them. */
  show(strokes: readonly (readonly number[])[]): void {
    this.#replace(strokes);
  }

  /** Puts a ready image on the pad. */
  showPicked(picked: Picked): void {
    this.#replace([], picked);
  }

  clear(): void {
    this.#replace([]);
  }

  #replace(strokes: readonly (readonly number[])[], picked?: Picked): void {
    this.#picked = picked;
    this.#input.strokes = strokes;
    this.#describe();
  }

  #describe(): void {
    const picked = this.#picked;
    say(this.#said, picked ? t(picked.from === "file" ? "outOfFile" : "heldOut", picked.name) : t("sees"));
  }

  #head(pick: PadOptions["pick"]): HTMLElement {
    const head = create("div", "pad-head");
    const buttons = create("div", "buttons");
    const add = (text: string, label: ButtonLabel, press: () => void) => {
      const button = create("button", "quiet", text);
      button.type = "button";
      button.addEventListener("click", press);
      buttons.append(button);
      this.#buttons.push({ button, label });
    };
    if (pick) {
      add(t("pick"), "pickLabel", () => {
        const picked = pick();
        if (picked) this.showPicked(picked);
      });
    }
    add("↶", "undoLabel", () => this.#input.undo());
    add(t("clear"), "clearLabel", () => this.clear());
    head.append(this.#heading, buttons);
    return head;
  }

  #touched(): void {
    if (this.#picked) {
      this.#picked = undefined;
      this.#redraw();
    }
    this.#describe();
  }

  #showPen(pen: Pen | undefined): void {
    this.#pen.hidden = pen === undefined;
    if (!pen) this.#describe();
    else if (pen.isDown !== this.#penIsDown) say(this.#said, t("pen", pen.isDown, pen.x / 10, pen.y / 10));
    this.#penIsDown = pen?.isDown === true;
    this.#pen.className = this.#penIsDown ? "pen down" : "pen";
    this.#pen.style.left = `${((pen?.x ?? 0) / PAD_SIDE) * 100}%`;
    this.#pen.style.top = `${((pen?.y ?? 0) / PAD_SIDE) * 100}%`;
  }

  /** Shows a stroke's line from one of its places to the next, or a dot for the only one. */
  #line(stroke: readonly number[], at: number): void {
    const context = drawingContext(this.#canvas);
    const scale = SHOWN / PAD_SIDE;
    const [x, y, nextX = x, nextY = y + 0.01] = stroke.slice(at, at + 4).map((value) => value * scale);
    context.strokeStyle = colours().digitInk;
    context.lineWidth = BRUSH * scale;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(nextX, nextY);
    context.stroke();
  }

  #redraw(): void {
    const context = drawingContext(this.#canvas);
    context.clearRect(0, 0, SHOWN, SHOWN);
    for (const stroke of this.#input.strokes) {
      for (let at = 0; at === 0 || at + 2 < stroke.length; at += 2) this.#line(stroke, at);
    }
    if (this.#picked) {
      const { drawing } = this.#picked;
      const shape = shapeOf(drawing, this.#shape);
      const { height, width } = shape;
      const small = create("canvas");
      showPicture(small, seenOf(drawing, shape), shape);
      const scale = SHOWN / Math.max(height, width);
      const [left, top] = [(SHOWN - width * scale) / 2, (SHOWN - height * scale) / 2];
      context.imageSmoothingEnabled = isColour(drawing);
      context.drawImage(small, left, top, width * scale, height * scale);
    }
    this.#showSeen();
  }

  #showSeen(): void {
    const shape = shapeOf(this.drawing, this.#shape);
    const { height, width } = shape;
    showPicture(this.#sees, this.#image ?? new Uint8Array(sizeOf(shape)), shape);
    this.#sees.setAttribute("aria-label", t("seesLabel", height, width));
  }

  #see(): void {
    const { drawing } = this;
    this.#image = drawing && seenOf(drawing, this.#shape);
    this.#showSeen();
  }

  #judgeSoon(): void {
    if (this.#later !== 0) return;
    const wait = Math.max(0, this.#judged + EVERY_MS - performance.now());
    this.#later = window.setTimeout(() => this.#judge(), wait);
  }

  #judge(): void {
    window.clearTimeout(this.#later);
    this.#later = 0;
    this.#judged = performance.now();
    this.#see();
    for (const listener of this.#listeners) listener();
  }
}
