import { printable } from "../../../message-text.ts";
import { t } from "../../messages/t.ts";
import type { RunState } from "../../protocol.ts";
import type { Settings } from "../../settings.ts";
import type { CurveData } from "../learning-curves.ts";

/** What of a run's settings it is known by. */
export type RunSettings = Pick<Settings, "recipe" | "epochs" | "seed" | "architectureFile">;

/** A network that the page keeps: what a file of it would hold, and what the visitor is told of it. */
export interface KeptNetwork {
  /** Larger than those of networks made before it. */
  readonly id: number;
  /** A run that can go on, or a model out of a file. */
  readonly what: "checkpoint" | "model";
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of a model: of the file that it is from. */
  readonly name: string;
  /** Of a run. */
  readonly settings?: RunSettings | undefined;
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
}

/** Networks kept at most, the oldest go first: a few hundred kilobytes each. */
export const MAX_KEPT = 12;

/** What makes a run, in words. */
export const titleOf = ({ recipe, epochs, seed, architectureFile }: RunSettings): string =>
  t("titleOf", recipe, epochs, seed, printable(architectureFile ?? ""));

/** What a kept network is called: a run by its settings, a model by its file's name. */
export const nameOf = ({ name, settings }: Pick<KeptNetwork, "name" | "settings">): string =>
  settings ? titleOf(settings) : name;
