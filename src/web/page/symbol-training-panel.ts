import type { FewTrial } from "../../run/try-few.ts";
import { t } from "../messages/t.ts";
import { download } from "./download.ts";
import { element, say, sayError } from "./elements.ts";
import type { SymbolJudge } from "./symbol-judge.ts";
import { FEWEST_DRAWINGS, ofKind, SYMBOL_KINDS, type SymbolKind, symbolsToText, type TaughtSymbol } from "./symbols.ts";
import type { TeachPanel } from "./teach-panel.ts";

/** Fewer symbols are nothing to tell apart. */
const FEWEST_SYMBOLS = 2;

/** What the trained networks are called as files. */
const FILES = { lines: "symbols-network.safetensors", colours: "colours-network.safetensors" };

/** A network that has trained on symbols, as it is kept. */
export interface TrainedOnSymbols {
  /** A model file. */
  readonly model: Uint8Array<ArrayBuffer>;
  /** Those that it has trained on, as `symbolsToText` gives them. */
  readonly symbols: string;
  /** What came of it. */
  readonly trial: FewTrial;
}

/** What became of symbols, where nothing was trained in the end. */
interface Failed {
  readonly symbols: string;
  readonly trial?: FewTrial;
  readonly error?: unknown;
}

const enough = (symbols: readonly TaughtSymbol[]): boolean =>
  symbols.length >= FEWEST_SYMBOLS && symbols.every(({ drawings }) => drawings.length >= FEWEST_DRAWINGS);

/** Trains on the visitor's symbols what guesses them, for each kind of them a network, and goes back. */
export class SymbolTrainingPanel {
  readonly #teach: TeachPanel;
  readonly #judge: SymbolJudge;
  readonly #train = element("train-symbols", HTMLButtonElement);
  readonly #undo = element("untrain-symbols", HTMLButtonElement);
  readonly #save = element("save-symbol-network", HTMLButtonElement);
  readonly #progress = element("symbols-progress", HTMLProgressElement);
  readonly #status = element("symbols-trained", HTMLParagraphElement);
  readonly #listeners: (() => void)[] = [];
  readonly #trained: { [Kind in SymbolKind]?: TrainedOnSymbols | undefined } = {};
  readonly #failed: { [Kind in SymbolKind]?: Failed | undefined } = {};
  #isTraining = false;

  constructor(teach: TeachPanel, judge: SymbolJudge) {
    this.#teach = teach;
    this.#judge = judge;
    this.#train.addEventListener("click", () => void this.#run());
    this.#undo.addEventListener("click", () => {
      for (const kind of this.#kinds()) {
        this.#take(kind, undefined);
        void this.#judge.use(kind);
      }
    });
    this.#save.addEventListener("click", () => {
      for (const kind of this.#kinds()) {
        const { model } = this.#trained[kind] ?? {};
        if (model) download(FILES[kind], model, "application/octet-stream");
      }
    });
    teach.onChange(() => this.#show());
    this.#show();
  }

  /** Undefined while what guesses symbols of a kind is as the page brought it. */
  trained(kind: SymbolKind): TrainedOnSymbols | undefined {
    return this.#trained[kind];
  }

  /** Has a function called when something has been trained, or undone. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Takes a network that was kept. */
  async restore(kind: SymbolKind, kept: TrainedOnSymbols | undefined): Promise<void> {
    if (!kept) return;
    try {
      await this.#judge.use(kind, kept.model);
      this.#take(kind, kept);
    } catch {
      // Of a version of this page whose networks this one cannot read.
    }
  }

  /** The kinds of which something has been trained. */
  #kinds(): SymbolKind[] {
    return SYMBOL_KINDS.filter((kind) => this.#trained[kind]);
  }

  #ofKind(kind: SymbolKind): TaughtSymbol[] {
    return ofKind(this.#teach.symbols, kind);
  }

  async #run(): Promise<void> {
    const kinds = SYMBOL_KINDS.filter((kind) => enough(this.#ofKind(kind)));
    this.#isTraining = true;
    this.#progress.value = 0;
    this.#show();
    for (const [i, kind] of kinds.entries()) {
      const symbols = this.#ofKind(kind);
      const text = symbolsToText(symbols);
      try {
        const { trial, model } = await this.#judge.train(symbols, kind, (step, steps) => {
          this.#progress.value = (i + step / steps) / kinds.length;
        });
        if (model) this.#take(kind, { model, symbols: text, trial });
        else this.#failed[kind] = { symbols: text, trial };
      } catch (error) {
        this.#failed[kind] = { symbols: text, error };
      }
    }
    this.#isTraining = false;
    this.#show();
  }

  #take(kind: SymbolKind, trained: TrainedOnSymbols | undefined): void {
    this.#trained[kind] = trained;
    this.#failed[kind] = undefined;
    this.#show();
    for (const listener of this.#listeners) listener();
  }

  #show(): void {
    const taught = SYMBOL_KINDS.filter((kind) => this.#ofKind(kind).length > 0);
    this.#train.disabled = this.#isTraining || !taught.some((kind) => enough(this.#ofKind(kind)));
    this.#undo.hidden = this.#save.hidden = this.#isTraining || this.#kinds().length === 0;
    this.#progress.hidden = !this.#isTraining;
    this.#say(taught);
  }

  #say(taught: readonly SymbolKind[]): void {
    const told = taught.map((kind) => ({ kind, ...this.#tell(kind) }));
    const wrong = told.find(({ error }) => error !== undefined);
    const words = told.map(({ kind, words = "" }) =>
      taught.length === 1 ? words : t("ofKind", kind === "colours", words),
    );
    if (this.#isTraining) say(this.#status, t("symbolsTraining"));
    else if (wrong) sayError(this.#status, wrong.error);
    else say(this.#status, words.join(" ") || t("symbolsNeed"));
  }

  #tell(kind: SymbolKind): { words?: string; error?: unknown } {
    const symbols = this.#ofKind(kind);
    const text = symbolsToText(symbols);
    const failed = this.#failed[kind];
    // The trial of these very drawings, where nothing was trained in the end.
    if (failed?.symbols === text) return failed.trial ? { words: t("symbolsTrial", failed.trial) } : failed;
    const trained = this.#trained[kind];
    if (trained) return { words: trained.symbols === text ? t("symbolsTrial", trained.trial) : t("symbolsOther") };
    return { words: t(enough(symbols) ? "symbolsReady" : "symbolsNeed") };
  }
}
