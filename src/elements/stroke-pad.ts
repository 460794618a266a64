import { make } from "./make.ts";
import { PAD_SIDE } from "./pad-grid.ts";
import { StrokeInput } from "./stroke-input.ts";
import { type ElementWords, withParts } from "./words.ts";

const SVG = "http://www.w3.org/2000/svg";
/** A drawing is judged so often while it is being made. */
const EVERY_MS = 90;

const pathOf = (strokes: readonly (readonly number[])[]): string =>
  // A stroke of one place is a line to itself: with round ends a dot.
  strokes.map((stroke) => `M${stroke.join(" ")}L${stroke.slice(stroke.length > 2 ? 2 : 0).join(" ")}`).join("");

/** Strokes as a picture in the colour of the text around it. */
export function strokePicture(strokes: readonly (readonly number[])[] = []): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${PAD_SIDE} ${PAD_SIDE}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", pathOf(strokes));
  svg.append(path);
  return svg;
}

/** A pad to draw on, with buttons that take back a stroke, and all of them. */
export class StrokePad {
  readonly #input: StrokeInput;
  readonly #path: SVGPathElement | null;
  readonly #surface = make("div", "surface");
  readonly #pen = make("span", "pen");
  readonly #undo = make("button");
  readonly #clear = make("button");
  readonly #onChange: () => void;
  #later: ReturnType<typeof setTimeout> | undefined;
  /** All of it. */
  readonly element = make("div", "pad", this.#surface, make("div", "buttons", this.#undo, this.#clear));

  /** @param onChange called when the drawing has changed, and now and then while it is made */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
    const picture = strokePicture();
    this.#path = picture.querySelector("path");
    this.#pen.hidden = true;
    this.#surface.tabIndex = 0;
    this.#surface.setAttribute("role", "application");
    this.#surface.append(picture, this.#pen);
    this.#input = new StrokeInput(this.#surface, {
      onGrow: () => {
        this.#show();
        this.#later ??= setTimeout(() => this.#judge(), EVERY_MS);
      },
      onChange: () => {
        this.#show();
        this.#judge();
      },
      onPen: (pen) => {
        this.#pen.hidden = !pen;
        if (!pen) return;
        this.#pen.classList.toggle("down", pen.isDown);
        this.#pen.style.left = `${(100 * pen.x) / PAD_SIDE}%`;
        this.#pen.style.top = `${(100 * pen.y) / PAD_SIDE}%`;
      },
    });
    for (const button of [this.#undo, this.#clear]) button.type = "button";
    this.#undo.addEventListener("click", () => this.#input.undo());
    this.#clear.addEventListener("click", () => {
      this.#input.strokes = [];
    });
    this.#show();
  }

  get strokes(): readonly (readonly number[])[] {
    return this.#input.strokes;
  }

  set strokes(strokes: readonly (readonly number[])[]) {
    this.#input.strokes = strokes;
  }

  /** @param title what the pad is for */
  setWords(words: ElementWords, title: string): void {
    this.#surface.setAttribute("aria-label", withParts(words.keys, title));
    for (const [button, text] of [
      [this.#undo, words.undo],
      [this.#clear, words.clear],
    ] as const) {
      button.textContent = text;
      button.setAttribute("aria-label", `${text}: ${title}`);
    }
  }

  #show(): void {
    const { strokes } = this.#input;
    this.#path?.setAttribute("d", pathOf(strokes));
    this.#undo.disabled = this.#clear.disabled = strokes.length === 0;
  }

  #judge(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#onChange();
  }
}
