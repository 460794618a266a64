import { createGallery, type Example, type Gallery, saveGallery } from "../../gallery/index.ts";
import type { Network } from "../../nn/network.ts";
import { drawingToJson, type LineDrawing } from "../page/drawing.ts";
import type { LineSymbol } from "../page/symbols.ts";

/** What a drawing is taken for. */
export interface SymbolGuess {
  /** Undefined for none of those that were taught. */
  readonly name: string | undefined;
  readonly nearest: string;
  /** From the middle of the nearest symbol's drawings. */
  readonly distance: number;
  /** Of its being a symbol that was taught, to its being none. */
  readonly odds: number;
}

const exampleOf = (drawing: LineDrawing): Example => ("strokes" in drawing ? drawing.strokes : drawing.pixels);

/** Tells which of the visitor's symbols a drawing shows, by the library's gallery. */
export class SymbolGuesser {
  readonly #network: Network;
  #gallery: Gallery | undefined;
  /** The symbols that the gallery holds. */
  #key = "";

  /** @param network for any symbols, of 28x28 pixels */
  constructor(network: Network) {
    this.#network = network;
  }

  /** Undefined if nothing has been taught. */
  guess(symbols: readonly LineSymbol[], drawing: LineDrawing): SymbolGuess | undefined {
    return symbols.length === 0 ? undefined : this.#taught(symbols).classify(exampleOf(drawing));
  }

  /** The symbols as a gallery file, which the command `classify` reads. */
  save(symbols: readonly LineSymbol[]): Promise<string> {
    return saveGallery(this.#taught(symbols));
  }

  #taught(symbols: readonly LineSymbol[]): Gallery {
    const key = JSON.stringify(symbols.map(({ name, drawings }) => [name, drawings.map(drawingToJson)]));
    if (this.#gallery && key === this.#key) return this.#gallery;
    this.#gallery = createGallery(this.#network);
    this.#key = key;
    for (const { name, drawings } of symbols) {
      for (const each of drawings) this.#gallery.add(name, exampleOf(each));
    }
    return this.#gallery;
  }
}
