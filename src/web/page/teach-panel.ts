import { t } from "../messages/t.ts";
import { DIGIT_SHAPE, type Drawing, isColour, seenOf, shapeOf } from "./drawing.ts";
import { create, element, say, sayError } from "./elements.ts";
import { Pad } from "./pad.ts";
import { showPicture } from "./picture.ts";
import type { SymbolJudge } from "./symbol-judge.ts";
import {
  FEWEST_DRAWINGS,
  findSymbol,
  isColourSymbol,
  MAX_DRAWINGS,
  MAX_SYMBOLS,
  type TaughtSymbol,
} from "./symbols.ts";
import { onThemeChange } from "./theme.ts";

/** Odds from which on an answer is given without a doubt. */
const SURE = 3;

/** Changes that can be undone. */
const MAX_PAST = 50;

/** The symbol that is nearest to a drawing; without a name none is. */
interface Nearest {
  readonly name: string | undefined;
  readonly ofColours: boolean;
}

/** The visitor's own symbols, each remembered by a few drawings, and which of them a drawing is nearest to. */
export class TeachPanel {
  readonly pad = new Pad({ id: "pad-teach", title: t("drawSymbol") });
  readonly #name = element("symbol-name", HTMLInputElement);
  readonly #guess = element("guess", HTMLParagraphElement);
  readonly #list = element("symbols", HTMLUListElement);
  #symbols: TaughtSymbol[] = [];
  readonly #listeners: (() => void)[] = [];
  readonly #undo = element("undo-symbols", HTMLButtonElement);
  readonly #symbolJudge: SymbolJudge;
  /** Before each of the visitor's changes, the last one at the end. */
  readonly #past: (readonly TaughtSymbol[])[] = [];
  #asked = 0;
  /** What the drawing on the pad was taken for. */
  #nearest: Nearest | undefined;

  constructor(symbolJudge: SymbolJudge) {
    this.#symbolJudge = symbolJudge;
    symbolJudge.onChange(() => void this.#look());
    this.#undo.addEventListener("click", () => {
      this.undo();
      say(this.#guess, t("undone"));
    });
    this.pad.onChange(() => void this.#look());
    element("teach-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#remember();
    });
    onThemeChange(() => {
      this.#draw();
      this.#mark(this.#nearest);
    });
  }

  get symbols(): readonly TaughtSymbol[] {
    return this.#symbols;
  }

  set symbols(symbols: readonly TaughtSymbol[]) {
    this.#change([...symbols]);
    void this.#look();
  }

