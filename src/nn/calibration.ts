/** Pairs of each kind, counted: the odds for "same" are `same` to `different`. */
export interface PairOdds {
  readonly same: number;
  readonly different: number;
}

/** What a distance says, and whether it says it surely: see `Calibration`. */
export type Verdict = "same" | "unsure" | "different";

/**
 * What a network's distances mean, measured on pairs of which half are the same: see `calibrateDistances`. Where the
 * share of same pairs is another, so are the odds. Plain JSON.
 */
export interface Calibration {
  /** Pairs of at most this distance are called the same: the choice that judges most pairs rightly. */
  readonly threshold: number;
  /** Where the share of different pairs accepted equals the share of same pairs rejected; 0 to 1. */
  readonly equalErrorRate: number;
  /** How often a verdict must be right at its distance to count as sure, such as 0.99; above 0.5, at most 1. */
  readonly confidence: number;
  /** Up to this distance "same" is sure; at most the threshold. Null where it never is. */
  readonly sureSame: number | null;
  /** From this distance on "different" is sure; above the threshold. Null where it never is. */
  readonly sureDifferent: number | null;
  /** The pairs that were measured, by verdict. */
  readonly odds: Readonly<Record<Verdict, PairOdds>>;
}

/** The verdict on a distance. */
export function verdictOf(distance: number, { sureSame, sureDifferent }: Calibration): Verdict {
  if (sureSame !== null && distance <= sureSame) return "same";
  return sureDifferent !== null && distance >= sureDifferent ? "different" : "unsure";
}
