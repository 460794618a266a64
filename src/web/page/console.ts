import { version } from "../../version.ts";
import type { SymbolGuess } from "../symbol-worker/symbol-guesser.ts";
import { DIGIT_SHAPE, pixelsOf } from "./drawing.ts";
import type { PageParts } from "./one-file/save-page.ts";
import type { TaughtSymbol } from "./symbols.ts";

/** A drawing: its strokes, each x and y in turn, in thousandths of the pad; or an image's bytes. */
type Given = readonly (readonly number[])[] | Uint8Array;

/** What `window.siamese` offers whoever opens the browser's console. docs/web.md tells of it. */
interface SiameseConsole {
  readonly version: string;
  /** Of one image or several, with the network of the moment. */
  embed(images: Given): Promise<Float32Array>;
  compare(a: Given, b: Given): Promise<{ same: boolean; distance: number; threshold: number }>;
  /** Which of the symbols in `gallery` a drawing shows. */
  guess(strokes: readonly (readonly number[])[]): Promise<SymbolGuess | undefined>;
  readonly gallery: readonly TaughtSymbol[];
  /** The network of the moment as a model file. */
  network(): Promise<Uint8Array>;
}

/** Puts the page's parts within reach of the console. */
export function startConsole({ client, judge, teach, symbolJudge }: PageParts): void {
  const toPixels = (given: Given): Uint8Array =>
    given instanceof Uint8Array ? given : pixelsOf({ strokes: given }, judge.shape ?? DIGIT_SHAPE);
  const embed = async (given: Given) => (await client.embed(toPixels(given))).embeddings;
  const siamese: SiameseConsole = {
    version,
    embed,
    compare: async (a, b) => {
      const [left, right] = [await embed(a), await embed(b)];
      const threshold = judge.calibration?.threshold ?? Number.NaN;
      const distance = Math.sqrt(left.reduce((sum, value, i) => sum + (value - right[i]) ** 2, 0));
      return { same: distance <= threshold, distance, threshold };
    },
    guess: (strokes) => symbolJudge.guess(teach.symbols, { strokes }),
    get gallery() {
      return teach.symbols;
    },
    network: () => client.save("model", {}),
  };
  Object.assign(globalThis, { siamese });
}
