import { centreDrawing } from "../../data/centre-drawing.ts";
import { showDigit } from "./digit-canvas.ts";
import { create, drawingContext, element, say } from "./elements.ts";
import { colours, onThemeChange } from "./theme.ts";

// Pixels of the pad itself, however large it is shown. The brush leaves strokes as thick as MNIST's in a drawing that
// fills most of the pad.
const SIDE = 280;
const BRUSH = 22;
const KEY_STEP = 10;
/** A drawing is judged so often while it is being made. */
const EVERY_MS = 90;

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PadOptions {
  readonly id: string;
  readonly title: string;
  /** Called when what the network sees has changed. */
  readonly onChange: () => void;
  /** Gives a ready image, for a button that asks for one. */
  readonly pick?: () => { readonly pixels: Uint8Array; readonly name: string } | undefined;
}

/** A place to draw with mouse, finger, pen or keyboard, and beside it what the network sees of the drawing. */
export class Pad {
  readonly #options: PadOptions;
  readonly #canvas = create("canvas", "pad");
  readonly #sees = create("canvas");
  readonly #pen = create("span", "pen");
  readonly #said = create("span", "", "This is what the network sees.");
  readonly #ink = document.createElement("canvas");
  #strokes: Point[][] = [];
  #ready: { readonly pixels: Uint8Array; readonly name: string } | undefined;
  #image: Uint8Array | undefined;
  #isDrawing = false;
  #cursor = { x: SIDE / 2, y: SIDE / 2, isDown: false };
  #judged = 0;
  #later = 0;

