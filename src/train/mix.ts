import { checkInteger } from "../nn/layers/checks.ts";
import { checkOptions } from "../options.ts";

/** What each batch takes from one source of classes. */
export interface BatchShare {
  /** Classes; at least 1. */
  readonly classes: number;
  /** Images of each; at least 2. */
  readonly images: number;
}

/** Classes that are made for the run. */
export interface MadeShare extends BatchShare {
  /** How many there are; up to 60,000. */
  readonly made: number;
  /** Images of each; at least 2, and a million in all at most. */
  readonly drawings: number;
}

export interface GlyphShare extends MadeShare {
  /** How many of a hundred glyphs have many strokes; 0 to 100. */
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

const ENTRIES = ["classes", "images", "made", "drawings", "many"] as const;
/** The sources, and how many of the entries each has. */
const SOURCES = { data: 2, mixed: 4, glyphs: 5 };
const MOST = 60_000;

/**
 * Checks a recipe's mix, a part of `checkRecipe`.
 * @param batch the recipe's: it must be as many images as the mix takes
 * @returns the mix with its entries in one order
 */
export function checkMix(value: unknown, batch: unknown): Mix {
  checkOptions(value, "recipe: mix", Object.keys(SOURCES));
  let taken = 0;
  const mix = Object.entries(SOURCES).map(([source, count]) => {
    const share = (value as Record<string, Record<string, number> | null>)[source];
    if (!share) return [source, null];
    const what = `recipe: mix.${source}`;
    const entries = ENTRIES.slice(0, count);
    checkOptions(share, what, entries);
    taken += share.classes * share.images;
    return [
      source,
      Object.fromEntries(
        entries.map((key) => [key, checkInteger(share[key], `${what}.${key}`, key === "many" ? 0 : 1, MOST)]),
      ),
    ];
  });
  if (taken !== batch) {
    throw new RangeError(`recipe: batch must be ${taken}, the images that its mix takes, got ${batch}.`);
  }
  return Object.fromEntries(mix);
}
