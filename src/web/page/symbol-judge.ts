import type { SymbolGuess } from "../symbol-worker/symbol-guesser.ts";
import type { GuessReply, GuessRequest } from "../symbol-worker/symbol-worker.ts";
import type { Drawing } from "./drawing.ts";
import type { TaughtSymbol } from "./symbols.ts";

interface Asked {
  readonly request: GuessRequest;
  readonly resolve: (guess: SymbolGuess | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Asks the worker that knows symbols, one drawing at a time: of those that come meanwhile, the last one. */
export class SymbolJudge {
  // At once, so that it is there when the server is not any more.
  readonly #worker = new Worker(new URL("./symbol-worker.js", import.meta.url), { type: "module" });
  #asked: Asked | undefined;
  #next: Asked | undefined;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<GuessReply>) => this.#take(data);
    this.#worker.onerror = () => this.#take({ error: "What knows symbols could not be loaded: reload the page." });
  }

  /** What a drawing shows; undefined if nothing has been taught, or another drawing has been asked for since. */
  guess(symbols: readonly TaughtSymbol[], drawing: Drawing): Promise<SymbolGuess | undefined> {
    return new Promise((resolve, reject) => {
      this.#next?.resolve(undefined);
      this.#next = { request: { symbols, drawing }, resolve, reject };
      if (!this.#asked) this.#ask();
    });
  }

  #ask(): void {
    this.#asked = this.#next;
    this.#next = undefined;
    if (this.#asked) this.#worker.postMessage(this.#asked.request);
  }

  #take(reply: GuessReply): void {
    if ("error" in reply) this.#asked?.reject(new Error(reply.error));
    else this.#asked?.resolve(reply.guess);
    this.#ask();
  }
}
