// What knows colour pictures: loaded when the first one is shown.
import { loadModel, saveModel } from "../../../formats/model.ts";
import { type ColourPicture, isColour } from "../../page/drawing.ts";
import { ofKind, type TaughtSymbol } from "../../page/symbols.ts";
import type { SymbolGuess } from "../symbol-guesser.ts";
import type { SymbolAnswers } from "../symbol-worker.ts";
import { type ColourClass, ColourGallery } from "./gallery.ts";
import { trainColours } from "./train.ts";
import { colourWeights } from "./weights.ts";

let gallery: Promise<ColourGallery> | undefined;

const classesOf = (symbols: readonly TaughtSymbol[]): ColourClass[] =>
  ofKind(symbols, "colours").map(({ name, drawings }) => ({
    name,
    pictures: drawings.filter(isColour).map((picture) => picture.colours),
  }));

const load = async (model: Uint8Array): Promise<ColourGallery> => new ColourGallery(await loadModel(model));

/** Undefined if no symbol is told by colours. */
export async function guessColours(
  symbols: readonly TaughtSymbol[],
  { colours }: ColourPicture,
): Promise<SymbolGuess | undefined> {
  gallery ??= load(colourWeights());
  return (await gallery).guess(classesOf(symbols), colours);
}

/** Has a model file guess from now on. Default: the one that the page came with. */
export async function useColours(model?: Uint8Array): Promise<undefined> {
  const next = await load(model ?? colourWeights());
  gallery = Promise.resolve(next);
}

/** Trains the weights that the page came with. If that is for the better, they guess from now on. */
export async function trainOnColours(
  symbols: readonly TaughtSymbol[],
  onStep: (step: number, steps: number) => void,
): Promise<SymbolAnswers["train"]> {
  const { trial, network } = await trainColours(classesOf(symbols), colourWeights(), onStep);
  if (!network) return { trial, model: undefined };
  gallery = Promise.resolve(new ColourGallery(network));
  return { trial, model: saveModel(network) as Uint8Array<ArrayBuffer> };
}
