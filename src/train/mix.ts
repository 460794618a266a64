import { checkInteger } from "../nn/layers/checks.ts";
import { checkOptions } from "../options.ts";

/** What each batch takes from one source of classes. */
export interface BatchShare {
  /** Classes; at least 1. */
  readonly classes: number;
  /** Images of each; at least 2. */
  readonly images: number;
}

/** The data set's own classes. */
export interface OwnShare extends BatchShare {
  /**
   * How many of a hundred epochs, the last ones, take their batches from these classes alone, with more images of each; 0
   * to 100. Default 0. Weights averaged over epochs of both kinds judge seen classes as well as those of the second and unseen ones
   * as well as those of the first.
   */
  readonly alone?: number | undefined;
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
  readonly data: OwnShare | null;
  /** The data set's digits turned and mixed; see `mixedDigits`. */
  readonly mixed: MadeShare | null;
  /** Drawn glyphs; see `glyphs`. */
  readonly glyphs: GlyphShare | null;
}

const MADE = ["classes", "images", "made", "drawings"];
/** The sources, and the entries of each. */
const SOURCES = { data: ["classes", "images", "alone"], mixed: MADE, glyphs: [...MADE, "many"] };
/** Entries that are of a hundred, 0 to 100. The others are at least 1. */
const PERCENT = ["many", "alone"];
const MOST = 60_000;

/**
 * Checks a recipe's mix, a part of `checkRecipe`.
 * @param batch the recipe's: it must be as many images as the mix takes
 * @returns the mix with its entries in one order
 */
export function checkMix(value: unknown, batch: unknown): Mix {
  checkOptions(value, "recipe: mix", Object.keys(SOURCES));
  let taken = 0;
  const mix = Object.entries(SOURCES).map(([source, entries]) => {
    const given = (value as Record<string, Record<string, number> | null>)[source];
    if (!given) return [source, null];
    const what = `recipe: mix.${source}`;
    checkOptions(given, what, entries);
    // Runs from before there was this entry are read as ever.
    const share: Record<string, number> = source === "data" ? { alone: 0, ...given } : given;
    taken += share.classes * share.images;
    return [
      source,
      Object.fromEntries(
        entries.map((key) => {
          const [least, most] = PERCENT.includes(key) ? [0, 100] : [1, MOST];
          return [key, checkInteger(share[key], `${what}.${key}`, least, most)];
        }),
      ),
    ];
  });
  if (taken !== batch) {
    throw new RangeError(`recipe: batch must be ${taken}, the images that its mix takes, got ${batch}.`);
  }
  return Object.fromEntries(mix);
}
