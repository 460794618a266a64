import { quoteValue } from "../message-text.ts";
import { checkInteger } from "../nn/layers/checks.ts";
import { checkOptions } from "../options.ts";

/** What each batch takes from one source of classes. */
export interface BatchShare {
  /** Classes; 1 to 1,024. */
  readonly classes: number;
  /** Images of each; 2 to 1,024. */
  readonly images: number;
}

/** Classes that are made for the run. */
export interface MadeShare extends BatchShare {
  /** How many there are; 2 to 60,000. */
  readonly made: number;
  /** Images of each; 2 to 1,000. */
  readonly drawings: number;
}

export interface GlyphShare extends MadeShare {
  /** The chance that a glyph has many strokes; 0 to 1. */
  readonly many: number;
}

/** Where the classes of a recipe's batches come from; null: not from there. At least one source is given. */
export interface Mix {
  /** The data set's own classes. Without them a run needs no data. */
  readonly data: BatchShare | null;
  /** The data set's digits turned and mixed; see `mixedDigits`. */
  readonly mixed: MadeShare | null;
  /** Drawn glyphs; see `glyphs`. */
  readonly glyphs: GlyphShare | null;
}

const LEAST = { classes: 1, images: 2, made: 2, drawings: 2 };
const MOST = { classes: 1024, images: 1024, made: 60_000, drawings: 1000 };
type Entry = keyof typeof LEAST;
const OF_DATA: readonly Entry[] = ["classes", "images"];
const OF_MADE: readonly Entry[] = [...OF_DATA, "made", "drawings"];

/**
 * Checks a recipe's mix, a part of `checkRecipe`.
 * @param batch the recipe's: it must be as many images as the mix takes
 * @returns the mix with its entries in one order
 */
export function checkMix(value: unknown, batch: number): Mix {
  checkOptions(value, "recipe: mix", ["data", "mixed", "glyphs"]);
  const given = value as Record<keyof Mix, Record<string, number> | null | undefined>;
  let taken = 0;
  const part = (source: keyof Mix, entries: readonly Entry[]) => {
    const share = given[source] ?? null;
    if (share === null) return share;
    const what = `recipe: mix.${source}`;
    const isDrawn = source === "glyphs";
    checkOptions(share, what, isDrawn ? [...entries, "many"] : entries);
    const checked: Record<string, number> = {};
    for (const key of entries) checked[key] = checkInteger(share[key], `${what}.${key}`, LEAST[key], MOST[key]);
    taken += checked.classes * checked.images;
    if (!isDrawn) return checked;
    const { many } = share;
    if (!(typeof many === "number" && many >= 0 && many <= 1)) {
      throw new RangeError(`${what}.many must be from 0 to 1, got ${quoteValue(many)}.`);
    }
    return { ...checked, many };
  };
  const mix = { data: part("data", OF_DATA), mixed: part("mixed", OF_MADE), glyphs: part("glyphs", OF_MADE) };
  if (taken !== batch) {
    throw new RangeError(`recipe: batch must be ${taken}, the images that its mix takes, got ${batch}.`);
  }
  return mix as unknown as Mix;
}
