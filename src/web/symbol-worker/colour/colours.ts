// What knows colour pictures: loaded when the first one is shown.
import { loadModel } from "../../../formats/model.ts";
import { type ColourPicture, isColour } from "../../page/drawing.ts";
import { isColourSymbol, type TaughtSymbol } from "../../page/symbols.ts";
import type { SymbolGuess } from "../symbol-guesser.ts";
import { type ColourClass, ColourGallery } from "./gallery.ts";
import { colourWeights } from "./weights.ts";

let gallery: Promise<ColourGallery> | undefined;

const classesOf = (symbols: readonly TaughtSymbol[]): ColourClass[] =>
  symbols.filter(isColourSymbol).map(({ name, drawings }) => ({
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
