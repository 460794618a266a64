import type { FewTrial } from "../../run/try-few.ts";
import { t } from "../messages/t.ts";
import { download } from "./download.ts";
import { element, say, sayError } from "./elements.ts";
import type { SymbolJudge } from "./symbol-judge.ts";
import { FEWEST_DRAWINGS, lineSymbols, symbolsToText, type TaughtSymbol } from "./symbols.ts";
import type { TeachPanel } from "./teach-panel.ts";

/** Fewer symbols are nothing to tell apart. */
const FEWEST_SYMBOLS = 2;

/** A network that has trained on symbols, as it is kept. */
export interface TrainedOnSymbols {
  /** A model file. */
  readonly model: Uint8Array<ArrayBuffer>;
  /** Those that it has trained on, as `symbolsToText` gives them. */
  readonly symbols: string;
  /** What came of it. */
  readonly trial: FewTrial;
}

const enough = (symbols: readonly TaughtSymbol[]): boolean =>
  symbols.length >= FEWEST_SYMBOLS && symbols.every(({ drawings }) => drawings.length >= FEWEST_DRAWINGS);

/** Trains on the visitor's symbols what guesses them, and goes back. */
export class SymbolTrainingPanel {
  readonly #teach: TeachPanel;
  readonly #judge: SymbolJudge;
  readonly #train = element("train-symbols", HTMLButtonElement);
  readonly #undo = element("untrain-symbols", HTMLButtonElement);
  readonly #save = element("save-symbol-network", HTMLButtonElement);
  readonly #progress = element("symbols-progress", HTMLProgressElement);
  readonly #status = element("symbols-trained", HTMLParagraphElement);
  readonly #listeners: (() => void)[] = [];
  #trained: TrainedOnSymbols | undefined;
  /** What became of these symbols, where nothing was trained in the end. */
  #failed: { readonly symbols: string; readonly trial?: FewTrial; readonly error?: unknown } | undefined;
  #isTraining = false;

  constructor(teach: TeachPanel, judge: SymbolJudge) {
    this.#teach = teach;
    this.#judge = judge;
    this.#train.addEventListener("click", () => void this.#run());
    this.#undo.addEventListener("click", () => {
      this.#take(undefined);
      void this.#judge.use();
    });
    this.#save.addEventListener("click", () => {
      if (this.#trained) download("symbols-network.safetensors", this.#trained.model, "application/octet-stream");
    });
    teach.onChange(() => this.#show());
    this.#show();
  }

  /** Undefined while what guesses is as the page brought it. */
  get trained(): TrainedOnSymbols | undefined {
    return this.#trained;
  }

  /** Has a function called when something has been trained, or undone. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Takes a network that was kept. */
  async restore(kept: TrainedOnSymbols | undefined): Promise<void> {
    if (!kept) return;
    try {
      await this.#judge.use(kept.model);
      this.#take(kept);
    } catch {
      // Of a version of this page whose networks this one cannot read.
    }
  }

  async #run(): Promise<void> {
    const symbols = lineSymbols(this.#teach.symbols);
    const text = symbolsToText(symbols);
    this.#isTraining = true;
    this.#progress.value = 0;
    this.#show();
    try {
      const { trial, model } = await this.#judge.train(symbols, (step, steps) => {
        this.#progress.value = step / steps;
      });
      this.#isTraining = false;
      if (model) this.#take({ model, symbols: text, trial });
      else this.#failed = { symbols: text, trial };
    } catch (error) {
      this.#failed = { symbols: text, error };
    }
    this.#isTraining = false;
    this.#show();
  }

  #take(trained: TrainedOnSymbols | undefined): void {
    this.#trained = trained;
    this.#failed = undefined;
    this.#show();
    for (const listener of this.#listeners) listener();
  }

  #show(): void {
    const symbols = lineSymbols(this.#teach.symbols);
    this.#train.disabled = this.#isTraining || !enough(symbols);
    this.#undo.hidden = this.#save.hidden = this.#isTraining || !this.#trained;
    this.#progress.hidden = !this.#isTraining;
    const text = symbolsToText(symbols);
    const failed = this.#failed?.symbols === text ? this.#failed : undefined;
    if (failed?.error !== undefined && !this.#isTraining) sayError(this.#status, failed.error);
    else say(this.#status, this.#words(symbols, text, failed?.trial));
  }

  /** @param failed the trial of these very drawings, where nothing was trained in the end */
  #words(symbols: readonly TaughtSymbol[], text: string, failed: FewTrial | undefined): string {
    if (this.#isTraining) return t("symbolsTraining");
    if (failed) return t("symbolsTrial", failed);
    if (this.#trained) {
      return this.#trained.symbols === text ? t("symbolsTrial", this.#trained.trial) : t("symbolsOther");
    }
    return t(enough(symbols) ? "symbolsReady" : "symbolsNeed");
  }
}