  /** Has a function called when the symbols have changed. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Changes the symbols as the visitor wants, who may want them back. */
  change(symbols: readonly TaughtSymbol[]): void {
    this.#past.push(this.#symbols);
    if (this.#past.length > MAX_PAST) this.#past.shift();
    this.symbols = symbols;
  }

  /** Takes the last change back. */
  undo(): void {
    const before = this.#past.pop();
    if (before) this.symbols = before;
  }

  #change(symbols: TaughtSymbol[]): void {
    this.#symbols = symbols;
    this.#undo.disabled = this.#past.length === 0;
    this.#draw();
    for (const listener of this.#listeners) listener();
  }

  #remember(): void {
    const name = this.#name.value.trim();
    const { drawing } = this.pad;
    if (name === "") {
      say(this.#guess, t("nameFirst"));
      return;
    }
    if (!drawing) {
      say(this.#guess, t("drawFirst", name));
      return;
    }
    const known: TaughtSymbol | undefined = this.#symbols[findSymbol(this.#symbols, name, isColour(drawing))];
    if (known && known.drawings.length >= MAX_DRAWINGS) {
      say(this.#guess, t("drawingsEnough", MAX_DRAWINGS, known.name));
      return;
    }
    if (!known && this.#symbols.length >= MAX_SYMBOLS) {
      say(this.#guess, t("symbolsEnough", MAX_SYMBOLS));
      return;
    }
    const taught = { name: known?.name ?? name, drawings: [...(known?.drawings ?? []), drawing] };
    this.pad.clear();
    this.change(
      known ? this.#symbols.map((symbol) => (symbol === known ? taught : symbol)) : [...this.#symbols, taught],
    );
    const missing = FEWEST_DRAWINGS - taught.drawings.length;
    say(this.#guess, missing > 0 ? t("rememberedMore", missing, taught.name) : t("knowsNow", taught.name));
  }

  async #look(): Promise<void> {
    const asked = ++this.#asked;
    const { drawing } = this.pad;
    const symbols = this.#symbols;
    this.#mark();
    if (!drawing) return;
    if (!symbols.some((symbol) => isColourSymbol(symbol) === isColour(drawing))) {
      say(this.#guess, t("nameThis", isColour(drawing), symbols.length > 0));
      return;
    }
    // What knows colours is loaded when the first one is asked for.
    if (isColour(drawing)) say(this.#guess, t("oneMoment"));
    try {
      const guess = await this.#symbolJudge.guess(symbols, drawing);
      if (asked !== this.#asked || !guess) return;
      const { name, nearest, odds } = guess;
      this.#mark({ name, ofColours: isColour(drawing) });
      if (name === undefined) say(this.#guess, t("noneOfThese", nearest));
      else if (odds < SURE) say(this.#guess, t("perhaps", name));
      else say(this.#guess, t("looksLike", name));
    } catch (error) {
      if (asked === this.#asked) sayError(this.#guess, error);
    }
  }

  #mark(nearest?: Nearest): void {
    this.#nearest = nearest;
    for (const [i, item] of [...this.#list.children].entries()) {
      const symbol = this.#symbols[i];
      item.classList.toggle("nearest", symbol.name === nearest?.name && isColourSymbol(symbol) === nearest.ofColours);
    }
  }

  #draw(): void {
    this.#list.replaceChildren(...this.#symbols.map((symbol) => this.#item(symbol)));
  }

  #item(symbol: TaughtSymbol): HTMLElement {
    const { name, drawings } = symbol;
    const item = create("li", "symbol");
    const head = create("div", "symbol-head");
    head.append(
      create("span", "", name),
      this.#button("quiet", t("forget"), t("forgetLabel", name), () => this.#forget(symbol)),
    );
    const thumbs = create("div", "thumbs");
    thumbs.append(...drawings.map((drawing, i) => this.#thumb(symbol, drawing, i)));
    item.append(head, thumbs, create("p", "", t("drawings", drawings.length, isColourSymbol(symbol))));
    return item;
  }

  /** A drawing, small, that a press removes. */
  #thumb(symbol: TaughtSymbol, drawing: Drawing, i: number): HTMLElement {
    const label = t("removeDrawing", i + 1, symbol.name);
    const thumb = this.#button("thumb", "", label, () => {
      if (symbol.drawings.length === 1) return this.#forget(symbol);
      const drawings = symbol.drawings.filter((other) => other !== drawing);
      this.#replace(symbol, { name: symbol.name, drawings });
    });
    thumb.title = label;
    const canvas = create("canvas");
    showPicture(canvas, seenOf(drawing, DIGIT_SHAPE), shapeOf(drawing, DIGIT_SHAPE));
    thumb.append(canvas);
    return thumb;
  }

  #button(className: string, text: string, label: string, press: () => void): HTMLButtonElement {
    const button = create("button", className, text);
    button.type = "button";
    button.setAttribute("aria-label", label);
    button.addEventListener("click", press);
    return button;
  }

  #forget(symbol: TaughtSymbol): void {
    this.#replace(symbol);
    this.#name.focus();
  }

  /** Puts another in a symbol's place, or none. */
  #replace(symbol: TaughtSymbol, other?: TaughtSymbol): void {
    this.change(this.#symbols.flatMap((each) => (each === symbol ? (other ?? []) : each)));
  }
}
