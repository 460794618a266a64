import { MAX_PLACES, PAD_SIDE, toGrid } from "./pad-grid.ts";

/** How far an arrow key moves the pen; with Shift a quarter of it. */
const KEY_STEP = 40;
/** How far the pen stays from the edges when keys move it. */
const EDGE = 80;
/** A place nearer to the last one adds nothing that 28 pixels could show. */
const MIN_MOVE = 8;

/** The pen of the keys, in thousandths of the pad. */
export interface Pen {
  readonly x: number;
  readonly y: number;
  readonly isDown: boolean;
}

/** What is told of a drawing as it grows. */
export interface StrokeListener {
  /** The pad has been touched, by pointer or key. */
  onTouch?(): void;
  /** A stroke has begun, or grown by a place. */
  onGrow?(stroke: readonly number[]): void;
  /** Something else has changed: a stroke has ended, or strokes have been taken away or put there. */
  onChange(): void;
  /** A key has taken all strokes away. */
  onClear?(): void;
  /** There is no room for another place. */
  onFull?(): void;
  /** The pen of the keys has moved, gone down or up; undefined when it is gone. */
  onPen?(pen: Pen | undefined): void;
}

/**
 * Drawing by mouse, finger, pen or keys on an element as large as the pad: the strokes, each x and y in turn, in
 * thousandths of the pad. Arrows move, Space puts the pen down or up, Control+Z takes back a stroke, Delete all of them.
 */
export class StrokeInput {
  readonly #listener: StrokeListener;
  #strokes: number[][] = [];
  /** The pointer that draws: other fingers, and the palm of the hand, do not. */
  #pointer: number | undefined;
  #pen = { x: PAD_SIDE / 2, y: PAD_SIDE / 2, isDown: false };

  constructor(target: HTMLElement, listener: StrokeListener) {
    this.#listener = listener;
    this.#listen(target);
  }

  get strokes(): readonly (readonly number[])[] {
    return this.#strokes;
  }

  /** Puts strokes on the pad in place of what is there. */
  set strokes(strokes: readonly (readonly number[])[]) {
    this.#strokes = strokes.map((stroke) => [...stroke]);
    this.#pointer = undefined;
    this.#pen.isDown = false;
    this.#listener.onChange();
  }

  /** Takes back the last stroke. */
  undo(): void {
    if (this.#strokes.length > 0) this.strokes = this.#strokes.slice(0, -1);
  }

  #listen(target: HTMLElement): void {
    const at = (event: PointerEvent) => ({
      x: toGrid((event.offsetX * PAD_SIDE) / target.clientWidth),
      y: toGrid((event.offsetY * PAD_SIDE) / target.clientHeight),
    });
    target.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || this.#pointer !== undefined) return;
      event.preventDefault();
      target.focus({ preventScroll: true });
      // So that a stroke that leaves the pad and comes back stays one.
      target.setPointerCapture(event.pointerId);
      this.#pointer = event.pointerId;
      this.#listener.onPen?.(undefined);
      this.#begin(at(event));
    });
    target.addEventListener("pointermove", (event) => {
      if (event.pointerId !== this.#pointer) return;
      // A slow page gets several moves as one event: without the ones between, curves turn into corners.
      const moves = event.getCoalescedEvents?.() ?? [];
      for (const move of moves.length > 0 ? moves : [event]) this.#go(at(move));
    });
    const end = (event: PointerEvent) => {
      if (event.pointerId !== this.#pointer) return;
      this.#pointer = undefined;
      this.#listener.onChange();
    };
    target.addEventListener("pointerup", end);
    target.addEventListener("pointercancel", end);
    target.addEventListener("keydown", (event) => this.#key(event));
    target.addEventListener("blur", () => {
      this.#pen.isDown = false;
      this.#listener.onPen?.(undefined);
    });
  }

  #key(event: KeyboardEvent): void {
    const pen = this.#pen;
    const step = event.shiftKey ? KEY_STEP / 4 : KEY_STEP;
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[event.key];
    if (move) {
      pen.x = Math.min(PAD_SIDE - EDGE, Math.max(EDGE, pen.x + move[0]));
      pen.y = Math.min(PAD_SIDE - EDGE, Math.max(EDGE, pen.y + move[1]));
      if (pen.isDown) this.#go(pen);
    } else if (event.key === " ") {
      pen.isDown = !pen.isDown;
      if (pen.isDown) this.#begin(pen);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.strokes = [];
      this.#listener.onPen?.(pen);
      this.#listener.onClear?.();
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
      this.undo();
    } else {
      return;
    }
    event.preventDefault();
    this.#listener.onPen?.(pen);
  }

  #begin({ x, y }: { readonly x: number; readonly y: number }): void {
    this.#listener.onTouch?.();
    if (!this.#hasRoom()) return;
    const stroke = [x, y];
    this.#strokes.push(stroke);
    this.#listener.onGrow?.(stroke);
  }

  #go({ x, y }: { readonly x: number; readonly y: number }): void {
    const stroke = this.#strokes.at(-1);
    if (!stroke) return;
    const [lastX, lastY] = stroke.slice(-2);
    if (Math.max(Math.abs(x - lastX), Math.abs(y - lastY)) < MIN_MOVE || !this.#hasRoom()) return;
    stroke.push(x, y);
    this.#listener.onGrow?.(stroke);
  }

  #hasRoom(): boolean {
    if (this.#strokes.reduce((places, stroke) => places + stroke.length / 2, 0) < MAX_PLACES) return true;
    this.#listener.onFull?.();
    return false;
  }
}
