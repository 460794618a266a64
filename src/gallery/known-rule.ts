import { backgroundDistance, type ClassModel, FEATURES, measure, modelClass, pooledSpread } from "./class-models.ts";
import { fitLogistic, type Logistic, logOdds } from "./logistic.ts";

/** Drawings that rules are learnt from: symbols that nobody teaches, each drawn several times by hands of one kind. */
export interface Rehearsal {
  /** (hands, classes, drawings, dimension): each hand, careful or careless, has classes of its own. */
  readonly embeddings: Float32Array;
  readonly hands: number;
  readonly classes: number;
  readonly drawings: number;
  readonly dimension: number;
  /** The distance of each drawing to the background; (hands, classes, drawings). */
  readonly backgrounds: Float64Array;
}

/** @param background embeddings of still other symbols, (many, dimension) */
export function prepareRehearsal(
  embeddings: Float32Array,
  hands: number,
  drawings: number,
  dimension: number,
  background: Float32Array,
): Rehearsal {
  const count = embeddings.length / dimension;
  const backgrounds = Float64Array.from({ length: count }, (_, i) =>
    backgroundDistance(embeddings, i * dimension, background, dimension),
  );
  return { embeddings, hands, classes: count / (hands * drawings), drawings, dimension, backgrounds };
}

/** The log-odds of drawings of a gallery's own symbols, -Infinity of those that it takes for another, and of others'. */
export interface Tried {
  readonly own: readonly number[];
  readonly others: readonly number[];
}

export interface KnownRule extends Tried {
  readonly odds: Logistic;
}

/** Drawings of its own symbols that a rule is learnt from, at least, and as many of others. */
const QUERIES = 1500;

/** Of a rehearsal: how many symbols and how many examples of each stand for a gallery's. */
export const rehearsedSize = ({ classes, drawings }: Rehearsal, symbols: number, examples: number) => ({
  symbols: Math.min(symbols, Math.floor(classes / 2)),
  examples: Math.min(examples, drawings - 2),
});

/**
 * Learns how likely it is that a drawing is one of a gallery's symbols, for galleries of a size: it teaches some of the
 * rehearsal's symbols, asks for other drawings of those and for as many of the rest by the same hand, and fits the odds to
 * what `measure` says. So the odds are those of one's own symbol to another, if as many drawings of either come.
 *
 * The classes and drawings of an episode are consecutive, from a place that moves on: no chance is needed.
 */
export function learnRule(rehearsal: Rehearsal, symbols: number, examples: number): KnownRule {
  const { embeddings, hands, classes, drawings, dimension, backgrounds } = rehearsal;
  const { symbols: taught, examples: shown } = rehearsedSize(rehearsal, symbols, examples);
  const asked = drawings - shown;
  const episodes = hands * Math.ceil(QUERIES / (hands * taught * asked));
  const rows = 2 * episodes * taught * asked;
  const features = new Float64Array(rows * FEATURES);
  const kinds = new Uint8Array(rows);
  const right = new Uint8Array(rows);
  let row = 0;
  for (let episode = 0; episode < episodes; episode++) {
    const hand = (episode % hands) * classes;
    const first = Math.floor(episode / hands) * taught;
    const place = (c: number, k: number): number => (hand + (c % classes)) * drawings + (k % drawings);
    const models: ClassModel[] = Array.from({ length: taught }, (_, c) => {
      const chosen = new Float32Array(shown * dimension);
      for (let k = 0; k < shown; k++) {
        const from = place(first + c, episode + k) * dimension;
        chosen.set(embeddings.subarray(from, from + dimension), k * dimension);
      }
      return modelClass(chosen, dimension);
    });
    const pooled = pooledSpread(models);
    for (let c = 0; c < 2 * taught; c++) {
      for (let k = shown; k < drawings; k++) {
        const query = place(first + c, episode + k);
        const view = features.subarray(row * FEATURES, (row + 1) * FEATURES);
        const { nearest } = measure(embeddings, query * dimension, models, pooled, backgrounds[query], view);
        right[row] = nearest === c ? 1 : 0;
        kinds[row++] = c < taught ? 1 : 0;
      }
    }
  }
  const odds = fitLogistic(features, kinds, FEATURES);
  const own: number[] = [];
  const others: number[] = [];
  for (let r = 0; r < rows; r++) {
    const value = logOdds(odds, features, r * FEATURES);
    if (kinds[r] === 0) others.push(value);
    else own.push(right[r] === 1 ? value : -Infinity);
  }
  return { odds, own, others };
}
