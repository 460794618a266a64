import { printable } from "../../../message-text.ts";
import type { RunState } from "../../protocol.ts";
import type { Settings } from "../../settings.ts";
import type { CurveData } from "../learning-curves.ts";

/** A network that the page keeps: what a file of it would hold, and what the visitor is told of it. */
export interface KeptNetwork {
  /** Larger than those of networks made before it. */
  readonly id: number;
  /** A run that can go on, or a model out of a file. */
  readonly what: "checkpoint" | "model";
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly title: string;
  /** When it changed last, in milliseconds since 1970. */
  readonly at: number;
  readonly state: RunState;
  /** Steps done and to do; 0 and 0 of a model. */
  readonly step: number;
  readonly steps: number;
  /** Of unseen pairs, the share judged rightly; NaN if it is not known. */
  readonly accuracy: number;
  /** What the learning curves show. */
  readonly curves: CurveData;
  /** What it learnt from, in words, and whether that is what the page brings along. */
  readonly images: string;
  readonly isBundled: boolean;
  /** The file that its layers are from, if they are. */
  readonly architectureFile?: string | undefined;
}

/** Networks kept at most, the oldest go first: a few hundred kilobytes each. */
export const MAX_KEPT = 12;

export const titleOf = ({ recipe, epochs, seed, architectureFile }: Settings): string =>
  `${recipe}, ${epochs} epoch${epochs === 1 ? "" : "s"}, seed ${seed}${architectureFile ? `, ${printable(architectureFile)}` : ""}`;
