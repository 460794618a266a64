// Guesses symbols, and trains on them, beside the other training, which must not wait: a gallery learns for a second or
// two what its answers mean.

import { loadModel, saveModel } from "../../formats/model.ts";
import type { FewTrial } from "../../run/try-few.ts";
import { symbols as shipped } from "../../weights/symbols.ts";
import { type Drawing, isColour } from "../page/drawing.ts";
import type { Chosen } from "../page/dropped-files.ts";
import { lineSymbols, type SymbolKind, type TaughtSymbol } from "../page/symbols.ts";
import type { Pictures } from "./read-pictures.ts";
import { type SymbolGuess, SymbolGuesser } from "./symbol-guesser.ts";

export type SymbolRequest =
  | { readonly type: "guess"; readonly symbols: readonly TaughtSymbol[]; readonly drawing: Drawing }
  /** Trains the weights that the page came with. If that is for the better, they guess from now on. */
  | { readonly type: "train"; readonly symbols: readonly TaughtSymbol[]; readonly kind: SymbolKind }
  /** What guesses symbols of a kind from now on: a model file. Default: the weights that the page came with. */
  | { readonly type: "use"; readonly kind: SymbolKind; readonly model?: Uint8Array | undefined }
  /** What guesses drawings, as a model file. */
  | { readonly type: "model" }
  /** The symbols as a gallery file. */
  | { readonly type: "save"; readonly symbols: readonly TaughtSymbol[] }
  /** What picture files show. `as`: by default what most of them look like. */
  | { readonly type: "read"; readonly files: readonly Chosen[]; readonly as?: SymbolKind | undefined };

/** What answers each request, by its type. */
export interface SymbolAnswers {
  /** Undefined if nothing has been taught that is told as the drawing is: by lines, or by colours. */
  readonly guess: SymbolGuess | undefined;
  /** `model` is undefined if the trial was worse for training. */
  readonly train: { readonly trial: FewTrial; readonly model: Uint8Array<ArrayBuffer> | undefined };
  readonly use: undefined;
  readonly model: Uint8Array;
  readonly save: string;
  readonly read: Pictures;
}

export type SymbolReply =
  | { readonly id: number; readonly answer: SymbolAnswers[keyof SymbolAnswers] }
  | { readonly id: number; readonly error: string; readonly isMissing: boolean }
  /** Steps done, of those of trial and training. */
  | { readonly step: number; readonly steps: number };

/** As much of a worker's own scope as this file uses. */
interface Scope {
  onmessage: ((event: { data: SymbolRequest & { readonly id: number } }) => void) | null;
  postMessage(message: SymbolReply): void;
}

const scope = globalThis as unknown as Scope;
let guesser: Promise<SymbolGuesser> | undefined;
/** What guesses drawings. */
let inUse = shipped;

const load = async (model: Uint8Array): Promise<SymbolGuesser> => new SymbolGuesser(await loadModel(model));

/** A part that cannot be loaded: there is no server, and it has not been asked for before. */
class MissingPartError extends Error {}

/** What few visitors need: colour pictures. */
const colours = () =>
  import("./colour/colours.ts").catch(() => {
    throw new MissingPartError();
  });

const onStep = (step: number, steps: number) => scope.postMessage({ step, steps });

async function train(symbols: readonly TaughtSymbol[]): Promise<SymbolAnswers["train"]> {
  const { trainSymbols } = await import("./train-symbols.ts");
  const { trial, network } = await trainSymbols(lineSymbols(symbols), shipped, onStep);
  if (!network) return { trial, model: undefined };
  guesser = Promise.resolve(new SymbolGuesser(network));
  const model = saveModel(network) as Uint8Array<ArrayBuffer>;
  inUse = model;
  return { trial, model };
}

async function guess(symbols: readonly TaughtSymbol[], drawing: Drawing): Promise<SymbolGuess | undefined> {
  if (isColour(drawing)) return (await colours()).guessColours(symbols, drawing);
  guesser ??= load(shipped);
  return (await guesser).guess(lineSymbols(symbols), drawing);
}

async function answer(request: SymbolRequest): Promise<SymbolAnswers[keyof SymbolAnswers]> {
  switch (request.type) {
    case "guess":
      return guess(request.symbols, request.drawing);
    case "train":
      if (request.kind === "colours") return (await colours()).trainOnColours(request.symbols, onStep);
      return train(request.symbols);
    case "use": {
      if (request.kind === "colours") return (await colours()).useColours(request.model);
      const model = request.model ?? shipped;
      const next = await load(model);
      guesser = Promise.resolve(next);
      inUse = model;
      return undefined;
    }
    case "model":
      return inUse;
    case "save":
      guesser ??= load(shipped);
      return (await guesser).save(lineSymbols(request.symbols));
    case "read":
      return (await import("./read-pictures.ts")).readPictures(request.files, request.as);
  }
}

scope.onmessage = ({ data }) => {
  const { id } = data;
  answer(data).then(
    (given) => scope.postMessage({ id, answer: given }),
    (error: unknown) => {
      const isMissing = error instanceof MissingPartError;
      scope.postMessage({ id, error: error instanceof Error ? error.message : String(error), isMissing });
    },
  );
};