  constructor(options: PadOptions) {
    this.#options = options;
    const container = element(options.id, HTMLDivElement);
    const head = create("div", "pad-head");
    const title = create("h3", "", options.title);
    const buttons = create("div", "buttons");
    const clear = create("button", "quiet", "Clear");
    clear.type = "button";
    clear.setAttribute("aria-label", `Clear: ${options.title}`);
    clear.addEventListener("click", () => this.clear());
    if (options.pick) {
      const pick = create("button", "quiet", "Pick one");
      pick.type = "button";
      pick.setAttribute("aria-label", `Pick one from the test set: ${options.title}`);
      pick.addEventListener("click", () => this.#show(options.pick?.()));
      buttons.append(pick);
    }
    buttons.append(clear);
    head.append(title, buttons);
    const frame = create("div", "pad-frame");
    this.#canvas.width = this.#canvas.height = SIDE;
    this.#ink.width = this.#ink.height = SIDE;
    // Asked for first, so that the browser keeps the ink where it can be read quickly.
    this.#ink.getContext("2d", { willReadFrequently: true });
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute("role", "application");
    this.#canvas.setAttribute("aria-roledescription", "drawing pad");
    this.#canvas.setAttribute("aria-label", `${options.title}: arrow keys move, Space draws, Delete clears`);
    this.#pen.hidden = true;
    this.#pen.setAttribute("aria-hidden", "true");
    frame.append(this.#canvas, this.#pen);
    const sees = create("div", "pad-sees");
    this.#sees.setAttribute("role", "img");
    this.#sees.setAttribute("aria-label", "28 by 28 pixels, as the network sees them");
    this.#said.setAttribute("role", "status");
    sees.append(this.#sees, this.#said);
    container.append(head, frame, sees);
    this.#listen();
    onThemeChange(() => this.#redraw());
    this.#redraw();
  }

  /** What the network sees, (28, 28), ink 0 to 255; undefined while the pad is empty. */
  get image(): Uint8Array | undefined {
    return this.#image;
  }

  clear(): void {
    this.#strokes = [];
    this.#ready = undefined;
    this.#isDrawing = false;
    this.#redraw();
    this.#judge();
    say(this.#said, "This is what the network sees.");
  }

  #show(ready: { readonly pixels: Uint8Array; readonly name: string } | undefined): void {
    if (!ready) return;
    this.#strokes = [];
    this.#ready = ready;
    this.#redraw();
    this.#judge();
    say(this.#said, `A ${ready.name} from the test set.`);
  }

  #listen(): void {
    const pad = this.#canvas;
    const at = (event: PointerEvent): Point => ({
      x: (event.offsetX * SIDE) / pad.clientWidth,
      y: (event.offsetY * SIDE) / pad.clientHeight,
    });
    pad.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      pad.focus({ preventScroll: true });
      pad.setPointerCapture(event.pointerId);
      this.#isDrawing = true;
      this.#pen.hidden = true;
      this.#begin(at(event));
    });
    pad.addEventListener("pointermove", (event) => {
      if (!this.#isDrawing) return;
      // A slow page gets several moves as one event: without the ones between, curves turn into corners.
      const moves = event.getCoalescedEvents?.() ?? [];
      for (const move of moves.length > 0 ? moves : [event]) this.#go(at(move));
    });
    const end = () => {
      if (!this.#isDrawing) return;
      this.#isDrawing = false;
      this.#judge();
    };
    pad.addEventListener("pointerup", end);
    pad.addEventListener("pointercancel", end);
    pad.addEventListener("keydown", (event) => this.#key(event));
    pad.addEventListener("blur", () => {
      this.#pen.hidden = true;
      this.#cursor.isDown = false;
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
      cursor.x = Math.min(SIDE - BRUSH, Math.max(BRUSH, cursor.x + move[0]));
      cursor.y = Math.min(SIDE - BRUSH, Math.max(BRUSH, cursor.y + move[1]));
      if (cursor.isDown) this.#go({ x: cursor.x, y: cursor.y });
    } else if (event.key === " ") {
      cursor.isDown = !cursor.isDown;
      if (cursor.isDown) this.#begin({ x: cursor.x, y: cursor.y });
      say(this.#said, cursor.isDown ? "Pen down." : "Pen up.");
    } else if (event.key === "Delete" || event.key === "Backspace") {
      cursor.isDown = false;
      this.clear();
      say(this.#said, "Cleared.");
    } else {
      return;
    }
    event.preventDefault();
    this.#pen.hidden = false;
    this.#pen.className = cursor.isDown ? "pen down" : "pen";
    this.#pen.style.left = `${(cursor.x / SIDE) * 100}%`;
    this.#pen.style.top = `${(cursor.y / SIDE) * 100}%`;
  }

  #begin(point: Point): void {
    if (this.#ready) {
      this.#ready = undefined;
      this.#redraw();
      say(this.#said, "This is what the network sees.");
    }
    this.#strokes.push([point]);
    this.#line(point, point);
    this.#judgeSoon();
  }

  #go(point: Point): void {
    const stroke = this.#strokes.at(-1);
    const last = stroke?.at(-1);
    if (!stroke || !last) return;
    stroke.push(point);
    this.#line(last, point);
    this.#judgeSoon();
  }

  #line(from: Point, to: Point): void {
    for (const canvas of [this.#ink, this.#canvas]) {
      const context = drawingContext(canvas);
      context.strokeStyle = canvas === this.#ink ? "#000" : colours().digitInk;
      context.lineWidth = BRUSH;
      context.lineCap = "round";
      context.lineJoin = "round";
      context.beginPath();
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y + (from === to ? 0.01 : 0));
      context.stroke();
    }
  }

  #redraw(): void {
    for (const canvas of [this.#ink, this.#canvas]) drawingContext(canvas).clearRect(0, 0, SIDE, SIDE);
    for (const stroke of this.#strokes) {
      this.#line(stroke[0], stroke[0]);
      for (let i = 1; i < stroke.length; i++) this.#line(stroke[i - 1], stroke[i]);
    }
    if (this.#ready) {
      const small = create("canvas");
      showDigit(small, this.#ready.pixels);
      drawingContext(this.#canvas).drawImage(small, 0, 0, SIDE, SIDE);
    }
    showDigit(this.#sees, this.#image ?? new Uint8Array(28 * 28));
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
    this.#image = this.#ready?.pixels ?? this.#centred();
    showDigit(this.#sees, this.#image ?? new Uint8Array(28 * 28));
    this.#options.onChange();
  }

  #centred(): Uint8Array | undefined {
    if (this.#strokes.length === 0) return undefined;
    const { data } = drawingContext(this.#ink).getImageData(0, 0, SIDE, SIDE);
    const ink = new Uint8Array(SIDE * SIDE);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3];
    return centreDrawing(ink, SIDE, SIDE);
  }
}
