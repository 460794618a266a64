import { t } from "../messages/t.ts";
import type { SymbolGuess } from "../symbol-worker/symbol-guesser.ts";
import type { SymbolAnswers, SymbolReply, SymbolRequest } from "../symbol-worker/symbol-worker.ts";
import type { Drawing } from "./drawing.ts";
import type { Chosen } from "./dropped-files.ts";
import type { SymbolKind, TaughtSymbol } from "./symbols.ts";

interface Waiting {
  resolve(answer: SymbolAnswers[keyof SymbolAnswers]): void;
  reject(error: Error): void;
}

/** The page's side of the worker that knows symbols. */
export class SymbolJudge {
  // At once, so that it is there when the server is not any more.
  readonly #worker = new Worker(new URL("./symbol-worker.js", import.meta.url), { type: "module" });
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners: (() => void)[] = [];
  #onStep: ((step: number, steps: number) => void) | undefined;
  #id = 0;
  #isGuessing = false;
  /** Begins the guess that waits for the one before it, or gives it up. */
  #next: ((isWanted: boolean) => void) | undefined;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<SymbolReply>) => this.#take(data);
    this.#worker.onerror = () => {
      const error = new Error(t("symbolsFailed"));
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
  }

  /** Has a function called when another network guesses. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /**
   * What a drawing shows; undefined if nothing has been taught, or another drawing has been asked for since: of those that
   * come while one is guessed, the last one is next.
   */
  async guess(symbols: readonly TaughtSymbol[], drawing: Drawing): Promise<SymbolGuess | undefined> {
    this.#next?.(false);
    const isWanted =
      !this.#isGuessing ||
      (await new Promise<boolean>((resolve) => {
        this.#next = resolve;
      }));
    if (!isWanted) return undefined;
    this.#isGuessing = true;
    try {
      return await this.#ask({ type: "guess", symbols, drawing });
    } finally {
      this.#isGuessing = false;
      const next = this.#next;
      this.#next = undefined;
      next?.(true);
    }
  }

  /**
   * Trains on symbols of one kind: two or more, of three drawings or more each. Without a `model` it was no better, and
   * nothing changed.
   */
  async train(
    symbols: readonly TaughtSymbol[],
    kind: SymbolKind,
    onStep: (step: number, steps: number) => void,
  ): Promise<SymbolAnswers["train"]> {
    this.#onStep = onStep;
    const trained = await this.#ask({ type: "train", symbols, kind });
    if (trained.model) this.#change();
    return trained;
  }

  /** Has a trained network guess symbols of a kind, or the one that the page came with. Rejects if it is none. */
  async use(kind: SymbolKind, model?: Uint8Array): Promise<void> {
    await this.#ask({ type: "use", kind, model });
    this.#change();
  }

  /** The symbols as a gallery file, for the command `classify`. */
  save(symbols: readonly TaughtSymbol[]): Promise<string> {
    return this.#ask({ type: "save", symbols });
  }

  /** The network that guesses drawings, as a model file. */
  model(): Promise<Uint8Array> {
    return this.#ask({ type: "model" });
  }

  /** What picture files show, as lines or as colours: by default as they look. Rejects saying which of them is none. */
  read(files: readonly Chosen[], as?: SymbolKind): Promise<SymbolAnswers["read"]> {
    return this.#ask({ type: "read", files, as });
  }

  #change(): void {
    for (const listener of this.#listeners) listener();
  }

  #ask<R extends SymbolRequest>(request: R): Promise<SymbolAnswers[R["type"]]> {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
      this.#worker.postMessage({ ...request, id });
    });
  }

  #take(reply: SymbolReply): void {
    if ("step" in reply) {
      this.#onStep?.(reply.step, reply.steps);
      return;
    }
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("error" in reply) waiting?.reject(new Error(reply.isMissing ? t("partOffline") : reply.error));
    else waiting?.resolve(reply.answer);
  }
}
