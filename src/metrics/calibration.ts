import type { PairCounts } from "./validate.ts";

/** What a distance says, and whether it says it surely: see `Calibration`. */
export type Verdict = "same" | "unsure" | "different";

/** Of different pairs, at most the share `rate`, 0 to 1, is at most `distance` apart, in embedding units. */
export interface FalseAcceptPoint {
  readonly rate: number;
  readonly distance: number;
}

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
  readonly sameBelow: number | null;
  /** From this distance on "different" is sure; above the threshold. Null where it never is. */
  readonly differentAbove: number | null;
  /**
   * How far apart pairs may be for some share of the different ones to be accepted, by falling share. Only shares that ten
   * pairs or more speak for; absent in files of earlier versions.
   */
  readonly falseAccept?: readonly FalseAcceptPoint[];
  /** The pairs that were measured, by verdict. */
  readonly odds: Readonly<Record<Verdict, PairCounts>>;
}

/** The verdict on a distance. */
export function verdictOf(distance: number, { sameBelow, differentAbove }: Calibration): Verdict {
  if (sameBelow !== null && distance <= sameBelow) return "same";
  return differentAbove !== null && distance >= differentAbove ? "different" : "unsure";
}
