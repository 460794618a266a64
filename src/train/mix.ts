import { quoteValue } from "../message-text.ts";
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

const ENTRIES = {
  data: ["classes", "images"],
  mixed: ["classes", "images", "made", "drawings"],
  glyphs: ["classes", "images", "made", "drawings", "many"],
} as const;

const RANGES = {
  classes: [1, 1024],
  images: [2, 1024],
  made: [2, 60_000],
  drawings: [2, 1000],
  many: [0, 1],
} as const;

/** Images of a batch. */
const batchOf = (mix: Mix): number =>
  [mix.data, mix.mixed, mix.glyphs].reduce((sum, share) => sum + (share ? share.classes * share.images : 0), 0);

/**
 * Checks a recipe's mix.
 * @param batch the recipe's: it must be as many images as the mix takes
 * @returns the mix with its entries in one order
 * @throws TypeError, RangeError as `checkRecipe` does
 */
export function checkMix(value: unknown, batch: number): Mix {
  checkOptions(value, "recipe: mix", ["data", "mixed", "glyphs"]);
  const given = value as Record<string, unknown>;
  const mix: Record<string, unknown> = {};
  for (const [source, entries] of Object.entries(ENTRIES) as [keyof Mix, readonly (keyof typeof RANGES)[]][]) {
    const share = given[source] ?? null;
    if (share === null) {
      mix[source] = null;
      continue;
    }
    checkOptions(share, `recipe: mix.${source}`, entries);
    mix[source] = Object.fromEntries(
      entries.map((key) => {
        const entry = (share as Record<string, unknown>)[key];
        const [least, most] = RANGES[key];
        if (typeof entry !== "number" || (key !== "many" && !Number.isInteger(entry))) {
          throw new TypeError(
            `recipe: mix.${source}.${key} must be ${key === "many" ? "a number" : "an integer"}, got ${quoteValue(entry)}.`,
          );
        }
        if (!(entry >= least && entry <= most)) {
          throw new RangeError(`recipe: mix.${source}.${key} must be from ${least} to ${most}, got ${entry}.`);
        }
        return [key, entry];
      }),
    );
  }
  if (!mix.data && !mix.mixed && !mix.glyphs)
    throw new RangeError("recipe: mix has no source: give data, mixed or glyphs.");
  const checked = mix as unknown as Mix;
  if (batchOf(checked) !== batch) {
    throw new RangeError(`recipe: batch must be ${batchOf(checked)}, the images that its mix takes, got ${batch}.`);
  }
  return checked;
}
