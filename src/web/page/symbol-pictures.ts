import { t } from "../messages/t.ts";
import { type Chosen, chosenIn, takeDrops } from "./dropped-files.ts";
import { element, say, sayError } from "./elements.ts";
import type { SymbolJudge } from "./symbol-judge.ts";
import { addSymbols, isColourSymbol, MAX_NAME, type SymbolKind, type TaughtSymbol } from "./symbols.ts";
import type { TeachPanel } from "./teach-panel.ts";

/** What was taken last. */
interface Taken {
  readonly files: readonly Chosen[];
  readonly kind: SymbolKind;
  /** The symbols that came of it; undefined for one on the pad. */
  readonly symbols: readonly TaughtSymbol[] | undefined;
}

/**
 * Takes symbols from pictures: one goes on the pad, to be guessed or named; several say themselves what they show. They are
 * taken for their lines or for their colours, as they look, or as the visitor then says.
 */
export class SymbolPictures {
  readonly #teach: TeachPanel;
  readonly #judge: SymbolJudge;
  readonly #status = element("symbol-pictures-status", HTMLParagraphElement);
  readonly #other = element("symbol-pictures-other", HTMLButtonElement);
  #taken: Taken | undefined;

  constructor(teach: TeachPanel, judge: SymbolJudge) {
    this.#teach = teach;
    this.#judge = judge;
    const input = element("symbol-pictures", HTMLInputElement);
    input.addEventListener("change", () => {
      const files = chosenIn(input);
      if (files.length > 0) void this.#take(files);
      input.value = "";
    });
    const within = element("teach", HTMLElement);
    takeDrops({ within, frame: element("pad-teach", HTMLDivElement), take: (files) => void this.#take(files) });
    this.#other.addEventListener("click", () => void this.#takeOtherwise());
    // What has been changed since is not taken otherwise.
    const look = () => {
      const { symbols } = this.#taken ?? {};
      if (symbols ? symbols === teach.symbols : teach.pad.picked) return;
      // It is not on the pad any more.
      if (this.#taken && !symbols) say(this.#status, "");
      this.#offer(undefined);
    };
    teach.onChange(look);
    teach.pad.onChange(look);
  }

  #offer(taken: Taken | undefined): void {
    this.#taken = taken;
    this.#other.hidden = !taken;
    if (taken) say(this.#other, t("takeOtherwise", taken.kind === "colours"));
  }

  async #takeOtherwise(): Promise<void> {
    if (!this.#taken) return;
    const { files, kind, symbols } = this.#taken;
    this.#offer(undefined);
    if (symbols) this.#teach.undo();
    await this.#take(files, kind === "colours" ? "lines" : "colours");
  }

  async #take(files: readonly Chosen[], as = this.#onlyKind()): Promise<void> {
    this.#offer(undefined);
    say(this.#status, t("looking"));
    try {
      const { kind, pictures } = await this.#judge.read(files, as);
      const ofColours = kind === "colours";
      const [{ drawing }] = pictures;
      if (pictures.length === 1) {
        this.#teach.pad.showPicked({ drawing, from: "file", name: files[0].file.name });
        this.#offer({ files, kind, symbols: undefined });
        say(this.#status, t("onThePad", ofColours));
        return;
      }
      const more = pictures.map(({ name, drawing }) => ({ name: name.slice(0, MAX_NAME) || "?", drawings: [drawing] }));
      const { symbols, left } = addSymbols(this.#teach.symbols, more);
      this.#teach.change(symbols);
      this.#offer({ files, kind, symbols: this.#teach.symbols });
      say(this.#status, t("picturesRemembered", pictures.length - left, pictures.length, ofColours));
    } catch (error) {
      sayError(this.#status, error);
    }
  }

  /** Colours, where nothing but colour pictures has been taught: all else could be compared with nothing. */
  #onlyKind(): SymbolKind | undefined {
    const { symbols } = this.#teach;
    return symbols.length > 0 && symbols.every(isColourSymbol) ? "colours" : undefined;
  }
}
