import type { Configuration } from "./sweep-grid.ts";
import { FIGURES, type Figures, type TrainedRun } from "./trained-run.ts";

/** A run of a sweep. */
export interface SweptRun extends TrainedRun {
  readonly seed: number;
}

/** A configuration, and how it did. */
export interface SweptConfiguration {
  readonly settings: Configuration["settings"];
  /** Epochs that its runs were trained for. */
  readonly epochs: number;
  /** Of all that the recipe has. */
  readonly ofEpochs: number;
  /** A run a seed, in their order. */
  readonly runs: readonly SweptRun[];
  readonly mean: Figures;
  /** Standard deviation over the seeds, of a sample (n - 1); null for one seed. */
  readonly deviation: Figures | null;
}

const figures = (of: (name: keyof Figures) => number): Figures =>
  Object.fromEntries(FIGURES.map((name) => [name, of(name)])) as Figures;

/** Sums up the runs of a configuration. */
export function sumUp({ settings, recipe }: Configuration, runs: readonly SweptRun[]): SweptConfiguration {
  const mean = figures((name) => runs.reduce((sum, { heldOut }) => sum + heldOut[name], 0) / runs.length);
  const spread = (name: keyof Figures) =>
    Math.sqrt(runs.reduce((sum, { heldOut }) => sum + (heldOut[name] - mean[name]) ** 2, 0) / (runs.length - 1));
  return {
    settings,
    epochs: runs[0].epochs,
    ofEpochs: recipe.epochs,
    runs,
    mean,
    deviation: runs.length > 1 ? figures(spread) : null,
  };
}

/** The better first: by mean accuracy, then by mean AUC; equally good ones as they were. */
export const byQuality = (a: { readonly mean: Figures }, b: { readonly mean: Figures }): number =>
  b.mean.accuracy - a.mean.accuracy || b.mean.auc - a.mean.auc;

/** The best of a configuration's runs, by accuracy and then AUC; of equally good ones the first. */
export const bestRun = ({ runs }: SweptConfiguration): SweptRun =>
  [...runs].sort((a, b) => b.heldOut.accuracy - a.heldOut.accuracy || b.heldOut.auc - a.heldOut.auc)[0];

function field(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line a run, with its configuration's mean and deviation; RFC 4180, but for the line feed. */
export function toCsv(configurations: readonly SweptConfiguration[]): string {
  const keys = [...new Set(configurations.flatMap(({ settings }) => Object.keys(settings)))];
  const header = [
    "configuration",
    ...keys,
    ...["seed", "epochs_done", ...FIGURES],
    ...FIGURES.map((name) => `${name}_mean`),
    ...FIGURES.map((name) => `${name}_deviation`),
    "fingerprint",
  ];
  const lines = configurations.flatMap(({ settings, runs, mean, deviation }, i) =>
    runs.map(({ seed, epochs, heldOut, fingerprint }) => [
      i + 1,
      ...keys.map((key) => settings[key]),
      ...[seed, epochs, ...FIGURES.map((name) => heldOut[name])],
      ...FIGURES.map((name) => mean[name]),
      ...FIGURES.map((name) => deviation?.[name]),
      fingerprint,
    ]),
  );
  return [header, ...lines].map((line) => `${line.map(field).join()}\n`).join("");
}
