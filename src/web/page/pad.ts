import { MAX_PLACES, PAD_SIDE, toGrid } from "../../elements/pad-grid.ts";
import { t } from "../messages/t.ts";
import type { ImageShape } from "../protocol.ts";
import { DIGIT_SHAPE, type Drawing, pixelsOf, sizeOf } from "./drawing.ts";
import { create, drawingContext, element, say } from "./elements.ts";
import { showPicture } from "./picture.ts";
import { colours, onThemeChange } from "./theme.ts";

/** Pixels of the canvas, however large it is shown. It only shows: nothing is read from it. */
const SHOWN = 560;
/** How thick a stroke is shown: as MNIST's are in a digit that fills most of the pad. */
const BRUSH = 80;
const KEY_STEP = 40;
/** A place nearer to the last one adds nothing that 28 pixels could show. */
const MIN_MOVE = 8;
/** A drawing is judged so often while it is being made. */
const EVERY_MS = 90;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A ready image: one that was held out of training, by its class's name, or one out of a file, by the file's. */
export interface Picked {
  readonly pixels: Uint8Array;
  readonly from: "held out" | "file";
  readonly name: string;
}

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
  readonly #buttons: { readonly button: HTMLButtonElement; readonly label: "pickLabel" | "clearLabel" }[] = [];
  #strokes: number[][] = [];
  #picked: Picked | undefined;
  #shape = DIGIT_SHAPE;
  #image: Uint8Array | undefined;
  /** The pointer that draws: other fingers, and the palm of the hand, do not. */
  #pointer: number | undefined;
  #cursor = { x: PAD_SIDE / 2, y: PAD_SIDE / 2, isDown: false };
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
    this.#listen();
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
    if (this.#picked && this.#picked.pixels.length !== sizeOf(shape)) this.#picked = undefined;
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
    if (this.#picked) return { pixels: this.#picked.pixels };
    return this.#strokes.length > 0 ? { strokes: this.#strokes.map((stroke) => [...stroke]) } : undefined;
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
    this.#replace(strokes.map((stroke) => [...stroke]));
  }

  /** Puts a ready image on the pad. */
  showPicked(picked: Picked): void {
    this.#replace([], picked);
  }

  clear(): void {
    this.#replace([]);
  }

  #replace(strokes: number[][], picked?: Picked): void {
    this.#strokes = strokes;
    this.#picked = picked;
    this.#pointer = undefined;
    this.#redraw();
    this.#judge();
    this.#describe();
  }

  #describe(): void {
    const picked = this.#picked;
    say(this.#said, picked ? t(picked.from === "file" ? "outOfFile" : "heldOut", picked.name) : t("sees"));
  }

  #head(pick: PadOptions["pick"]): HTMLElement {
    const head = create("div", "pad-head");
    const buttons = create("div", "buttons");
    const add = (text: string, label: "pickLabel" | "clearLabel", press: () => void) => {
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
    add(t("clear"), "clearLabel", () => this.clear());
    head.append(this.#heading, buttons);
    return head;
  }

  #listen(): void {
    const pad = this.#canvas;
    const at = (event: PointerEvent): Place => ({
      x: toGrid((event.offsetX * PAD_SIDE) / pad.clientWidth),
      y: toGrid((event.offsetY * PAD_SIDE) / pad.clientHeight),
    });
    pad.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || this.#pointer !== undefined) return;
      event.preventDefault();
      pad.focus({ preventScroll: true });
      // So that a stroke that leaves the pad and comes back stays one.
      pad.setPointerCapture(event.pointerId);
      this.#pointer = event.pointerId;
      this.#pen.hidden = true;
      this.#begin(at(event));
    });
    pad.addEventListener("pointermove", (event) => {
      if (event.pointerId !== this.#pointer) return;
      // A slow page gets several moves as one event: without the ones between, curves turn into corners.
      const moves = event.getCoalescedEvents?.() ?? [];
      for (const move of moves.length > 0 ? moves : [event]) this.#go(at(move));
    });
    const end = (event: PointerEvent) => {
      if (event.pointerId !== this.#pointer) return;
      this.#pointer = undefined;
      this.#judge();
    };
    pad.addEventListener("pointerup", end);
    pad.addEventListener("pointercancel", end);
    pad.addEventListener("keydown", (event) => this.#key(event));
    pad.addEventListener("blur", () => {
      this.#pen.hidden = true;
      this.#cursor.isDown = false;
      this.#describe();
    });
  }

  #key(event: KeyboardEvent): void {
    const cursor = this.#cursor;
    const step = event.shiftKey ? KEY_STEP / 4 : KEY_STEP;
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[event.key];
    if (move) {
      cursor.x = Math.min(PAD_SIDE - BRUSH, Math.max(BRUSH, cursor.x + move[0]));
      cursor.y = Math.min(PAD_SIDE - BRUSH, Math.max(BRUSH, cursor.y + move[1]));
      if (cursor.isDown) this.#go(cursor);
    } else if (event.key === " ") {
      cursor.isDown = !cursor.isDown;
      if (cursor.isDown) this.#begin(cursor);
      say(this.#said, t("pen", cursor.isDown, cursor.x / 10, cursor.y / 10));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      cursor.isDown = false;
      this.clear();
      say(this.#said, t("cleared"));
    } else {
      return;
    }
    event.preventDefault();
    this.#pen.hidden = false;
    this.#pen.className = cursor.isDown ? "pen down" : "pen";
    this.#pen.style.left = `${(cursor.x / PAD_SIDE) * 100}%`;
    this.#pen.style.top = `${(cursor.y / PAD_SIDE) * 100}%`;
  }

  #begin({ x, y }: Place): void {
    if (this.#picked) {
      this.#picked = undefined;
      this.#redraw();
    }
    this.#describe();
    if (!this.#hasInk()) return;
    const stroke = [x, y];
    this.#strokes.push(stroke);
    this.#line(stroke, 0);
    this.#judgeSoon();
  }

  #go({ x, y }: Place): void {
    const stroke = this.#strokes.at(-1);
    if (!stroke) return;
    const [lastX, lastY] = stroke.slice(-2);
    if (Math.max(Math.abs(x - lastX), Math.abs(y - lastY)) < MIN_MOVE || !this.#hasInk()) return;
    stroke.push(x, y);
    this.#line(stroke, stroke.length - 4);
    this.#judgeSoon();
  }

  #hasInk(): boolean {
    if (this.#strokes.reduce((places, stroke) => places + stroke.length / 2, 0) < MAX_PLACES) return true;
    say(this.#said, t("noInk"));
    return false;
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
    for (const stroke of this.#strokes) {
      for (let at = 0; at === 0 || at + 2 < stroke.length; at += 2) this.#line(stroke, at);
    }
    if (this.#picked) {
      const { height, width } = this.#shape;
      const small = create("canvas");
      showPicture(small, this.#picked.pixels, this.#shape);
      const scale = SHOWN / Math.max(height, width);
      const [left, top] = [(SHOWN - width * scale) / 2, (SHOWN - height * scale) / 2];
      context.imageSmoothingEnabled = false;
      context.drawImage(small, left, top, width * scale, height * scale);
    }
    this.#showSeen();
  }

  #showSeen(): void {
    const { height, width } = this.#shape;
    showPicture(this.#sees, this.#image ?? new Uint8Array(sizeOf(this.#shape)), this.#shape);
    this.#sees.setAttribute("aria-label", t("seesLabel", height, width));
  }

  #see(): void {
    const { drawing } = this;
    this.#image = drawing && pixelsOf(drawing, this.#shape);
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
