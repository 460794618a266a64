// Guesses symbols beside the training, which must not wait: a gallery learns for a second or two what its answers mean.

import { loadModel } from "../../formats/model.ts";
import { symbols as weights } from "../../weights/symbols.ts";
import type { Drawing } from "../page/drawing.ts";
import type { TaughtSymbol } from "../page/symbols.ts";
import { type SymbolGuess, SymbolGuesser } from "./symbol-guesser.ts";

/** A drawing to be guessed. The answer to it is a `SymbolGuess`, or what went wrong. */
export interface GuessRequest {
  readonly symbols: readonly TaughtSymbol[];
  readonly drawing: Drawing;
}

export type GuessReply = { readonly guess: SymbolGuess | undefined } | { readonly error: string };

/** As much of a worker's own scope as this file uses. */
interface Scope {
  onmessage: ((event: { data: GuessRequest }) => void) | null;
  postMessage(message: GuessReply): void;
}

const scope = globalThis as unknown as Scope;
let guesser: Promise<SymbolGuesser> | undefined;

async function answer({ symbols, drawing }: GuessRequest): Promise<GuessReply> {
  try {
    guesser ??= loadModel(weights).then((network) => new SymbolGuesser(network));
    return { guess: (await guesser).guess(symbols, drawing) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

scope.onmessage = ({ data }) => {
  void answer(data).then((reply) => scope.postMessage(reply));
};
