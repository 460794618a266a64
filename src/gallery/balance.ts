import { type ClassModel, FEATURES, measure, modelClass, pooledSpread } from "./class-models.ts";
import type { KnownRule, Tried } from "./known-rule.ts";
import { logOdds } from "./logistic.ts";

/** A gallery's own examples that are tried, at most. */
const MAX_TRIED = 400;
/** As many own examples count as much as the whole rehearsal. */
const TRUST = 200;
/** Symbols that people draw come nearer to one another than drawn glyphs do: of these as many times more get in. */
const STRANGERS = 1.5;

/** What came of a gallery's own examples, and the share of its symbols that the others among them were tried against. */
interface OwnTried extends Tried {
  readonly against: number;
}

/**
 * Tries a gallery on its own examples: each is asked for as if it had not been taught; and again as if its whole symbol
 * had not, as a drawing of another symbol by the same hand.
 *
 * @param backgrounds the distance of each example to the background, by class
 */
export function tryOwn(
  models: readonly ClassModel[],
  backgrounds: readonly (readonly number[])[],
  rule: KnownRule,
): OwnTried {
  const dimension = models[0].mean.length;
  const total = models.reduce((sum, { examples }) => sum + examples.length / dimension, 0);
  const step = Math.max(1, Math.ceil(total / MAX_TRIED));
  const own: number[] = [];
  const others: number[] = [];
  const features = new Float64Array(FEATURES);
  let number = 0;
  for (const [c, model] of models.entries()) {
    const rest = models.filter((other) => other !== model);
    const pooledRest = pooledSpread(rest);
    for (let e = 0; e < model.examples.length; e += dimension) {
      if (number++ % step !== 0) continue;
      const far = backgrounds[c][e / dimension];
      if (rest.length > 0) {
        measure(model.examples, e, rest, pooledRest, far, features);
        others.push(logOdds(rule.odds, features));
      }
      if (model.examples.length < 5 * dimension) continue;
      const without = new Float32Array(model.examples.length - dimension);
      without.set(model.examples.subarray(0, e));
      without.set(model.examples.subarray(e + dimension), e);
      const left = [...models];
      left[c] = modelClass(without, dimension);
      const { nearest } = measure(model.examples, e, left, pooledSpread(left), far, features);
      own.push(nearest === c ? logOdds(rule.odds, features) : -Infinity);
    }
  }
  return { own, others, against: 1 - 1 / models.length };
}

/** A value, and its share of all. */
type Weighted = readonly [value: number, weight: number];

/**
 * Two lists as one, in rising order: the gallery's own weighs more the longer it is.
 * @param against with fewer symbols to be taken for, as many times fewer are: what was tried counts the more
 */
function weigh(own: readonly number[], rehearsed: readonly number[], against = 1): Weighted[] {
  const all = own.length + TRUST;
  return [
    ...own.map((value): Weighted => [value, 1 / all / against]),
    ...rehearsed.map((value): Weighted => [value, TRUST / all / rehearsed.length]),
  ].sort((a, b) => a[0] - b[0]);
}

/** The log-odds at which as large a share of own drawings is not found as, most likely, of others is accepted. */
export function balancedOdds(rule: KnownRule, tried: OwnTried): number {
  const own = weigh(tried.own, rule.own);
  const others = weigh(tried.others, rule.others, tried.against);
  let [missed, accepted, o] = [0, 0, 0];
  for (const [, weight] of others) accepted += weight;
  for (const [value, weight] of own) {
    while (o < others.length && others[o][0] < value) accepted -= others[o++][1];
    missed += weight;
    if (missed >= STRANGERS * accepted && value > -Infinity) return value;
  }
  return own[own.length - 1][0];
}

/** The log-odds that this share of others' drawings reaches. @param falseAccept above 0, below 1 */
export function oddsAccepting(rule: KnownRule, tried: OwnTried, falseAccept: number): number {
  const others = weigh(tried.others, rule.others, tried.against);
  let accepted = 0;
  for (let o = others.length - 1; o >= 0; o--) {
    accepted += others[o][1];
    if (accepted > falseAccept) return o + 1 < others.length ? others[o + 1][0] : others[o][0] + 1e-9;
  }
  return others[0][0];
}
