import { element, say } from "./elements.ts";
import type { SymbolJudge } from "./symbol-judge.ts";
import { addSymbols } from "./symbols.ts";
import type { TeachPanel } from "./teach-panel.ts";

/** Takes symbols from pictures: one goes on the pad, to be guessed or named; several say themselves what they show. */
export class SymbolPictures {
  readonly #teach: TeachPanel;
  readonly #judge: SymbolJudge;
  readonly #status = element("symbol-pictures-status", HTMLParagraphElement);

  constructor(teach: TeachPanel, judge: SymbolJudge) {
    this.#teach = teach;
    this.#judge = judge;
    const input = element("symbol-pictures", HTMLInputElement);
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      if (files.length > 0) void this.#take(files);
      input.value = "";
    });
  }

  async #take(files: readonly File[]): Promise<void> {
    say(this.#status, "Looking at them…");
    try {
      const pictures = await this.#judge.read(files);
      const [first] = pictures;
      if (pictures.length === 1) {
        this.#teach.pad.showPicked({ pixels: first.pixels, words: `Out of ${files[0].name}, as the network sees it.` });
        say(this.#status, "It is on the pad: see what it is taken for, or name it.");
        return;
      }
      const more = pictures.map(({ name, pixels }) => ({ name, drawings: [{ pixels }] }));
      const { symbols, left } = addSymbols(this.#teach.symbols, more);
      this.#teach.change(symbols);
      const count = `${pictures.length - left} of ${pictures.length} pictures are remembered`;
      say(this.#status, left > 0 ? `${count}: there is no room for more.` : `${count}.`);
    } catch (error) {
      say(this.#status, (error as Error).message);
    }
  }
}
