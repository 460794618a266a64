import { parseJson } from "../../parse-json.ts";
import { t } from "../messages/t.ts";
import { download } from "./download.ts";
import { drawingToJson } from "./drawing.ts";
import { element, say, sayError } from "./elements.ts";
import type { SymbolJudge } from "./symbol-judge.ts";
import { addSymbols, isColourSymbol, symbolsFromText, type TaughtSymbol } from "./symbols.ts";
import type { TeachPanel } from "./teach-panel.ts";

const NAME = "symbols.json";
const MAX_BYTES = 2 ** 24;

/** Saves the symbols as a file that the command `classify` reads too, and loads such a file. */
export class SymbolFiles {
  readonly #teach: TeachPanel;
  readonly #judge: SymbolJudge;
  readonly #status = element("symbols-file-status", HTMLParagraphElement);

  constructor(teach: TeachPanel, judge: SymbolJudge) {
    this.#teach = teach;
    this.#judge = judge;
    const save = element("save-symbols", HTMLButtonElement);
    save.addEventListener("click", () => void this.#save());
    const load = element("load-symbols", HTMLInputElement);
    load.addEventListener("change", () => {
      const file = load.files?.[0];
      if (file) void this.#load(file);
      load.value = "";
    });
    teach.onChange(() => {
      save.disabled = teach.symbols.length === 0;
    });
  }

  async #save(): Promise<void> {
    try {
      const { symbols } = this.#teach;
      const gallery = await this.#judge.save(symbols);
      const colours = coloursOf(symbols);
      // Beside what `classify` reads: it knows no colours.
      const file = colours.length > 0 ? JSON.stringify({ ...(parseJson(gallery) as object), colours }) : gallery;
      download(NAME, file, "application/json");
      say(this.#status, t("symbolsSaved", NAME, colours.length < symbols.length, colours.length > 0));
    } catch (error) {
      sayError(this.#status, error);
    }
  }

  async #load(file: File): Promise<void> {
    const { name } = file;
    try {
      if (file.size > MAX_BYTES) return say(this.#status, t("fileLarge", name, MAX_BYTES / 2 ** 20));
      const { symbols, left } = addSymbols(this.#teach.symbols, symbolsFromText(drawingsOf(await file.text()), name));
      this.#teach.change(symbols);
      say(this.#status, t("symbolsLoaded", name, left));
    } catch (error) {
      sayError(this.#status, error);
    }
  }
}

/** Symbols of colour pictures, as a file has them. */
const coloursOf = (symbols: readonly TaughtSymbol[]) =>
  symbols.filter(isColourSymbol).map(({ name, drawings }) => ({ name, drawings: drawings.map(drawingToJson) }));

/** A gallery file's symbols as the page keeps them. What it cannot be is left as it is, to be refused. */
function drawingsOf(text: string): string {
  const { symbols, colours = [] } = (parseJson(text) ?? {}) as { symbols?: unknown; colours?: unknown };
  if (!Array.isArray(symbols) || !Array.isArray(colours)) return text;
  return JSON.stringify([
    ...symbols.map((symbol: unknown) => {
      const { name, examples } = (symbol ?? {}) as { name?: unknown; examples?: unknown };
      const drawings = Array.isArray(examples)
        ? examples.map((example: unknown) => {
            const { strokes, pixels } = (example ?? {}) as { strokes?: unknown; pixels?: unknown };
            return strokes ?? pixels;
          })
        : examples;
      return { name, drawings };
    }),
    ...(colours as unknown[]),
  ]);
}
