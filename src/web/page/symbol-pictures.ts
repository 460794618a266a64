import { t } from "../messages/t.ts";
import { type Chosen, chosenIn, takeDrops } from "./dropped-files.ts";
import { element, say, sayError } from "./elements.ts";
import type { SymbolJudge } from "./symbol-judge.ts";
import { addSymbols, MAX_NAME } from "./symbols.ts";
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
      const files = chosenIn(input);
      if (files.length > 0) void this.#take(files);
      input.value = "";
    });
    const within = element("teach", HTMLElement);
    takeDrops({ within, frame: element("pad-teach", HTMLDivElement), take: (files) => void this.#take(files) });
  }

  async #take(files: readonly Chosen[]): Promise<void> {
    say(this.#status, t("looking"));
    try {
      const pictures = await this.#judge.read(files);
      const [first] = pictures;
      if (pictures.length === 1) {
        this.#teach.pad.showPicked({ pixels: first.pixels, from: "file", name: files[0].file.name });
        say(this.#status, t("onThePad"));
        return;
      }
      const more = pictures.map(({ name, pixels }) => ({
        name: name.slice(0, MAX_NAME) || "?",
        drawings: [{ pixels }],
      }));
      const { symbols, left } = addSymbols(this.#teach.symbols, more);
      this.#teach.change(symbols);
      say(this.#status, t("picturesRemembered", pictures.length - left, pictures.length));
    } catch (error) {
      sayError(this.#status, error);
    }
  }
}
